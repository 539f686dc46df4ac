using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Samples;

/// <summary>Makes an image of which copies side by side show no seam.</summary>
internal static class SeamlessImage
{
    /// <summary>Share of a side over which its end fades into its beginning.</summary>
    private const int OverlapShare = 8;

    /// <summary>
    /// The image without an eighth of its width and of its height, which is faded into the beginning of the rest. The caller owns it.
    /// </summary>
    public static Raster<Rgba32> Of(Raster<Rgba32> image)
    {
        var (right, below) = (image.Width / OverlapShare, image.Height / OverlapShare);
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

    /// <summary>The image with a border of its own other side all around. The caller owns it.</summary>
    public static Raster<Rgba32> Wrapped(Raster<Rgba32> image, int border, int borderBelow)
    {
        var wrapped = new Raster<Rgba32>(image.Width + (2 * border), image.Height + (2 * borderBelow));
        for (var y = 0; y < wrapped.Height; y++)
        {
            var from = image.Row(Around(y - borderBelow, image.Height));
            var to = wrapped.Row(y);
            for (var x = 0; x < to.Length; x++)
            {
                to[x] = from[Around(x - border, image.Width)];
            }
        }

        return wrapped;

        static int Around(int i, int length) => ((i % length) + length) % length;
    }

    /// <summary>A mixture weighted by opacity, in sRGB.</summary>
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
