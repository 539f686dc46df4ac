namespace Stylize.Codecs.Aseprite;

/// <summary>Blend modes, in the order of their numbers in files.</summary>
internal enum AsepriteBlendMode
{
    Normal,
    Multiply,
    Screen,
    Overlay,
    Darken,
    Lighten,
    ColorDodge,
    ColorBurn,
    HardLight,
    SoftLight,
    Difference,
    Exclusion,
    Hue,
    Saturation,
    Color,
    Luminosity,
    Addition,
    Subtract,
    Divide,
}

/// <summary>Composites sRGB-encoded pixels with straight alpha (W3C, Compositing and Blending Level 1; addition,
/// subtraction and division are those of image editors).</summary>
internal static class AsepriteBlend
{
    /// <summary>Blends pixels over others.</summary>
    /// <param name="opacity">Factor of the alpha of the front, 0 to 255.</param>
    internal static void Over(Span<Rgba32> back, ReadOnlySpan<Rgba32> front, AsepriteBlendMode mode, int opacity)
    {
        for (var x = 0; x < back.Length; x++)
        {
            var alpha = Times(front[x].A, opacity);
            if (alpha > 0)
            {
                back[x] = Over(back[x], front[x] with { A = (byte)alpha }, mode);
            }
        }
    }

    /// <summary>Blends a pixel over another one (Compositing and Blending, 5.2 and 10).</summary>
    private static Rgba32 Over(Rgba32 back, Rgba32 front, AsepriteBlendMode mode)
    {
        if (back.A == 0) return front;

        if (mode != AsepriteBlendMode.Normal)
        {
            var mixed = Mix(back, front, mode);
            front = new Rgba32(Part(front.R, mixed.R), Part(front.G, mixed.G), Part(front.B, mixed.B), front.A);
        }

        return PlainPixels.Over(front, back);

        byte Part(byte own, byte mixed) => (byte)(((own * (255 - back.A)) + (mixed * back.A) + 127) / 255);
    }

    private static Rgba32 Mix(Rgba32 back, Rgba32 front, AsepriteBlendMode mode)
    {
        if (mode is >= AsepriteBlendMode.Hue and <= AsepriteBlendMode.Luminosity) return HueMix(back, front, mode);

        return new Rgba32(Of(back.R, front.R), Of(back.G, front.G), Of(back.B, front.B));

        byte Of(int b, int f) => (byte)Math.Clamp(mode switch
        {
            AsepriteBlendMode.Multiply => Times(b, f),
            AsepriteBlendMode.Screen => b + f - Times(b, f),
            AsepriteBlendMode.Overlay => HardLight(f, b),
            AsepriteBlendMode.Darken => Math.Min(b, f),
            AsepriteBlendMode.Lighten => Math.Max(b, f),
            AsepriteBlendMode.ColorDodge => b == 0 ? 0 : b >= 255 - f ? 255 : Quotient(b, 255 - f),
            AsepriteBlendMode.ColorBurn => b == 255 ? 255 : 255 - b >= f ? 0 : 255 - Quotient(255 - b, f),
            AsepriteBlendMode.HardLight => HardLight(b, f),
            AsepriteBlendMode.SoftLight => SoftLight(b / 255.0, f / 255.0),
            AsepriteBlendMode.Difference => Math.Abs(b - f),
            AsepriteBlendMode.Exclusion => b + f - (2 * Times(b, f)),
            AsepriteBlendMode.Addition => b + f,
            AsepriteBlendMode.Subtract => b - f,
            _ => b == 0 ? 0 : b >= f ? 255 : Quotient(b, f),
        }, 0, 255);
    }

    private static int HardLight(int back, int front) =>
        front < 128 ? Times(back, 2 * front) : back + ((2 * front) - 255) - Times(back, (2 * front) - 255);

    private static int SoftLight(double back, double front)
    {
        var root = back <= 0.25 ? ((((16 * back) - 12) * back) + 4) * back : Math.Sqrt(back);
        var mixed = front <= 0.5
            ? back - ((1 - (2 * front)) * back * (1 - back)) : back + (((2 * front) - 1) * (root - back));
        return (int)((mixed * 255) + 0.5);
    }

    /// <summary>Combines hue, saturation and luminosity of two colors (Compositing and Blending, 10.2).</summary>
    private static Rgba32 HueMix(Rgba32 back, Rgba32 front, AsepriteBlendMode mode)
    {
        Shade b = Shade.FromColor(back), f = Shade.FromColor(front);
        var mixed = mode switch
        {
            AsepriteBlendMode.Hue => f.WithSaturation(b.Saturation).WithLuminosity(b.Luminosity),
            AsepriteBlendMode.Saturation => b.WithSaturation(f.Saturation).WithLuminosity(b.Luminosity),
            AsepriteBlendMode.Color => f.WithLuminosity(b.Luminosity),
            _ => b.WithLuminosity(f.Luminosity),
        };
        return new Rgba32(Byte(mixed.R), Byte(mixed.G), Byte(mixed.B));

        static byte Byte(double value) => (byte)Math.Clamp((value * 255) + 0.5, 0, 255);
    }

    private static int Times(int one, int other) => ((one * other) + 127) / 255;

    private static int Quotient(int one, int other) => ((one * 255) + (other / 2)) / other;

    private readonly record struct Shade(double R, double G, double B)
    {
        public double Luminosity => (0.3 * R) + (0.59 * G) + (0.11 * B);
        public double Saturation => Math.Max(R, Math.Max(G, B)) - Math.Min(R, Math.Min(G, B));

        public static Shade FromColor(Rgba32 color) => new(color.R / 255.0, color.G / 255.0, color.B / 255.0);

        public Shade WithLuminosity(double luminosity)
        {
            var d = luminosity - Luminosity;
            var moved = new Shade(R + d, G + d, B + d);
            double low = Math.Min(moved.R, Math.Min(moved.G, moved.B)),
                high = Math.Max(moved.R, Math.Max(moved.G, moved.B));
            if (low < 0)
            {
                moved = moved.Scaled(luminosity, luminosity / (luminosity - low));
            }

            return high > 1 ? moved.Scaled(luminosity, (1 - luminosity) / (high - luminosity)) : moved;
        }

        public Shade WithSaturation(double saturation)
        {
            var (own, low) = (Saturation, Math.Min(R, Math.Min(G, B)));
            if (own <= 0) return default;

            var factor = saturation / own;
            return new Shade((R - low) * factor, (G - low) * factor, (B - low) * factor);
        }

        private Shade Scaled(double center, double factor) =>
            new(center + ((R - center) * factor), center + ((G - center) * factor), center + ((B - center) * factor));
    }
}
