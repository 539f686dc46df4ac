namespace Stylize.Engine.Segmentation.Export;

internal static class ExportChecks
{
    public static Dictionary<int, StoredRegion> ByLabel(
        StoredSeries series, StoredMask mask, IReadOnlyList<StoredRegion> rows)
    {
        var tracks = series.Tracks.Select(t => t.Number).ToHashSet();
        var regions = new Dictionary<int, StoredRegion>();
        foreach (var row in rows.Where(r => mask.Tile is null || r.TileKey == mask.Tile.Key))
        {
            if (!regions.TryAdd(row.Label, row)) throw Altered(series, $"two regions with the label {row.Label}");
            if (row.Track is { } track && !tracks.Contains(track))
            {
                throw Altered(series, $"a region with the unknown track {track}");
            }
        }

        return regions;
    }

    private static StylizeException Altered(StoredSeries series, FormattableString why) => new(
        StylizeError.ImageUnreadable, series.Well,
        $"The database was altered or is damaged: well {series.Well} has {why.ToString(CultureInfo.InvariantCulture)} "
        + "at a timepoint.",
        "Restore the database from a copy, or segment the well again with {Force}.");

    public static void RequireEqual(
        string run, StoredSeries series, StoredFrame frame, StoredMask mask, Dictionary<int, StoredRegion> rows)
    {
        var labels = mask.Labels.Labels.ToArray().ToHashSet();
        if (!labels.SetEquals(rows.Keys))
        {
            throw new StylizeException(
                StylizeError.ImageUnreadable, series.Well,
                Invariant(
                    $"The mask of well {series.Well} at timepoint {frame.Timepoint} has {Plural.WithCount(labels.Count, "region")}, ")
                    + $"but run '{run}' in the database has {Plural.WithCount(rows.Count, "region")}: they belong to "
                    + "different runs.",
                "Use {MaskPath} to set the destination of the run, or segment the well again with {Force}.");
        }
    }

    public static void RequireLabels(StoredSeries series, int count)
    {
        if (count > ushort.MaxValue)
        {
            throw new StylizeException(
                StylizeError.OperationFailed, series.Well,
                $"Well {series.Well} has more tracks than the 65,535 of the Cell Tracking Challenge.",
                "Choose another {Format}.");
        }
    }

    public static void RequireCoordinates(StoredSeries series, StoredMask mask)
    {
        if (Math.Max(mask.Width, mask.Height) > ImageJRoi.MaxCoordinate)
        {
            throw new StylizeException(
                StylizeError.OperationFailed, series.Well,
                Invariant($"The mask of well {series.Well} has {mask.Width} x {mask.Height} pixels; ")
                + Invariant($"ROIs of ImageJ have at most {ImageJRoi.MaxCoordinate}."),
                "Choose another {Format}, such as GeoJson.");
        }
    }
}
