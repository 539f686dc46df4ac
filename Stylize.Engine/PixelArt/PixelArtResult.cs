using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt;

/// <summary>A finished pixel-art image: its cells, its palette, and how it was reached.</summary>
public sealed class PixelArtResult : IArtefact
{
    private readonly IImageCodec _codec;

    /// <param name="cells">One pixel for each cell; owned by the result.</param>
    /// <param name="palette">The colours that the cells use, the most used first.</param>
    /// <param name="scale">Side of a written cell in pixels.</param>
    /// <param name="codec">Writes the image.</param>
    internal PixelArtResult(Raster<Rgba32> cells, Palette palette, int scale, int iterations, double temperature, IImageCodec codec)
    {
        Cells = cells;
        Palette = palette;
        Scale = scale;
        Iterations = iterations;
        Temperature = temperature;
        _codec = codec;
    }

    /// <summary>One pixel for each cell; alpha is 0 (all bytes 0) or 255.</summary>
    public Raster<Rgba32> Cells { get; }

    /// <summary>The colours that the cells use, the most used first.</summary>
    public Palette Palette { get; }

    /// <summary>Side of a written cell in pixels.</summary>
    public int Scale { get; }

    /// <summary>Iterations that were done.</summary>
    public int Iterations { get; }

    /// <summary>Temperature at the end, in Lab units.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    public int Width => Cells.Width * Scale;

    /// <inheritdoc/>
    public int Height => Cells.Height * Scale;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Cells", $"{Cells.Width}x{Cells.Height}"),
        new("Colors", Palette.Colors.Count),
        new("Palette", Palette.Colors.Select(c => c.ToHex()).ToArray()),
        new("Iterations", Iterations),
    ];

    /// <summary>Writes an indexed PNG, every cell a square of <see cref="Scale"/> pixels.</summary>
    public void Write(Stream target)
    {
        IReadOnlyList<Rgba32> colors = HasHoles() ? [.. Palette.Colors, default] : Palette.Colors;
        var options = new EncodeOptions(ImageFormat.Png)
        {
            Compression = LosslessCompression.Smallest,
            IndexedColors = colors.Count <= 256 ? colors : null,
        };
        if (Scale == 1)
        {
            _codec.Encode(Cells, target, options);
            return;
        }

        using var enlarged = CellEnlargement.Enlarge(Cells, Scale);
        _codec.Encode(enlarged, target, options);
    }

    public void Dispose() => Cells.Dispose();

    private bool HasHoles()
    {
        for (var y = 0; y < Cells.Height; y++)
        {
            foreach (var cell in Cells.Row(y))
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
