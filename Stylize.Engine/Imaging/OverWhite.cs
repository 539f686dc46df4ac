namespace Stylize.Engine.Imaging;

/// <summary>Lays an image over white. The sRGB-encoded values are blended, as image viewers do.</summary>
internal static class OverWhite
{
    /// <summary>A pixel laid over white, rounded to nearest.</summary>
    public static Rgba32 Blend(Rgba32 p)
    {
        return p.A == 255 ? p : new Rgba32(Mix(p.R, p.A), Mix(p.G, p.A), Mix(p.B, p.A));

        static byte Mix(int value, int alpha) => (byte)(((value * alpha) + (255 * (255 - alpha)) + 127) / 255);
    }

    /// <summary>An image laid over white, as planes R, G and B of values 0 to 255. The caller owns them.</summary>
    public static SampleImage<float> Planes(Raster<Rgba32> image)
    {
        Raster<float>[] planes = [new(image.Width, image.Height), new(image.Width, image.Height), new(image.Width, image.Height)];
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Row(y);
            Span<float> r = planes[0].Row(y), g = planes[1].Row(y), b = planes[2].Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var p = Blend(row[x]);
                (r[x], g[x], b[x]) = (p.R, p.G, p.B);
            }
        }

        return new SampleImage<float>(planes, false, 32);
    }
}
