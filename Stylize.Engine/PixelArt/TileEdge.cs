using Stylize.Engine.Imaging;
using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt;

/// <summary>What a tile is surrounded by while it is made: cells of its other side.</summary>
internal static class TileEdge
{
    /// <summary>Their number at each side.</summary>
    public const int Cells = 4;

    /// <summary>The image as a seamless tile, with some cells of its other side all around.</summary>
    public static Raster<Rgba32> Wrap(Raster<Rgba32> image, int width, int height)
    {
        using (image)
        {
            using var tile = SeamlessImage.Of(image);
            return SeamlessImage.Wrapped(tile, Pixels(tile.Width, width), Pixels(tile.Height, height));
        }

        static int Pixels(int pixels, int cells) => (int)Math.Round((double)Cells * pixels / cells);
    }

    /// <summary>Takes the border off again.</summary>
    public static Raster<Rgba32> Crop(Raster<Rgba32> cells, int border)
    {
        if (border == 0)
        {
            return cells;
        }

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
