using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Creates seamless tiles. During processing, a tile is surrounded by cells of its opposite sides.</summary>
internal static class TileEdge
{
    /// <summary>Width of the border, in cells.</summary>
    public const int Cells = 4;

    /// <summary>The last 1/8 of each side fades into its beginning.</summary>
    private const int OverlapDivisor = 8;

    /// <summary>Returns the image as a seamless tile, bordered by cells of the opposite sides. The caller owns it.</summary>
    public static Raster<Rgba32> Wrap(Raster<Rgba32> image, int width, int height)
    {
        using var tile = Seamless(image);
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

    /// <summary>Fades the last 1/8 of the width and of the height into the beginning, and removes it.</summary>
    private static Raster<Rgba32> Seamless(Raster<Rgba32> image)
    {
        var (right, below) = (image.Width / OverlapDivisor, image.Height / OverlapDivisor);
        var (width, height) = (image.Width - right, image.Height - below);
        var seamless = new Raster<Rgba32>(width, height);
        for (var y = 0; y < height; y++)
        {
            var row = seamless.Row(y);
            for (var x = 0; x < width; x++)
            {
                row[x] = y < below ? Mix(Across(x, y + height), Across(x, y), (y + 0.5f) / below) : Across(x, y);
            }
        }

        return seamless;

        Rgba32 Across(int x, int y) =>
            x < right ? Mix(image.Row(y)[x + width], image.Row(y)[x], (x + 0.5f) / right) : image.Row(y)[x];
    }

    /// <summary>Mixes two sRGB colors, weighted by opacity.</summary>
    private static Rgba32 Mix(Rgba32 end, Rgba32 start, float share)
    {
        var (one, other) = ((1 - share) * end.A, share * start.A);
        var sum = one + other;
        return sum <= 0
            ? default
            : new Rgba32(Of(end.R, start.R), Of(end.G, start.G), Of(end.B, start.B), (byte)(sum + 0.5f));

        byte Of(byte x, byte y) => (byte)((((one * x) + (other * y)) / sum) + 0.5f);
    }
}
