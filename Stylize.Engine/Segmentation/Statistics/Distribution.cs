namespace Stylize.Engine.Segmentation.Statistics;

/// <summary>Tails of Student's t and the F distribution, through the regularized incomplete beta function.</summary>
internal static class Distribution
{
    /// <summary>Coefficients of the approximation of Lanczos (1964) with g = 7, as computed by Godfrey
    /// (2001).</summary>
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
        12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>Returns the probability of a value of Student's t that is at least as far from 0.</summary>
    public static double StudentTails(double t, double degrees) => Beta(degrees / (degrees + (t * t)), degrees / 2, .5);

    /// <summary>Returns the t that Student's t exceeds with half of a probability, and falls below the negative of with
    /// the other half.
    /// </summary>
    public static double StudentQuantile(double tails, double degrees)
    {
        // The tails increase with x = degrees / (degrees + t^2).
        var (low, high) = (0.0, 1.0);
        for (var step = 0; step < 200 && low < high; step++)
        {
            var middle = (low + high) / 2;
            if (middle == low || middle == high) break;

            (low, high) = Beta(middle, degrees / 2, .5) < tails ? (middle, high) : (low, middle);
        }

        return Math.Sqrt(degrees * (1 - high) / high);
    }

    /// <summary>Returns the probability that an F ratio is at least as large.</summary>
    public static double FisherTail(double ratio, double numerator, double denominator) =>
        Beta(denominator / (denominator + (numerator * ratio)), denominator / 2, numerator / 2);

    /// <summary>Returns I_x(a, b) by its continued fraction (DLMF 8.17.22), with the method of Lentz (1976).</summary>
    private static double Beta(double x, double a, double b)
    {
        if (!(x > 0 && x < 1)) return x >= 1 ? 1 : x <= 0 ? 0 : double.NaN;

        // The fraction converges fast only on this side of the mean.
        if (x > (a + 1) / (a + b + 2)) return 1 - Beta(1 - x, b, a);

        const double Tiny = 1e-300;
        var (fraction, c, d) = (1.0, 1.0, 0.0);
        for (var step = 0; step < 10_000; step++)
        {
            var m = step / 2;
            var term = step == 0 ? 1
                : step % 2 == 0 ? m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)))
                : -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = 1 + (term * d);
            d = 1 / (Math.Abs(d) < Tiny ? Tiny : d);
            c = 1 + (term / c);
            c = Math.Abs(c) < Tiny ? Tiny : c;
            fraction *= c * d;
            if (Math.Abs((c * d) - 1) < 1e-16) break;
        }

        var front = (a * PortableMath.Log(x)) + (b * PortableMath.Log(1 - x))
            + LogGamma(a + b) - LogGamma(a) - LogGamma(b);
        return PortableMath.Exp(front) * (fraction - 1) / a;
    }

    private static double LogGamma(double x)
    {
        if (x < .5) return PortableMath.Log(Math.PI / Math.Abs(PortableMath.Sin(Math.PI * x))) - LogGamma(1 - x);

        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
        {
            sum += Lanczos[i] / (x + i - 1);
        }

        var t = x + 6.5;
        return (.5 * PortableMath.Log(2 * Math.PI)) + ((x - .5) * PortableMath.Log(t)) - t + PortableMath.Log(sum);
    }
}
