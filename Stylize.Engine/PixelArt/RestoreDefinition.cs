using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt;

/// <summary>Defines the restore operation.</summary>
internal static class RestoreDefinition
{
    public static OperationDefinition Value { get; } = new()
    {
        Name = RestoreOperation.OperationName,
        Version = RestoreOperation.OperationVersion,
        Cmdlet = "Restore-PixelArt",
        Summary = "Restore enlarged, blurred or JPEG-damaged pixel art to one pixel per cell (<stem>.restored.png).",
        Examples =
        [
            "stylize restore screenshot.png",
            "stylize restore found/*.jpg -o restored --colors 16",
            "stylize restore sprite.jpg --cell-size 7.5 --palette pico-8",
        ],
        OptionTypes = [typeof(RestoreOptions)],
        NamesOf = _ => RestoreOperation.Names,
        Make = options => new RestoreOperation((RestoreOptions)options),
        Read = start => start.Apply(start.ReadLike<RestoreOptions>()),
        PreviewPixels = 4_000_000, // A reduced copy has less of the grid.
        Scaled = (options, scale, _) => options is RestoreOptions { CellSize: { } cell } restored
            ? restored with { CellSize = Math.Max(1, cell * scale) }
            : options,
        Sketch = (options, input, side, context) =>
            PixelArtDefinition.Sketch(new RestoreOperation((RestoreOptions)options), input, side, context),
    };
}
