using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// Measures the quality of the images of segmented channels, and in the first one of channels that are only measured.
/// </summary>
internal sealed class QualityStep(SegmentationOptions options, CancellationToken cancellation)
{
    private const string Off = nameof(QualityGates.None);

    public static WellStep Step { get; } = new(
        "quality", "measure images, leave out those that fail gates",
        WellParts.Pixels | WellParts.Labels | WellParts.Rows, WellParts.Quality)
    {
        IsOn = options => options.Quality != QualityGates.None,
        IsRepeatable = true,

        // Images are judged by the gates after all wells are measured.
        Matters = (made, now) => made is Off || now is Off,
        OfTimepoint = (data, context) => data with { Images = Measure(data, context) },
    };

    /// <summary>Returns the images of each segmented channel.</summary>
    private static Dictionary<string, IReadOnlyList<ImageQuality>> Measure(WellTimepoint data, StepContext context)
    {
        var all = new Dictionary<string, IReadOnlyList<ImageQuality>>();
        var meter = new QualityStep(context.Options.Segmentation, context.Cancellation);
        using var phase = context.Run.Phases.Start("quality");
        foreach (var result in data.Channels.Where(result => !result.IsPart))
        {
            var tiles = context.Read(result);
            var own = result.Planes.SelectMany(plane => plane.Tiles, (plane, tile) => (plane, tile))
                .Where(image => tiles.Numbers.Contains(image.tile.Tile.Tile))
                .Select(image => (Func<ImageQuality>)(() => meter.Measure(
                    result.Channel, image.tile, tiles[image.tile.Tile.Tile], image.plane)));
            var other = context.Well.Measured.Select(context.Read)
                .Where(c => all.Count == 0 && !context.Well.Segmented.Any(segmented => segmented.Channel == c.Channel))
                .SelectMany(c => c.Numbers, (c, number) =>
                    (Func<ImageQuality>)(() => meter.Measure(c.Channel, number, c[number])));
            Func<ImageQuality>[] jobs = [.. own, .. other];
            var images = new ImageQuality?[jobs.Length];
            context.ForEach(
                jobs.Length, index => StylizeException.Try(() => images[index] = jobs[index](), context.Fail));
            all[result.Channel] = [.. images.OfType<ImageQuality>()];
        }

        return all;
    }

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
