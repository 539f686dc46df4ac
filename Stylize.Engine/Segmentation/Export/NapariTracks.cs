namespace Stylize.Engine.Segmentation.Export;

/// <summary>Writes the tracks of a series as a table for a tracks layer of napari: ID, T, Y, X first.</summary>
internal static class NapariTracks
{
    /// <param name="frames">The regions of each timepoint of the series.</param>
    public static void Write(Stream target, StoredSeries series, IReadOnlyList<IReadOnlyList<StoredRegion>> frames)
    {
        using var writer = new StreamWriter(target, leaveOpen: true);
        string[] measured = [.. frames.SelectMany(f => f).Take(1).SelectMany(r => r.Values).Select(v => v.Key)];
        writer.Write(RegionTable.CsvLine(["ID", "T", "Y", "X", "Parent", "Timepoint", "Label", .. measured]));
        var points = frames.Index().SelectMany(f => f.Item.Where(r => r.Track is not null).Select(r => (Frame: f.Index, Region: r)))
            .OrderBy(p => p.Region.Track).ThenBy(p => p.Frame);
        foreach (var (frame, region) in points)
        {
            writer.Write(RegionTable.CsvLine(
            [
                Text(region.Track), Text(frame), Text(region.CentroidY), Text(region.CentroidX), Text(region.Parent),
                Text(series.Frames[frame].Timepoint), Text(region.Label), .. region.Values.Select(v => Text(v.Value)),
            ]));
        }
    }

    private static string Text(double? value) => value is { } number ? number.ToString("R", CultureInfo.InvariantCulture) : "";
}
