using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt.Results;

/// <summary>A still: the cells, their palette, and how long annealing ran.</summary>
/// <param name="palette">The colors of the cells that are not transparent, the most frequent first.</param>
/// <param name="annealing">Iterations of annealing, and the temperature at its end in Lab units.</param>
internal sealed class PixelArtResult(
    Raster<Rgba32> cells, Palette palette, int scale, ImageFormat format, (int Iterations, double Temperature) annealing,
    IImageCodec codec, OperationContext context)
    : CellArtefact((cells.Width, cells.Height), scale, palette, codec, context)
{
    public Raster<Rgba32> Cells => cells;
    public int Iterations => annealing.Iterations;
    public double Temperature => annealing.Temperature;
    public override IReadOnlyList<KeyValuePair<string, object?>> Summary => [CellsEntry, .. ColorEntries, new("Iterations", Iterations)];

    public override void Write(Stream target) =>
        Encode(cells, target, Encoding(format, HasTransparency() ? [.. Palette.Colors, default] : Palette.Colors));

    public override void Dispose() => cells.Dispose();

    private bool HasTransparency()
    {
        for (var y = 0; y < cells.Height; y++)
        {
            foreach (var cell in cells.Row(y))
            {
                if (cell.A == 0)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
