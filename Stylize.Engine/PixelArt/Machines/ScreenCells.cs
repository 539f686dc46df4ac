using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt.Machines;

/// <summary>Pixel art of a still image as the screen of a machine: a ZX Spectrum, or a Commodore 64 if there are 16 colors.</summary>
/// <param name="cells">The cells of the whole screen, which the artifact owns.</param>
/// <param name="used">The colors of the cells.</param>
/// <param name="palette">The palette of the machine.</param>
internal sealed class ScreenCells(
    Raster<Rgba32> cells, Palette used, Palette palette, IImageCodec codec, OperationContext context)
    : CellArtifact((cells.Width, cells.Height), 1, used, codec, context)
{
    private const int C64Colors = 16;

    public override IReadOnlyList<KeyValuePair<string, object?>> Summary => [CellsEntry, .. ColorEntries];

    public override void Write(Stream target)
    {
        if (palette.Colors.Count == C64Colors)
        {
            ScreenFile.WriteKoala(cells, palette.Colors, target);
        }
        else
        {
            ScreenFile.WriteZxSpectrum(cells, palette.Colors, target);
        }
    }

    public override Raster<Rgba32> Picture(int side, OperationContext context) => cells.Clone();

    public override void Dispose() => cells.Dispose();
}
