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

    private static StylizeException Altered(StoredSeries series, FormattableString why) =>
        Errors.DatabaseDamaged.With(series.Well, why);

    public static void RequireEqual(
        string run, StoredSeries series, StoredFrame frame, StoredMask mask, Dictionary<int, StoredRegion> rows)
    {
        var labels = mask.Labels.Labels.ToArray().ToHashSet();
        if (!labels.SetEquals(rows.Keys))
        {
            throw Errors.MaskOfOtherRun.With(
                series.Well, frame.Timepoint, Plural.WithCount(labels.Count, "region"), run,
                Plural.WithCount(rows.Count, "region"));
        }
    }
}
