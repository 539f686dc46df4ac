using Stylize.Engine.Operations.Verbs;

namespace Stylize.Engine.Measuring;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>Compares images with a reference.</summary>
[Verb("Compare-StylizeImage", Summary, Output = "Stylize.Engine.Imaging.ImageComparison", Examples =
    ["stylize compare result.png --reference-path original.png", "stylize compare \"out/*.png\" -r original.png --json"])]
public sealed record CompareVerb : IQueryVerb
{
    public const string Summary = "Compare images with a reference: PSNR, SSIM, MS-SSIM and mean CIEDE2000.";

    [Option("Image to compare with.", Group = HelpGroup.Common, IsFile = true, Required = true, Letter = "r", Position = 1,
        FromProperties = ["Source"])]
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
        if (reference.Damage is { } damage)
        {
            context.Warning?.Invoke(damage);
        }

        (string Name, double Value)[] metrics =
        [
            ("Psnr", result.Psnr), ("Ssim", result.Ssim), ("MsSsim", result.MsSsim), ("MeanDeltaE2000", result.MeanDeltaE2000),
        ];
        return new VerbRow(
            null,
            [
                new("Width", result.Width), new("Height", result.Height),
                .. metrics.Where(metric => !double.IsNaN(metric.Value))
                    .Select(metric => KeyValuePair.Create<string, object?>(metric.Name, metric.Value)),
            ])
        {
            Value = result, Added = [new("ReferencePath", ReferencePath)],
        };
    }
}
