using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt.Machines;

/// <summary>Pixel art of a still image as the screen of a machine.</summary>
/// <param name="cells">The cells of the whole screen, which the artifact owns.</param>
/// <param name="used">The colors of the cells.</param>
/// <param name="palette">The palette of the machine.</param>
/// <param name="machine">The machine, which has a file of its screen.</param>
internal sealed class ScreenCells(
    Raster<Rgba32> cells, Palette used, Palette palette, MachineRule machine, IImageCodec codec, OperationContext context)
    : CellArtifact((cells.Width, cells.Height), 1, used, codec, context)
{
    public override IReadOnlyList<KeyValuePair<string, object?>> Summary => [CellsEntry, .. ColorEntries];

    public override void Write(Stream target) => machine.WriteScreen!(cells, palette.Colors, target);

    public override Raster<Rgba32> Picture(int side, OperationContext context) => cells.Clone();

    public override void Dispose() => cells.Dispose();
}
