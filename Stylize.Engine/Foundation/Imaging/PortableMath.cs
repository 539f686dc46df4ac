namespace Stylize.Engine.Imaging;

/// <summary>Exponential, logarithmic and trigonometric functions that return the same bits on every machine. The
/// functions of <see cref="Math"/> use the platform's C library, whose last digits differ between platforms.</summary>
/// <remarks>Uses only operations that IEEE 754 defines exactly: sums, products, quotients, square roots and rounding.
/// The relative error of exponential, logarithm and arctangent, and the absolute error of sine and cosine for angles up
/// to 10^5, are below 4e-16. The error of a power is that of the logarithm times the exponent.</remarks>
internal static class PortableMath
{
    internal const double Log2E = 1.4426950408889634;

    /// <summary>ln 2 in two parts. The first has trailing zero bits, so that its multiples are exact.</summary>
    internal const double Ln2High = 0.6931471803691238;
    internal const double Ln2Low = 1.9082149292705877e-10;

    /// <summary>pi/2 in three parts. The first two have trailing zero bits.</summary>
    private const double HalfPiHigh = 1.5707963267341256;
    private const double HalfPiMiddle = 6.077100506303966e-11;
    private const double HalfPiLow = 2.0222662487959506e-21;

    /// <summary>1/0!, 1/1!, 1/2! and so on.</summary>
    internal static readonly double[] InverseFactorials =
        [.. Enumerable.Range(0, 16)
            .Select(n => 1 / Enumerable.Range(1, n).Aggregate(1.0, (product, factor) => product * factor))];

    /// <summary>1/3, 1/5, 1/7 and so on.</summary>
    internal static readonly double[] InverseOdds = [.. Enumerable.Range(1, 12).Select(n => 1.0 / ((2 * n) + 1))];

    public static double Exp(double x)
    {
        if (!(Math.Abs(x) < 745)) return double.IsNaN(x) ? x : x > 0 ? double.PositiveInfinity : 0;

        var whole = Math.Round(x * Log2E);
        return Math.ScaleB(SmallExponential(x - (whole * Ln2High) - (whole * Ln2Low)), (int)whole);
    }

    /// <summary>Returns 2 to the power of <paramref name="x"/>; exact for integers.</summary>
    public static double Exp2(double x)
    {
        if (!(Math.Abs(x) < 1075)) return double.IsNaN(x) ? x : x > 0 ? double.PositiveInfinity : 0;

        var whole = Math.Round(x);
        var rest = x - whole;
        return Math.ScaleB(SmallExponential((rest * Ln2High) + (rest * Ln2Low)), (int)whole);
    }

    public static double Log(double x)
    {
        var (mantissa, exponent) = SmallLogarithm(x);
        return (exponent * Ln2High) + (mantissa + (exponent * Ln2Low));
    }

    /// <summary>Returns the binary logarithm of a positive number; exact for powers of two.</summary>
    public static double Log2(double x)
    {
        var (mantissa, exponent) = SmallLogarithm(x);
        return exponent + (mantissa * Log2E);
    }

    public static double Log10(double x) => Log(x) * 0.4342944819032518;

    /// <summary>Returns a nonnegative number to the power of <paramref name="y"/>. Whole powers, such as those of ten,
    /// and roots of squares and cubes use no logarithm.</summary>
    public static double Pow(double x, double y) => y switch
    {
        0 => 1,
        .5 => Math.Sqrt(x),
        1 => x,
        1.5 => x * Math.Sqrt(x),
        2 => x * x,
        2.5 => x * x * Math.Sqrt(x),
        3 => x * x * x,
        > 3 and < 32 when y == Math.Round(y) => x * x * Pow(x, y - 2),
        < 0 and > -32 when y == Math.Round(y) => 1 / Pow(x, -y),
        _ => x == 0 ? (y > 0 ? 0 : double.PositiveInfinity) : Exp2(y * Log2(x)),
    };

    /// <summary>Returns the sine of an angle in radians.</summary>
    public static double Sin(double x) => SinCos(x).Sin;

    /// <summary>Returns the angle in radians, 0 to pi, with a cosine.</summary>
    public static double Acos(double x) => Atan2(Math.Sqrt((1 - x) * (1 + x)), x);

    /// <summary>Returns the cosine of an angle in radians.</summary>
    public static double Cos(double x) => SinCos(x).Cos;

    /// <summary>Returns the sine and cosine of an angle in radians.</summary>
    public static (double Sin, double Cos) SinCos(double x)
    {
        var quarter = Math.Round(x * (2 / Math.PI));
        var rest = x - (quarter * HalfPiHigh) - (quarter * HalfPiMiddle) - (quarter * HalfPiLow);
        return Turn(SmallSinCos(rest), (long)quarter);
    }

    /// <summary>Returns the sine and cosine of an angle in degrees; exact for multiples of 90 degrees.</summary>
    public static (double Sin, double Cos) SinCosDegrees(double degrees)
    {
        var quarter = Math.Round(degrees / 90);
        return Turn(SmallSinCos((degrees - (90 * quarter)) * (Math.PI / 180)), (long)Math.IEEERemainder(quarter, 4));
    }

    /// <summary>Returns the angle of a point from the x axis, in radians from -pi to pi; 0 for the origin.</summary>
    public static double Atan2(double y, double x)
    {
        if (double.IsNaN(x) || double.IsNaN(y)) return double.NaN;

        var (width, height) = (Math.Abs(x), Math.Abs(y));
        if (width == 0 && height == 0) return Math.CopySign(double.IsNegative(x) ? Math.PI : 0, y);

        var angle = height <= width ? SmallArctangent(height / width) : (Math.PI / 2) - SmallArctangent(width / height);
        return Math.CopySign(double.IsNegative(x) ? Math.PI - angle : angle, y);
    }

    /// <summary>Taylor series for |x| up to 0.35.</summary>
    private static double SmallExponential(double x)
    {
        var sum = 0.0;
        for (var n = InverseFactorials.Length - 1; n >= 0; n--)
        {
            sum = (sum * x) + InverseFactorials[n];
        }

        return sum;
    }

    /// <summary>Returns ln of the mantissa, which is between sqrt(1/2) and sqrt(2), and the exponent.</summary>
    private static (double Mantissa, int Exponent) SmallLogarithm(double x)
    {
        if (!(x > 0) || double.IsInfinity(x)) return (x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN, 0);

        int exponent;
        double mantissa;
        if (double.IsNormal(x))
        {
            var bits = BitConverter.DoubleToInt64Bits(x);
            exponent = (int)(bits >> 52) - 1023;
            mantissa = BitConverter.Int64BitsToDouble(bits & 0x000fffffffffffff | 0x3ff0000000000000);
        }
        else
        {
            exponent = Math.ILogB(x);
            mantissa = Math.ScaleB(x, -exponent);
        }

        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        // ln m = 2 artanh((m - 1) / (m + 1)).
        var s = (mantissa - 1) / (mantissa + 1);
        var square = s * s;
        var sum = 0.0;
        for (var n = 10; n >= 0; n--)
        {
            sum = (sum * square) + InverseOdds[n];
        }

        return ((2 * s) + (2 * s * square * sum), exponent);
    }

    /// <summary>Taylor series for |x| up to pi/4.</summary>
    private static (double Sin, double Cos) SmallSinCos(double x)
    {
        var square = x * x;
        var (sin, cos) = (1.0, 1.0);
        for (var n = 18; n >= 2; n -= 2)
        {
            sin = 1 - (square * sin / (n * (n + 1)));
            cos = 1 - (square * cos / (n * (n - 1)));
        }

        return (x * sin, cos);
    }

    /// <summary>Arctangent of 0 to 1: halved twice, atan t = 2 atan(t / (1 + sqrt(1 + t^2))), then its
    /// series.</summary>
    private static double SmallArctangent(double t)
    {
        t /= 1 + Math.Sqrt(1 + (t * t));
        t /= 1 + Math.Sqrt(1 + (t * t));
        var square = t * t;
        var sum = 0.0;
        for (var n = InverseOdds.Length - 1; n >= 0; n--)
        {
            sum = InverseOdds[n] - (sum * square);
        }

        return 4 * (t - (t * square * sum));
    }

    private static (double Sin, double Cos) Turn((double Sin, double Cos) angle, long quarters) => (quarters & 3) switch
    {
        0 => angle,
        1 => (angle.Cos, -angle.Sin),
        2 => (-angle.Sin, -angle.Cos),
        _ => (-angle.Cos, angle.Sin),
    };
}
