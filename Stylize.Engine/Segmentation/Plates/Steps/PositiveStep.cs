using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Computes the statistics of the cells of a well, and the share of positive ones.</summary>
internal static class PositiveStep
{
    public static WellStep Step { get; } = new(
        "positives", "compute statistics and the share of positive cells",
        WellParts.Rows | WellParts.Spots | WellParts.Quality, WellParts.Statistics)
    {
        IsRepeatable = true,
        OfTimepoint = (data, context) => data with
        {
            Statistics =
                [.. data.Channels.SelectMany(channel => RowsOf(data, channel, context.Options.PositiveThresholds))],
        },
    };

    private static IEnumerable<WellStatistic> RowsOf(
        WellTimepoint data, ChannelTiles channel, IReadOnlyDictionary<string, double> positive)
    {
        var images = data.Images.GetValueOrDefault(channel.Channel) ?? [];
        return
        [
            .. WellStatistic.Compute(channel.Channel, channel.Planes, positive),
            .. images.Count == 0 ? [] : new[] { WellStatistic.PerImage(channel.Channel, images, positive) },
        ];
    }
}
