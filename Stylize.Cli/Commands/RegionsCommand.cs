using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Engine.Catalog;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;

namespace Stylize.Cli.Commands;

internal sealed class RegionsCommand : QueryCommand<ImageRegions>, IOperationCommand
{
    private readonly PresetOption _preset;
    private readonly DeclaredOptions _segmentation;
    private readonly DeclaredOptions _frame;
    private SegmentationOptions _options = new();

    public RegionsCommand(CommandHost host, OperationDefinition operation)
        : base(host, operation.Name, operation.Summary)
    {
        Operation = operation;
        _preset = DeclarePreset(() => operation.Presets.Keys);
        _segmentation = Declare<SegmentationOptions>();
        _frame = Declare<FrameOptions>();
        Finish([.. operation.Examples]);
    }

    public OperationDefinition Operation { get; }

    protected override bool IsMeasuring => true;

    protected override Func<ImageInput, OperationContext, ImageRegions> CreateQuery(ParseResult values)
    {
        var start = new StartOptions(Operation.Name, Host)
        {
            Preset = values.GetValue(_preset), Given = [.. _segmentation.Given(values)],
        };
        var options = _options = (SegmentationOptions)Operation.ReadOptions(start);
        options.Validate();
        var frame = OptionSet.Apply(new FrameOptions(), _frame.Given(values), Host).Frame;
        return (input, context) => ImageRegions.Measure(input.Still(frame), options, context);
    }

    protected override long EstimateMemory(ImageInput input) => ImageRegions.EstimateMemory(input, _options);

    protected override IEnumerable<IReadOnlyList<KeyValuePair<string, object?>>> Rows(ImageRegions value) =>
        Enumerable.Range(0, value.Regions.Count)
            .Select(region => (IReadOnlyList<KeyValuePair<string, object?>>)[.. value.Regions.Fields(region, _options.PixelSize)]);
}
