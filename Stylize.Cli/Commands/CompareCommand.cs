using Stylize.Engine.Measuring;

namespace Stylize.Cli.Commands;

internal sealed class CompareCommand : QueryCommand<ImageComparison>
{
    public const string CommandName = "compare";
    public const string Summary = "Compare images with a reference: PSNR, SSIM, MS-SSIM and mean CIEDE2000.";

    private readonly Option<string> _referencePath;
    private readonly DeclaredOptions _frame;

    public CompareCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _referencePath = Declare<string>("--reference-path", "file", "Image to compare with.");
        _referencePath.Required = true;
        _referencePath.Aliases.Add("-r");
        _frame = Declare<FrameOptions>();
        Finish(
            "stylize compare result.png --reference-path original.png",
            "stylize compare \"out/*.png\" -r original.png --json");
    }

    protected override Func<ImageInput, OperationContext, ImageComparison> CreateQuery(ParseResult values)
    {
        var reference = ImageSource.File(Host.FullPath(values.GetValue(_referencePath)!));
        var frame = OptionSet.Apply(new FrameOptions(), _frame.Given(values), Host).Frame;
        var batch = BatchOptions(values);
        return (input, context) =>
        {
            var other = batch.Open(reference, Host.Codec);
            var result = FileComparison.Compare(input, other, frame, context);
            if (other.Damage is { } damage)
            {
                context.Warning?.Invoke(damage);
            }

            return result;
        };
    }

    protected override long EstimateMemory(ImageInput input) => FileComparison.EstimateMemory(input);

    protected override IEnumerable<IReadOnlyList<KeyValuePair<string, object?>>> Rows(ImageComparison value) =>
    [
        [
            new("Width", value.Width),
            new("Height", value.Height),
            new("Psnr", value.Psnr),
            new("Ssim", value.Ssim),
            new("MsSsim", value.MsSsim),
            new("MeanDeltaE2000", value.MeanDeltaE2000),
        ],
    ];
}
