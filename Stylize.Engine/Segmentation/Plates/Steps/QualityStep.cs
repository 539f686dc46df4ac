using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Quality;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// Measures the quality of the images of segmented channels, and in the first one of channels that are only measured.
/// </summary>
internal static class QualityStep
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
        var meter = new QualityMeter(context.Options.Segmentation, context.Cancellation);
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
}
