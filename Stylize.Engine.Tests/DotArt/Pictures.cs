namespace Stylize.Engine.Tests.DotArt;

/// <summary>Generates images from formulas.</summary>
internal static class Pictures
{
    /// <summary>Generates an image of one color.</summary>
    public static Raster<Rgba32> Flat(int width, int height, Rgba32 color)
    {
        var image = new Raster<Rgba32>(width, height);
        image.Fill(color);
        return image;
    }

    /// <summary>Generates a gray image from a function of x and y with values from 0 to 255.</summary>
    public static Raster<Rgba32> Gray(int width, int height, Func<int, int, double> value) =>
        Paint<Rgba32>(width, height, (x, y) =>
        {
            var v = (byte)Math.Clamp(Math.Round(value(x, y)), 0, 255);
            return new Rgba32(v, v, v);
        });

    /// <summary>Generates colored rings, stripes and noise, with edges of every direction and strength.</summary>
    public static Raster<Rgba32> Busy(int width, int height, int seed = 1)
    {
        var random = new Random(seed);
        return Paint<Rgba32>(width, height, (x, y) =>
        {
            var ring = 90 + (80 * Math.Sin(Math.Sqrt((x * x) + (y * y)) / 7.0));
            var stripe = (x / 23) % 2 == 0 ? 40 : 0;
            var noise = random.Next(30);
            return new Rgba32(Byte(ring + noise), Byte(ring + stripe), Byte(200 - ring + noise));
        });
    }

    /// <summary>Generates tones like those of a photograph: shadows, highlights and gradual changes.</summary>
    public static Raster<Rgba32> Landscape(int width, int height) =>
        Gray(width, height,
            (x, y) => 128 + (90 * Math.Sin(x / 31.0) * Math.Cos(y / 43.0)) + (30 * Math.Sin((x + y) / 11.0)));

    private static byte Byte(double v) => (byte)Math.Clamp(v, 0, 255);
}
