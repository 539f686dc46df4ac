using Stylize.Engine.Operations.Verbs;
using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Measuring;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Compares images with a reference.</summary>
[Verb("Compare-StylizeImage", Summary, Output = "Stylize.Engine.Imaging.ImageComparison",
Examples = ["stylize compare result.png --reference-path original.png",
        "stylize compare \"out/*.png\" -r original.png --json"])]
internal sealed record CompareVerb : IQueryVerb
{
    public const string Summary =
        "Compare images or label masks with a reference: PSNR, SSIM, MS-SSIM, CIEDE2000, IoU, F1.";

    [Option("Image to compare with.", Group = HelpGroup.Common, IsFile = true, Required = true, Letter = "r",
        Position = 1, FromProperties = ["Source"])]
    public string ReferencePath { get; init; } = "";

    [Option("Metrics to compute.", Name = "Metric", Group = HelpGroup.Common)]
    public ComparisonMetrics Metrics { get; init; } = ComparisonMetrics.All;

    [OptionGroup("")]
    public FrameOptions Frame { get; init; } = new();

    public long EstimateMemory(ImageInput input) => FileComparison.EstimateMemory(input);

    public VerbRow Describe(ImageInput input, Func<string, ImageInput> open, OperationContext context)
    {
        var reference = open(ReferencePath);
        var result = FileComparison.Compare(input, reference, Frame.Frame, context, Metrics);
        var masks = (Metrics & ComparisonMetrics.Objects) == 0 ? null : MaskComparison.TryCompare(
            input.Still(Frame.Frame), reference.Still(reference.Info.Pages > 1 ? Frame.Frame : null),
            context.Cancellation);
        if (reference.Damage is { } damage)
        {
            context.Warning?.Invoke(damage);
        }

        (string Name, double Value)[] metrics =
        [
            ("Psnr", result.Psnr), ("Ssim", result.Ssim), ("MsSsim", result.MsSsim),
            ("MeanDeltaE2000", result.MeanDeltaE2000),
        ];
        KeyValuePair<string, object?>[] objects = masks is null ? [] :
        [
            new("ChangedPixels", masks.ChangedPixels), new("Iou", masks.Iou), new("F1At50", masks.F1At50),
            new("F1At70", masks.F1At70), new("Split", masks.Split), new("Merged", masks.Merged),
            new("Missed", masks.Missed), new("Added", masks.Added),
        ];
        return new VerbRow(
            null,
            [
                new("Width", result.Width), new("Height", result.Height),
                .. metrics.Where(metric => !double.IsNaN(metric.Value))
                    .Select(metric => KeyValuePair.Create<string, object?>(metric.Name, metric.Value)),
                .. objects,
            ])
        {
            Value = result, TypeName = masks is null ? null : "Stylize.MaskComparison",
            Added = [new("ReferencePath", ReferencePath), .. objects],
        };
    }
}
