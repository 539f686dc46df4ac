using Stylize.Engine.Segmentation.Plates.Quality;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// Measures the quality of the images of segmented channels, and in the first one of channels that are only measured.
/// </summary>
internal sealed class QualityStep(WellWork work)
{
    /// <summary>Returns the images of each segmented channel; none without gates.</summary>
    public Dictionary<string, IReadOnlyList<ImageQuality>> Run(IReadOnlyList<SegmentedChannel> results)
    {
        var all = new Dictionary<string, IReadOnlyList<ImageQuality>>();
        if (work.Options.Quality == QualityGates.None) return all;

        var meter = new QualityMeter(work.Options.Segmentation, work.Cancellation);
        using var phase = work.Context.Phases.Start("quality");
        foreach (var result in results.Where(result => result.Channel.Part == CellPart.None))
        {
            var own = result.Planes.Zip(result.Regions)
                .SelectMany(pair => pair.First.Tiles, (pair, tile) => (pair, tile))
                .Where(image => result.Tiles.Numbers.Contains(image.tile.Tile.Tile))
                .Select(image => (Func<ImageQuality>)(() => meter.Measure(
                    result.Name, image.tile, result.Tiles[image.tile.Tile.Tile], image.pair.First, image.pair.Second)));
            var other = work.Readers
                .Where(c => all.Count == 0 && !work.Well.Segmented.Any(segmented => segmented.Channel == c.Channel))
                .SelectMany(c => c.Numbers, (c, number) =>
                    (Func<ImageQuality>)(() => meter.Measure(c.Channel, number, c[number])));
            Func<ImageQuality>[] jobs = [.. own, .. other];
            var images = new ImageQuality?[jobs.Length];
            work.ForEach(
                jobs.Length, index => StylizeException.Try(() => images[index] = jobs[index](), work.Failures.Enqueue));
            all[result.Name] = [.. images.OfType<ImageQuality>()];
        }

        return all;
    }
}
