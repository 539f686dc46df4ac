namespace Stylize.Engine.Imaging;

/// <summary>CIEDE2000 color differences (CIE 142-2001; Sharma, Wu and Dalal, Color Research and Application 30, 2005),
/// weights kL = kC = kH = 1.</summary>
internal static class ColorDifference
{
    private const double Radians = Math.PI / 180;

    /// <summary>Half a turn in degrees, with the rounding of hues that are exactly opposite.</summary>
    private const double HalfTurn = 180 + 1e-9;

    private const double Pow25To7 = 6103515625;

    private static readonly (double Sin, double Cos) Angle6 = PortableMath.SinCos(6 * Radians);
    private static readonly (double Sin, double Cos) Angle63 = PortableMath.SinCos(63 * Radians);
    private static readonly (double Sin, double Cos) Angle30 = PortableMath.SinCos(30 * Radians);

    /// <summary>Returns the difference of two colors: 0 if they are equal, about 1 if it is just noticeable.</summary>
    public static double Ciede2000(Lab x, Lab y) => Ciede2000(x.L, x.A, x.B, y.L, y.A, y.B);

    public static double Ciede2000(double l1, double a1, double b1, double l2, double a2, double b2)
    {
        if (l1 == l2 && a1 == a2 && b1 == b2) return 0;

        var meanC = (Math.Sqrt((a1 * a1) + (b1 * b1)) + Math.Sqrt((a2 * a2) + (b2 * b2))) / 2;
        var meanC7 = Pow7(meanC);
        var g = 0.5 * (1 - Math.Sqrt(meanC7 / (meanC7 + Pow25To7)));
        var (a1p, a2p) = ((1 + g) * a1, (1 + g) * a2);
        var (c1, c2) = (Math.Sqrt((a1p * a1p) + (b1 * b1)), Math.Sqrt((a2p * a2p) + (b2 * b2)));

        var deltaL = l2 - l1;
        var deltaC = c2 - c1;
        var (cosH, sinH, sinHalf) = MeanHue(a1p, b1, c1, a2p, b2, c2);
        var deltaBigH = 2 * Math.Sqrt(c1 * c2) * sinHalf;

        var meanL = (l1 + l2) / 2;
        var meanCp = (c1 + c2) / 2;
        var (cos2, sin2) = ((2 * cosH * cosH) - 1, 2 * sinH * cosH);
        var (cos3, sin3) = ((cosH * cos2) - (sinH * sin2), (sinH * cos2) + (cosH * sin2));
        var (cos4, sin4) = ((2 * cos2 * cos2) - 1, 2 * sin2 * cos2);
        var t = 1 - (0.17 * ((cosH * Angle30.Cos) + (sinH * Angle30.Sin))) + (0.24 * cos2)
            + (0.32 * ((cos3 * Angle6.Cos) - (sin3 * Angle6.Sin)))
            - (0.20 * ((cos4 * Angle63.Cos) + (sin4 * Angle63.Sin)));
        var rotation = Rotation(cosH, sinH, meanCp);
        var fromMiddle = (meanL - 50) * (meanL - 50);
        var l = deltaL / (1 + (0.015 * fromMiddle / Math.Sqrt(20 + fromMiddle)));
        var c = deltaC / (1 + (0.045 * meanCp));
        var h = deltaBigH / (1 + (0.015 * meanCp * t));
        return Math.Sqrt(Math.Max(0, (l * l) + (c * c) + (h * h) + (rotation * c * h)));
    }

    /// <summary>Computes the differences of two rows of colors, with the bits of those of single colors.</summary>
    /// <param name="planes">Rows of L, a and b of one color, and then of the other.</param>
    public static void Ciede2000(Raster<float> planes, Span<double> differences)
    {
        ReadOnlySpan<float> l1 = planes.Row(0), a1 = planes.Row(1), b1 = planes.Row(2);
        ReadOnlySpan<float> l2 = planes.Row(3), a2 = planes.Row(4), b2 = planes.Row(5);
        var x = 0;
        for (; x + Vector<float>.Count <= differences.Length; x += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(l1[x..]), out var lowL1, out var highL1);
            Vector.Widen(new Vector<float>(a1[x..]), out var lowA1, out var highA1);
            Vector.Widen(new Vector<float>(b1[x..]), out var lowB1, out var highB1);
            Vector.Widen(new Vector<float>(l2[x..]), out var lowL2, out var highL2);
            Vector.Widen(new Vector<float>(a2[x..]), out var lowA2, out var highA2);
            Vector.Widen(new Vector<float>(b2[x..]), out var lowB2, out var highB2);
            Ciede2000(lowL1, lowA1, lowB1, lowL2, lowA2, lowB2).CopyTo(differences[x..]);
            Ciede2000(highL1, highA1, highB1, highL2, highA2, highB2).CopyTo(differences[(x + Vector<double>.Count)..]);
        }

        for (; x < differences.Length; x++)
        {
            differences[x] = Ciede2000(l1[x], a1[x], b1[x], l2[x], a2[x], b2[x]);
        }
    }

    /// <summary>Computes the steps of the difference of single colors, and calls it for grays and opposite
    /// hues.</summary>
    private static Vector<double> Ciede2000(
        Vector<double> l1, Vector<double> a1, Vector<double> b1, Vector<double> l2, Vector<double> a2,
        Vector<double> b2)
    {
        if (Vector.EqualsAll(l1, l2) && Vector.EqualsAll(a1, a2) && Vector.EqualsAll(b1, b2))
        {
            return Vector<double>.Zero;
        }

        var (one, two) = (Vector<double>.One, new Vector<double>(2));
        var meanC7 = Pow7((Length(a1, b1) + Length(a2, b2)) / two);
        var g = new Vector<double>(0.5) * (one - Vector.SquareRoot(meanC7 / (meanC7 + new Vector<double>(Pow25To7))));
        var (a1p, a2p) = ((one + g) * a1, (one + g) * a2);
        var (c1, c2) = (Length(a1p, b1), Length(a2p, b2));

        var (x1, y1, x2, y2) = (a1p / c1, b1 / c1, a2p / c2, b2 / c2);
        var (x, y) = (x1 + x2, y1 + y2);
        var length = Length(x, y);
        var sinHalf = Vector.CopySign(Length(x2 - x1, y2 - y1) / two, (x1 * y2) - (y1 * x2));
        var (cosH, sinH) = (x / length, y / length);
        var deltaBigH = two * Vector.SquareRoot(c1 * c2) * sinHalf;

        var meanCp = (c1 + c2) / two;
        var (cos2, sin2) = ((two * cosH * cosH) - one, two * sinH * cosH);
        var (cos3, sin3) = ((cosH * cos2) - (sinH * sin2), (sinH * cos2) + (cosH * sin2));
        var (cos4, sin4) = ((two * cos2 * cos2) - one, two * sin2 * cos2);
        var t = one - (0.17 * ((cosH * Angle30.Cos) + (sinH * Angle30.Sin))) + (0.24 * cos2)
            + (0.32 * ((cos3 * Angle6.Cos) - (sin3 * Angle6.Sin)))
            - (0.20 * ((cos4 * Angle63.Cos) + (sin4 * Angle63.Sin)));
        var fromMiddle = ((l1 + l2) / two) - new Vector<double>(50);
        fromMiddle *= fromMiddle;
        var l = (l2 - l1) / (one + (0.015 * fromMiddle / Vector.SquareRoot(new Vector<double>(20) + fromMiddle)));
        var c = (c2 - c1) / (one + (0.045 * meanCp));
        var h = deltaBigH / (one + (0.015 * meanCp * t));

        var isUsual = Vector.GreaterThan(length, new Vector<double>(1e-3));
        var turns = ~(Vector.GreaterThanOrEqual(sinH, Vector<double>.Zero)
            & Vector.GreaterThan(cosH, new Vector<double>(-0.7)));
        var rotation = Vector<double>.Zero;
        for (var i = 0; i < Vector<double>.Count; i++)
        {
            if (turns[i] != 0 && isUsual[i] != 0)
            {
                rotation = rotation.WithElement(i, Rotation(cosH[i], sinH[i], meanCp[i]));
            }
        }

        var result =
            Vector.SquareRoot(Vector.Max(Vector<double>.Zero, (l * l) + (c * c) + (h * h) + (rotation * c * h)));
        for (var i = 0; isUsual != Vector<long>.AllBitsSet && i < Vector<double>.Count; i++)
        {
            if (isUsual[i] == 0)
            {
                result = result.WithElement(i, Ciede2000(l1[i], a1[i], b1[i], l2[i], a2[i], b2[i]));
            }
        }

        return result;

        static Vector<double> Length(Vector<double> a, Vector<double> b) => Vector.SquareRoot((a * a) + (b * b));

        static Vector<double> Pow7(Vector<double> v)
        {
            var cube = v * v * v;
            return cube * cube * v;
        }
    }

    /// <summary>Returns cosine and sine of the mean hue, and the sine of half of the hue difference.</summary>
    private static (double Cos, double Sin, double SinHalf) MeanHue(
        double a1, double b1, double c1, double a2, double b2, double c2)
    {
        if (c1 == 0 && c2 == 0) return (1, 0, 0);
        if (c1 == 0) return (a2 / c2, b2 / c2, 0);
        if (c2 == 0) return (a1 / c1, b1 / c1, 0);

        var (x1, y1, x2, y2) = (a1 / c1, b1 / c1, a2 / c2, b2 / c2);
        var (x, y) = (x1 + x2, y1 + y2);
        var length = Math.Sqrt((x * x) + (y * y));
        if (length > 1e-3)
        {
            var half = Math.Sqrt(((x2 - x1) * (x2 - x1)) + ((y2 - y1) * (y2 - y1))) / 2;
            return (x / length, y / length, Math.CopySign(half, (x1 * y2) - (y1 * x2)));
        }

        // Of opposite hues, the sum of the directions is inaccurate.
        var (h1, h2) = (Hue(a1, b1), Hue(a2, b2));
        var delta = h2 - h1;
        delta = delta > HalfTurn ? delta - 360 : delta < -HalfTurn ? delta + 360 : delta;
        var (sin, cos) = PortableMath.SinCos((h1 + (delta / 2)) * Radians);
        return (cos, sin, PortableMath.Sin(delta / 2 * Radians));
    }

    private static double Rotation(double cosH, double sinH, double meanC)
    {
        // From 0 to 135 degrees, the exponential is below 3e-14.
        if (sinH >= 0 && cosH > -0.7) return 0;

        var away = (Hue(cosH, sinH) - 275) / 25;
        var meanC7 = Pow7(meanC);
        return -PortableMath.Sin(60 * PortableMath.Exp(-away * away) * Radians) * 2
            * Math.Sqrt(meanC7 / (meanC7 + Pow25To7));
    }

    private static double Pow7(double v)
    {
        var cube = v * v * v;
        return cube * cube * v;
    }

    private static double Hue(double a, double b)
    {
        if (a == 0 && b == 0) return 0;

        var hue = PortableMath.Atan2(b, a) / Radians;
        return hue < 0 ? hue + 360 : hue;
    }
}
