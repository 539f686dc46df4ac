using System.CommandLine;
using Stylize.Cli.Hosting;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;

namespace Stylize.Cli.Commands;

/// <summary>`stylize regions`: a line for each region of each image.</summary>
internal sealed class RegionsCommand : QueryCommand<ImageRegions>
{
    public const string CommandName = "regions";
    public const string Summary = "Segment grey images of 8 or 16 bits and tell what is measured of each region.";

    private readonly SegmentationArguments _segmentation;
    private double _pixelSize = 1;

    public RegionsCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _segmentation = new SegmentationArguments(this);
        Finish(
            "stylize regions tile.tif --method Otsu --property Area,Centroid",
            "stylize regions \"tiles/*.tif\" --method Otsu --split --json",
            "stylize regions tile.tif --pixel-size 0.65 --property All --json");
    }

    protected override Func<ImageInput, OperationContext, ImageRegions> CreateQuery(ParseResult values)
    {
        var options = _segmentation.Read(values);
        options.Validate();
        _pixelSize = options.PixelSize;
        return (input, context) => ImageRegions.Measure(input, options, context);
    }

    protected override long EstimateMemory(ImageInput input) => ImageRegions.EstimateMemory(input);

    protected override IEnumerable<IReadOnlyList<KeyValuePair<string, object?>>> Rows(ImageRegions value)
    {
        for (var region = 0; region < value.Regions.Count; region++)
        {
            yield return [.. value.Regions.Fields(region, _pixelSize)];
        }
    }
}
