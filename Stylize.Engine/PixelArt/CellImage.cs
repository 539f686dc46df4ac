using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt;

/// <summary>Turns what the superpixels show into pixels.</summary>
internal static class CellImage
{
    /// <summary>One pixel for each cell; transparent where the cell's opacity is below the threshold. The caller owns it.</summary>
    /// <param name="colors">The palette as 8-bit colours.</param>
    public static unsafe Raster<Rgba32> Render(Superpixels superpixels, ReadOnlySpan<float> opacity, double alphaThreshold, ReadOnlySpan<Rgba32> colors)
    {
        var cells = new Raster<Rgba32>(superpixels.Width, superpixels.Height);
        for (var y = 0; y < cells.Height; y++)
        {
            var row = cells.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                row[x] = opacity[(y * cells.Width) + x] < (float)alphaThreshold ? default : colors[superpixels.Color[superpixels.Index(x, y)]];
            }
        }

        return cells;
    }

    /// <summary>The palette as 8-bit colours: free ones with a* and b* times the saturation, those that the user gave as they are.</summary>
    public static Rgba32[] ToRgba(ReadOnlySpan<Lab> colors, IReadOnlyList<Rgba32> given, double saturation)
    {
        var result = new Rgba32[colors.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var c = colors[i];
            result[i] = i < given.Count
                ? given[i] with { A = 255 }
                : LabConversion.ToRgba(new Lab(c.L, (float)(c.A * saturation), (float)(c.B * saturation)));
        }

        return result;
    }

    /// <summary>The colours that are there, the most used first.</summary>
    public static Rgba32[] UsedColors(Raster<Rgba32> cells)
    {
        var counts = new Dictionary<Rgba32, int>();
        for (var y = 0; y < cells.Height; y++)
        {
            foreach (var cell in cells.Row(y))
            {
                if (cell.A != 0)
                {
                    counts[cell] = counts.GetValueOrDefault(cell) + 1;
                }
            }
        }

        return [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key.ToHex(), StringComparer.Ordinal).Select(c => c.Key)];
    }
}
