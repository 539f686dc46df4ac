using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>The background-corrected histogram of an experiment's channel, computed by the first well that needs it.</summary>
internal sealed class PlateHistograms(PlateOptions options, PlatePlan plan, FlatFields fields)
{
    private readonly ConcurrentDictionary<(string Experiment, string Channel), Lazy<IntensityHistogram>> _histograms = new();

    public IntensityHistogram Of(string experiment, string channel, CancellationToken cancellation) => _histograms
        .GetOrAdd((experiment, channel), key => new Lazy<IntensityHistogram>(() => Compute(key.Experiment, key.Channel, cancellation)))
        .Value;

    private IntensityHistogram Compute(string experiment, string channel, CancellationToken cancellation)
    {
        var plate = new IntensityHistogram();
        foreach (var well in plan.Tiles.Where(t => t.Experiment == experiment && t.Channel == channel).GroupBy(t => (t.Well, t.Timepoint)))
        {
            // A tile that fails here fails again in its own well, where it is reported.
            var tiles = new ChannelTiles(channel, [.. well]);
            var profile = fields.Of(tiles.Tiles[0], 1, _ => { }, cancellation);
            using var readers = ChannelReaders.Open(tiles, options, fields, keep: false, profile, null, cancellation);
            foreach (var histogram in readers.Histograms(_ => { }, cancellation).Values)
            {
                plate.Add(histogram);
            }
        }

        return plate;
    }
}
