using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Measuring;

/// <summary>Seconds of a run as a fixed part and a part for each megapixel, fitted to runs on this machine.</summary>
/// <param name="FixedSeconds">Seconds of any run, 0 or more.</param>
/// <param name="SecondsPerMegapixel">Seconds for each million pixels, 0 or more.</param>
/// <param name="RelativeError">Mean relative error of predicting each sample from the others; NaN with fewer than two samples.</param>
/// <param name="Samples">Runs it was fitted to.</param>
public sealed record CostModel(double FixedSeconds, double SecondsPerMegapixel, double RelativeError, int Samples)
{
    /// <summary>Fits the model by least squares of relative errors, both parts held at 0 or more.</summary>
    /// <param name="samples">Megapixels and seconds of runs, one or more, all above zero.</param>
    public static CostModel Fit(IReadOnlyList<(double Megapixels, double Seconds)> samples)
    {
        ArgumentOutOfRangeException.ThrowIfZero(samples.Count);
        var (constant, slope) = Solve(samples);
        var errors = new List<double>();
        for (var i = 0; i < samples.Count && samples.Count > 1; i++)
        {
            var (c, s) = Solve([.. samples.Where((_, other) => other != i)]);
            errors.Add(Math.Abs(c + (s * samples[i].Megapixels) - samples[i].Seconds) / samples[i].Seconds);
        }

        return new CostModel(constant, slope, errors.Count == 0 ? double.NaN : errors.Average(), samples.Count);
    }

    /// <summary>Predicted seconds of a run.</summary>
    public double Seconds(double megapixels) => FixedSeconds + (SecondsPerMegapixel * megapixels);

    private static (double Constant, double Slope) Solve(IReadOnlyList<(double Megapixels, double Seconds)> samples)
    {
        // Each equation is divided by its seconds: c/t + s*m/t = 1.
        double aa = 0, ab = 0, bb = 0, a1 = 0, b1 = 0;
        foreach (var (m, t) in samples)
        {
            var (a, b) = (1 / t, m / t);
            aa += a * a;
            ab += a * b;
            bb += b * b;
            a1 += a;
            b1 += b;
        }

        var determinant = (aa * bb) - (ab * ab);
        if (determinant > 1e-9 * aa * bb)
        {
            var c = ((a1 * bb) - (b1 * ab)) / determinant;
            var s = ((b1 * aa) - (a1 * ab)) / determinant;
            if (c >= 0 && s >= 0)
            {
                return (c, s);
            }

            if (s < 0)
            {
                return (a1 / aa, 0);
            }
        }

        return (0, b1 / bb);
    }
}
