using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Quality;

/// <summary>Measures the quality of the images of a well.</summary>
internal sealed class QualityMeter(SegmentationOptions options, CancellationToken cancellation)
{
    /// <summary>Measures a tile of a channel.</summary>
    public ImageQuality Measure(string channel, int tile, SampleScanner reader)
    {
        var histogram = ForegroundFinder.Histogram(reader, cancellation);
        histogram = options.Invert ? histogram.Inverted(reader.Highest) : histogram;
        var median = histogram.Percentile(50);
        var (below, above) = (median - histogram.Percentile(1), histogram.Percentile(99) - median);
        var (slope, range) = (ImageSharpness.PowerSlope(reader, cancellation), reader.Range);

        // Samples are rounded, so that a spread below 1 has no meaning. The highest of floating-point numbers is at
        // full scale.
        return new(
            channel, tile, double.IsFinite(slope) ? slope : null,
            reader.Scale.Step * reader.Scale.Step * ImageSharpness.LaplacianVariance(reader, cancellation),
            !reader.HasNumbers ? range.Saturated(reader.Bits) / (double)range.Count : 0,
            (histogram.Percentile(99.9) - median) / (below + 1), below / (above + 1));
    }

    /// <summary>Measures a tile of a segmented channel with its regions.</summary>
    public ImageQuality Measure(
        string channel, TileMeasurement tile, SampleScanner reader, PlaneMeasurement plane)
    {
        var number = tile.Tile.Tile;
        var check = new ObjectCheck(plane.Labels, options, tile.Left, tile.Top, tile.Width, tile.Height);
        reader.ScanRows((row, y) => check.AddRow(row, 0, y), cancellation);
        return Measure(channel, number, reader) with
        {
            Cells = Enumerable.Range(0, plane.Regions.Count).Count(region => plane.NumberOf(region) == number),
            DebrisShare = check.Debris(),
            UncoveredShare = check.Uncovered(),
            EdgeSteepness = check.EdgeSteepness(),
            Kind = tile.Kind,
        };
    }
}
