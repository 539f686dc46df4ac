using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Rendering;

/// <summary>Nearest-neighbour enlargement by a whole factor: each cell becomes a square of pixels.</summary>
internal static class CellEnlargement
{
    /// <summary>A raster <paramref name="scale"/> times as wide and as tall. The caller owns it.</summary>
    public static Raster<Rgba32> Enlarge(Raster<Rgba32> cells, int scale)
    {
        var enlarged = new Raster<Rgba32>(checked(cells.Width * scale), checked(cells.Height * scale));
        for (var y = 0; y < cells.Height; y++)
        {
            var source = cells.Row(y);
            var first = enlarged.Row(y * scale);
            for (var x = 0; x < source.Length; x++)
            {
                first.Slice(x * scale, scale).Fill(source[x]);
            }

            for (var repeat = 1; repeat < scale; repeat++)
            {
                first.CopyTo(enlarged.Row((y * scale) + repeat));
            }
        }

        return enlarged;
    }
}
