using System.CommandLine;
using Stylize.Cli.Arguments;
using Stylize.Cli.Hosting;
using Stylize.Engine.Catalog;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;

namespace Stylize.Cli.Commands;

internal sealed class RegionsCommand : QueryCommand<ImageRegions>
{
    public const string CommandName = "regions";
    public const string Summary = "Segment grey images of 8 or 16 bits and tell what is measured of each region.";

    private readonly PresetOption _preset;
    private readonly DeclaredOptions _segmentation;
    private readonly DeclaredOptions _frame;
    private SegmentationOptions _options = new();

    public RegionsCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _preset = DeclarePreset(() => SegmentationOptions.Presets.Keys);
        _segmentation = Declare<SegmentationOptions>();
        _frame = Declare<FrameOptions>();
        Finish(
            "stylize regions tile.tif --method otsu --property Area,Centroid",
            "stylize regions \"tiles/*.tif\" --method otsu --split --json",
            "stylize regions tile.tif --pixel-size 0.65 --property All --json");
    }

    protected override Func<ImageInput, OperationContext, ImageRegions> CreateQuery(ParseResult values)
    {
        var start = UserPresets.Start<SegmentationOptions>(RegionsOperation.OperationName, values.GetValue(_preset), null);
        var options = _options = OptionSet.Lay(start, _segmentation.Given(values), Host);
        options.Validate();
        var frame = OptionSet.Lay(new FrameOptions(), _frame.Given(values), Host).Frame;
        return (input, context) => ImageRegions.Measure(input.Still(frame), options, context);
    }

    protected override long EstimateMemory(ImageInput input) => ImageRegions.EstimateMemory(input, _options);

    protected override IEnumerable<IReadOnlyList<KeyValuePair<string, object?>>> Rows(ImageRegions value)
    {
        for (var region = 0; region < value.Regions.Count; region++)
        {
            yield return [.. value.Regions.Fields(region, _options.PixelSize)];
        }
    }
}
