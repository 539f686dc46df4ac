namespace Stylize.Engine.Measuring;

/// <summary>Seconds of a run as a linear function of its megapixels, fitted to runs on this machine.</summary>
/// <param name="FixedSeconds">Seconds of a run whatever its size, 0 or more.</param>
/// <param name="SecondsPerMegapixel">Seconds for each million pixels, 0 or more.</param>
/// <param name="RelativeError">
/// Mean relative error by leave-one-out cross-validation: each sample is predicted from the others. NaN with fewer than two samples.
/// </param>
/// <param name="Samples">Number of runs that the model was fitted to.</param>
public sealed record CostModel(double FixedSeconds, double SecondsPerMegapixel, double RelativeError, int Samples)
{
    /// <summary>Fits the model by least squares of the relative errors; neither coefficient becomes negative.</summary>
    /// <param name="samples">Megapixels and seconds of one or more runs, all above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample.</exception>
    internal static CostModel Fit(IReadOnlyList<(double Megapixels, double Seconds)> samples)
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
    /// <param name="megapixels">Pixels of the run in millions.</param>
    public double Seconds(double megapixels) => FixedSeconds + (SecondsPerMegapixel * megapixels);

    private static (double Constant, double Slope) Solve(IReadOnlyList<(double Megapixels, double Seconds)> samples)
    {
        // Dividing each equation by its seconds t makes the residuals relative: c/t + s*m/t = 1.
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
