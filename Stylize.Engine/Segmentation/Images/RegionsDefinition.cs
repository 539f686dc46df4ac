using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>Defines the regions operation. Nothing is tuned, because regions cannot be compared with a picture.</summary>
internal static class RegionsDefinition
{
    public static OperationDefinition Value { get; } = new()
    {
        Name = RegionsOperation.OperationName,
        Version = RegionsOperation.OperationVersion,
        Cmdlet = "Measure-ImageRegion",
        Summary = "Segment gray images with 8 or 16 bits and measure each region.",
        Examples =
        [
            "stylize regions tile.tif --method otsu --property Area,Centroid",
            "stylize regions \"tiles/*.tif\" --method otsu --split --json",
            "stylize regions tile.tif --pixel-size 0.65 --property All --json",
        ],
        Kind = OperationKind.Objects,
        OptionTypes = [typeof(SegmentationOptions), typeof(FrameOptions)],
        OptionsType = typeof(SegmentationOptions),
        BuiltIn = () => OperationDefinition.Widen(SegmentationOptions.Presets),
        NamesOf = _ => RegionsOperation.Names,
        Make = options => new RegionsOperation((SegmentationOptions)options),
        Read = start => start.Apply(start.Read<SegmentationOptions>()),
        CountEntry = "Regions",
        WantsGray = true,
        PreviewPixels = long.MaxValue, // Areas and distances are in pixels, so a smaller image would change the result.
        Sketch = (options, input, _, context) =>
        {
            options.Validate();
            if (input.Info.ColorPlanes == 1) return RegionsPicture.Draw(input, (SegmentationOptions)options, context);

            using var gray = input.DecodeRgba();
            Luma.ConvertToGray(gray);
            return RegionsPicture.Draw(ImageInput.Pixels(gray, input.Codec, input.Source.Name), (SegmentationOptions)options, context);
        },
    };
}
