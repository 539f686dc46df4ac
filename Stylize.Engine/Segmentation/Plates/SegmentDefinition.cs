using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation.Images;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>Defines the segment operation, whose items are the wells of a plate.</summary>
internal static class SegmentDefinition
{
    public static OperationDefinition Value { get; } = new()
    {
        Name = PlateOptions.OperationName,
        Version = PlateOptions.OperationVersion,
        Cmdlet = "New-SegmentationMontage",
        Summary = "Segment the tiles of a plate: label masks, montages, overlays, tables and rows in a database.",
        Examples =
        [
            "stylize segment plate -o out --channel DAPI --measure-channel GFP",
            "stylize segment plate -o out --well E4 --method otsu --split --statistics well",
            "stylize segment plate --list",
            "stylize segment plate -o out --database \"Host=db;Database=lab;Username=me\"",
        ],
        Kind = OperationKind.Plate,
        ProvenanceExtensions = [".html", ".json"],
        OptionTypes = [typeof(PlateOptions)],
        Read = start => start.Apply(start.ReadLike<PlateOptions>()),
        PresetOwner = RegionsDefinition.Value,
        PreviewPixels = RegionsDefinition.Value.PreviewPixels,
        Sketch = (options, input, side, context) =>
            RegionsDefinition.Value.Draw(((PlateOptions)options).Segmentation, input, side, context),
    };
}
