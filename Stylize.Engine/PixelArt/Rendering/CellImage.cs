using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt.Rendering;

/// <summary>Renders superpixels as images.</summary>
internal static class CellImage
{
    /// <summary>Returns one pixel per cell, transparent if the cell's mean opacity is below the threshold. The caller
    /// owns it.</summary>
    /// <param name="opacity">Mean opacity of each cell, 0 to 1, row-major.</param>
    public static unsafe Raster<Rgba32> Render(
        CellPlanes grid, ReadOnlySpan<float> opacity, double alphaThreshold, ReadOnlySpan<Rgba32> palette)
    {
        var cells = new Raster<Rgba32>(grid.Width, grid.Height);
        for (var y = 0; y < cells.Height; y++)
        {
            var row = cells.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var isTransparent = opacity[(y * cells.Width) + x] < (float)alphaThreshold;
                row[x] = isTransparent ? default : palette[grid.PaletteIndex[grid.Index(x, y)]];
            }
        }

        return cells;
    }
}

/// <summary>Enlarges images by integer factors: each cell becomes a square of pixels. The caller owns the
/// rasters.</summary>
internal static class CellEnlargement
{
    /// <summary>Returns a raster twice as wide, with each column twice.</summary>
    public static Raster<Rgba32> Widen(Raster<Rgba32> cells) =>
        Resampler.Resize(cells, checked(2 * cells.Width), cells.Height, ResampleFilter.Nearest);

    /// <summary>Returns a raster <paramref name="scale"/> times as wide and as tall.</summary>
    public static Raster<Rgba32> Enlarge(Raster<Rgba32> cells, int scale) =>
        Resampler.Resize(cells, checked(cells.Width * scale), checked(cells.Height * scale), ResampleFilter.Nearest);
}

/// <summary>The weight of a* and b* in distances between samples and colors. The eye sees chroma less sharply than
/// lightness, so a found palette needs more steps of lightness than distances in Lab give it.</summary>
internal readonly record struct ChromaWeight(float Value)
{
    /// <summary>The weight for found palettes.</summary>
    public static ChromaWeight OfFound { get; } = new(0.6f);

    /// <summary>Distances in Lab.</summary>
    public static ChromaWeight None { get; } = new(1);

    /// <summary>Returns a color whose distances from others are weighted.</summary>
    public Lab Apply(Lab color) => new(color.L, color.A * Value, color.B * Value);

    /// <summary>Returns the color that became a weighted one.</summary>
    public Lab Undo(Lab color) => new(color.L, color.A / Value, color.B / Value);
}

/// <summary>Lab whose distances are about the color differences of CIE94: a step of chroma counts 1 / (1 + 0.045 C) at
/// the chroma C. A palette then has fewer shades of vivid reds, and more of skin and eyes.</summary>
internal static class EvenChroma
{
    private const double Fading = 0.045;

    public static Lab Apply(Lab color) => WithChroma(color, PortableMath.Log(1 + (Fading * color.Chroma)) / Fading);

    /// <summary>Returns the color from which <see cref="Apply"/> made one.</summary>
    public static Lab Undo(Lab color) => WithChroma(color, (PortableMath.Exp(Fading * color.Chroma) - 1) / Fading);

    private static Lab WithChroma(Lab color, double chroma) =>
        color.Chroma > 0 ? color.Saturate((float)(chroma / color.Chroma)) : color;
}
