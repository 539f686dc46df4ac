using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Quality;

/// <summary>Measures the quality of the images of a well.</summary>
/// <param name="isInverted">True if objects are dark.</param>
internal sealed class QualityMeter(bool isInverted, CancellationToken cancellation)
{
    /// <summary>Measures a tile of a channel.</summary>
    public ImageQuality Measure(string channel, int tile, SampleScanner reader)
    {
        var histogram = ForegroundFinder.Histogram(reader, cancellation);
        histogram = isInverted ? histogram.Inverted(reader.Highest) : histogram;
        var median = histogram.Percentile(50);
        var (below, above) = (median - histogram.Percentile(1), histogram.Percentile(99) - median);
        var (slope, range) = (ImageSharpness.PowerSlope(reader, cancellation), reader.Range);

        // Samples are rounded, so that a spread below 1 has no meaning. The highest of floating-point numbers is at full scale.
        return new(
            channel, tile, double.IsFinite(slope) ? slope : null,
            reader.Scale.Step * reader.Scale.Step * ImageSharpness.LaplacianVariance(reader, cancellation),
            reader.Scale == SampleScale.Identity ? range.Saturated(reader.Bits) / (double)range.Count : 0,
            (histogram.Percentile(99.9) - median) / (below + 1), below / (above + 1));
    }

    /// <summary>Measures a tile of a segmented channel with its regions.</summary>
    public ImageQuality Measure(string channel, TileMeasurement tile, SampleScanner reader, LabeledPlane plane, PlaneMeasurement regions)
    {
        var number = tile.Tile.Tile;
        var own = Enumerable.Range(0, regions.Regions.Count)
            .Where(region => regions.Tiles[regions.TileOfRegion[region]].Tile.Tile == number).ToList();
        var column = regions.Regions.Find("MeanIntensity_" + channel);
        double[] means = column < 0 ? [] : [.. own.Select(region => regions.Regions[region, column])];
        return Measure(channel, number, reader) with
        {
            Cells = own.Count,
            DebrisShare = means.Length == 0 ? null : Outside(plane.Labels, tile, reader, Sample.Median(means)),
        };
    }

    /// <summary>Returns the share of the pixels that are outside of regions and brighter than a number, or darker if inverted.</summary>
    private double Outside(LabeledRuns labels, TileMeasurement tile, SampleScanner reader, double number)
    {
        var (limit, count) = (reader.Scale.ToSample(number), 0L);
        reader.Scan(
            (strip, top, rows) =>
            {
                for (var y = 0; y < rows; y++)
                {
                    count += Outside(labels, tile.Top + top + y, tile.Left, strip.Row(y), limit);
                }
            },
            cancellation);
        return count / ((double)tile.Width * tile.Height);
    }

    private int Outside(LabeledRuns labels, int y, int left, ReadOnlySpan<ushort> row, double limit)
    {
        var (runs, x, count) = (labels.Runs, 0, 0);
        for (var run = runs.RowOffset(y); run < runs.RowOffset(y + 1); run++)
        {
            var (start, end) = (Math.Max(runs.Starts[run] - left, x), Math.Min(runs.Ends[run] - left, row.Length));
            if (labels.Labels[run] == 0 || start >= end) continue;

            count += Beyond(row[x..start], limit);
            x = end;
        }

        return count + Beyond(row[x..], limit);
    }

    private int Beyond(ReadOnlySpan<ushort> samples, double limit)
    {
        var count = 0;
        foreach (var sample in samples)
        {
            count += isInverted ? (sample < limit ? 1 : 0) : (sample > limit ? 1 : 0);
        }

        return count;
    }
}
