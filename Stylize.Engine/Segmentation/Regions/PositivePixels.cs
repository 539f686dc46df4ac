using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>Shares of the pixels of given regions that are above a threshold, as of a stain.</summary>
internal sealed class PositivePixels(LabeledRuns labeled, double threshold)
{
    private readonly (long Above, long All)[] _counts = new (long, long)[labeled.Count + 1];

    /// <summary>Returns no shares yet; null if the options have no threshold for given regions.</summary>
    public static PositivePixels? Of(LabeledRuns labeled, SegmentationOptions options) =>
        options is { Method: ThresholdMethod.Labels, Threshold: { } threshold } ? new(labeled, threshold) : null;

    /// <summary>Adds pixels of a row. Each pixel of a region must be added exactly once.</summary>
    public void AddRow<T>(ReadOnlySpan<T> row, int left, int y)
        where T : INumber<T>
    {
        for (var run = labeled.Runs.RowOffset(y); run < labeled.Runs.RowOffset(y + 1); run++)
        {
            var to = Math.Min(labeled.Runs.Ends[run] - left, row.Length);
            for (var x = Math.Max(labeled.Runs.Starts[run] - left, 0); x < to; x++)
            {
                ref var counts = ref _counts[labeled.Labels[run]];
                counts = (counts.Above + (double.CreateTruncating(row[x]) > threshold ? 1 : 0), counts.All + 1);
            }
        }
    }

    /// <summary>Returns the table with a column of shares; NaN if no pixel of the region was measured.</summary>
    /// <param name="channel">The end of its name; "" for the only channel of an image.</param>
    public RegionTable AddTo(RegionTable table, string channel) => table.With(
        [new($"PositivePixelShare{channel}", RegionProperties.None, -1, 0, 0, false)],
        region => [_counts[region + 1].Above / (double)_counts[region + 1].All]);
}
