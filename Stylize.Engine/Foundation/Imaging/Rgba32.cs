namespace Stylize.Engine.Imaging;

/// <summary>One pixel: sRGB-encoded red, green and blue with straight (not premultiplied) alpha, one byte each in this
/// order.</summary>
/// <param name="R">Red, sRGB-encoded.</param>
/// <param name="G">Green, sRGB-encoded.</param>
/// <param name="B">Blue, sRGB-encoded.</param>
/// <param name="A">Alpha: 0 is transparent, 255 opaque.</param>
[StructLayout(LayoutKind.Sequential, Size = 4)]
public readonly record struct Rgba32(byte R, byte G, byte B, byte A = 255)
{
    /// <summary>Returns true if all four channels are equal.</summary>
    public bool Equals(Rgba32 other) => Bits == other.Bits;

    /// <inheritdoc/>
    public override int GetHashCode() => Bits;

    /// <summary>The four bytes; comparing each costs an interpreter several calls.</summary>
    internal int Bits => Unsafe.BitCast<Rgba32, int>(this);

    /// <summary>Returns the color as #rrggbb in lower case, without alpha.</summary>
    public string ToHex() => $"#{R:x2}{G:x2}{B:x2}";

    /// <summary>Returns the color as #rrggbb, or as #rrggbbaa if it is not opaque.</summary>
    public override string ToString() => A == 255 ? ToHex() : $"{ToHex()}{A:x2}";
}

/// <summary>Composites images over white. Blends sRGB-encoded values, as image viewers do.</summary>
internal static class OverWhite
{
    /// <summary>Composites a pixel over white, rounded to nearest.</summary>
    public static Rgba32 Blend(Rgba32 p)
    {
        return p.A == 255 ? p : new Rgba32(Mix(p.R, p.A), Mix(p.G, p.A), Mix(p.B, p.A));

        static byte Mix(int value, int alpha) => (byte)(((value * alpha) + (255 * (255 - alpha)) + 127) / 255);
    }

    /// <summary>Composites an image over white, as planes R, G and B of values 0 to 255. The caller owns
    /// them.</summary>
    public static SampleImage<float> Planes(Raster<Rgba32> image)
    {
        var planes = Empty(image.Width, image.Height);
        Fill(planes, image, 0, image.Height);
        return planes;
    }

    /// <summary>Creates planes R, G and B with undefined contents. The caller owns them.</summary>
    public static SampleImage<float> Empty(int width, int height) =>
        new([new Raster<float>(width, height), new Raster<float>(width, height),
            new Raster<float>(width, height)], false, 32);

    /// <summary>Composites rows of an image over white into the first rows of planes of the same width.</summary>
    public static void Fill(SampleImage<float> planes, Raster<Rgba32> image, int first, int rows)
    {
        for (var y = 0; y < rows; y++)
        {
            var row = image.Row(first + y);
            Span<float> r = planes.Planes[0].Row(y), g = planes.Planes[1].Row(y), b = planes.Planes[2].Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var p = Blend(row[x]);
                (r[x], g[x], b[x]) = (p.R, p.G, p.B);
            }
        }
    }

    /// <summary>Composites rows of samples with full scale 1 over white into the first rows of planes.</summary>
    public static void Fill(SampleImage<float> planes, SampleImage<float> image, int first, int rows)
    {
        for (var y = 0; y < rows; y++)
        {
            for (var plane = 0; plane < planes.Planes.Count; plane++)
            {
                var from = image.Planes[image.ColorPlanes >= 3 ? plane : 0].Row(first + y);
                var alpha = image.HasAlpha ? image.Planes[^1].Row(first + y) : default;
                var to = planes.Planes[plane].Row(y);
                for (var x = 0; x < to.Length; x++)
                {
                    to[x] = 255 * (alpha.IsEmpty ? from[x] : (from[x] * alpha[x]) + 1 - alpha[x]);
                }
            }
        }
    }
}

internal static class Opacity
{
    /// <summary>True if every pixel's alpha is 255.</summary>
    public static bool IsOpaque(Raster<Rgba32> image)
    {
        var alpha = BitConverter.IsLittleEndian ? 0xff000000u : 0xffu;
        for (var y = 0; y < image.Height; y++)
        {
            var all = alpha;
            foreach (var pixel in MemoryMarshal.Cast<Rgba32, uint>(image.Row(y)))
            {
                all &= pixel;
            }

            if (all != alpha) return false;
        }

        return true;
    }
}
