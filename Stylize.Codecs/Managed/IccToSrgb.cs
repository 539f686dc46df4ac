using Stylize.Codecs.Color;

namespace Stylize.Codecs.Managed;

/// <summary>Converts pixels from a matrix/TRC profile to sRGB: curves to linear light, colorants to XYZ under D50, then
/// the inverse of sRGB. Out-of-gamut colors are clipped.</summary>
internal sealed class IccToSrgb(IccProfile profile)
{
    // XYZ under D50 to linear sRGB: the inverse of sRGB's Bradford-adapted colorants (IEC 61966-2-1, ICC.1:2022 annex
    // E).
    private static readonly double[,] FromXyz =
    {
        { 3.1338561, -1.6168667, -0.4906146 },
        { -0.9787684, 1.9161415, 0.0334540 },
        { 0.0719453, -0.2289914, 1.4052427 },
    };

    private readonly double[,]? _matrix =
        profile.Colorants is { } colorants ? CodedColor.Product(FromXyz, colorants) : null;

    internal void Apply(Raster<Rgba32> image)
    {
        var last = default(Rgba32);
        var lastResult = Convert(last);
        for (var y = 0; y < image.Height; y++)
        {
            foreach (ref var pixel in image.Row(y))
            {
                if (pixel != last)
                {
                    last = pixel;
                    lastResult = Convert(last);
                }

                pixel = lastResult;
            }
        }
    }

    /// <summary>Converts planes in [0,1] in place: one gray plane, or red, green and blue.</summary>
    internal void Apply(IReadOnlyList<Raster<float>> planes, int colors)
    {
        for (var y = 0; y < planes[0].Height; y++)
        {
            for (var x = 0; x < planes[0].Width; x++)
            {
                var (r, g, b) =
                    Convert(planes[0][x, y], planes[colors == 3 ? 1 : 0][x, y], planes[colors == 3 ? 2 : 0][x, y]);
                planes[0][x, y] = (float)r;
                if (colors == 3)
                {
                    planes[1][x, y] = (float)g;
                    planes[2][x, y] = (float)b;
                }
            }
        }
    }

    private Rgba32 Convert(Rgba32 pixel)
    {
        var (r, g, b) = Convert(pixel.R / 255.0, pixel.G / 255.0, pixel.B / 255.0);
        return new Rgba32((byte)Math.Round(r * 255), (byte)Math.Round(g * 255), (byte)Math.Round(b * 255), pixel.A);
    }

    private (double R, double G, double B) Convert(double r, double g, double b)
    {
        if (_matrix is null)
        {
            var curve = profile.Curves[0];
            return (Encode(curve(r)), Encode(curve(g)), Encode(curve(b)));
        }

        var (lr, lg, lb) = (profile.Curves[0](r), profile.Curves[1](g), profile.Curves[2](b));
        return (Row(0), Row(1), Row(2));

        double Row(int row) => Encode((_matrix[row, 0] * lr) + (_matrix[row, 1] * lg) + (_matrix[row, 2] * lb));
    }

    private static double Encode(double linear)
    {
        var value = Math.Clamp(linear, 0, 1);
        return value <= 0.0031308 ? value * 12.92 : (1.055 * Math.Pow(value, 1 / 2.4)) - 0.055;
    }
}
