namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Processes seamless tiles. During processing, a tile is surrounded by cells of its opposite sides.</summary>
internal static class TileEdge
{
    /// <summary>Width of the border, in cells.</summary>
    public const int Cells = 4;

    /// <summary>Returns the image as a seamless tile, bordered by cells of the opposite sides. The caller owns it.</summary>
    /// <param name="seam">The cuts that make the image a seamless tile.</param>
    public static Raster<Rgba32> Wrap(Raster<Rgba32> image, TileSeam seam, int width, int height)
    {
        using var tile = seam.Cut(image);
        int border = Pixels(tile.Width, width), borderBelow = Pixels(tile.Height, height);
        var wrapped = new Raster<Rgba32>(tile.Width + (2 * border), tile.Height + (2 * borderBelow));
        for (var y = 0; y < wrapped.Height; y++)
        {
            var from = tile.Row(Around(y - borderBelow, tile.Height));
            var to = wrapped.Row(y);
            for (var x = 0; x < to.Length; x++)
            {
                to[x] = from[Around(x - border, tile.Width)];
            }
        }

        return wrapped;

        static int Pixels(int pixels, int cells) => (int)Math.Round((double)Cells * pixels / cells);

        static int Around(int i, int length) => ((i % length) + length) % length;
    }

    /// <summary>Removes the border. Disposes of the cells if they have one.</summary>
    public static Raster<Rgba32> Crop(Raster<Rgba32> cells, int border)
    {
        if (border == 0) return cells;

        using (cells)
        {
            var cropped = new Raster<Rgba32>(cells.Width - (2 * border), cells.Height - (2 * border));
            for (var y = 0; y < cropped.Height; y++)
            {
                cells.Row(y + border).Slice(border, cropped.Width).CopyTo(cropped.Row(y));
            }

            return cropped;
        }
    }
}
