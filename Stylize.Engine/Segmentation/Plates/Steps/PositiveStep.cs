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
        OfTimepoint = (data, context) =>
        {
            List<WellStatistic> rows =
                [.. data.Channels.SelectMany(channel => RowsOf(data, channel, context.Options))];
            var names = rows.Select(row => row.Measurement).ToHashSet();
            foreach (var name in context.Options.PositiveThresholds.Keys.Where(name => !names.Contains(name)))
            {
                var text = StylizeException.Verbatim($"No measurement '{name}'") + " for {Positive}. "
                    + StylizeException.Verbatim($"Known: {string.Join(", ", names)}.");
                context.Remark(WellRemark.Warning(text), context.Plate.Statistics.IsFirst(text));
            }

            return data with { Statistics = rows };
        },
    };

    private static IEnumerable<WellStatistic> RowsOf(WellTimepoint data, ChannelTiles channel, PlateOptions options)
    {
        var positive = options.PositiveThresholds;
        var images = data.Images.GetValueOrDefault(channel.Channel) ?? [];
        return
        [
            .. WellStatistic.Compute(channel.Channel, channel.Planes, positive),
            // If no gate leaves images out, the number of cells says the same.
            .. images.Count == 0 || options.Quality == QualityGates.Report ? []
                : new[] { WellStatistic.PerImage(channel.Channel, images, positive) },
        ];
    }
}
