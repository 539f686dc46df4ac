using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Plan;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Writes a crop of each cell, and a table of them.</summary>
internal static class CropStep
{
    public static WellStep Step { get; } = new(
        "crops", "write a crop of each cell",
        WellParts.Pixels | WellParts.Labels | WellParts.Cells | WellParts.Rows, WellParts.Crops)
    {
        IsOn = options => options.Crop > 0,
        IsRepeatable = true,
        Files = [WellOutput.Crops, WellOutput.CropTable],
        OfFiles = Jobs,
    };

    private static IEnumerable<FileJob> Jobs(ChannelFiles of)
    {
        var (options, channel) = (of.Context.Options, of.Channel);
        if (channel.Count == 0) yield break;

        const WellParts Shows =
            WellParts.Crops | WellParts.Pixels | WellParts.Labels | WellParts.Cells | WellParts.Rows;
        CropSheet Sheet() => new(options.Crop, channel.Planes, of.Grid, of.Measured, options.MaskCrops);
        yield return new(Shows, true, [of.PathOf(WellOutput.Crops)], () =>
        {
            var (sheet, names) = (Sheet(), string.Join(", ", of.Measured.Select(m => m.Channel)));
            return of.Save(
                WellOutput.Crops, sheet.Width, sheet.Height, sheet.Count, target => sheet.Write(
                    target, page => of.Described(page, of.Name, names), of.Context.Cancellation));
        });
        yield return new(Shows, false, [of.PathOf(WellOutput.CropTable)], () =>
        {
            var sheet = Sheet();
            return of.Save(
                WellOutput.CropTable, 0, sheet.Count, sheet.Count, target => sheet.WriteIndex(target, of.Key));
        });
    }
}
