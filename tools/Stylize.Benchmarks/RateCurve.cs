namespace Stylize.Benchmarks;

/// <summary>PSNR as a function of the rate, interpolated linearly over the logarithm of the rate.</summary>
/// <param name="points">Bits per pixel and dB. Points that a cheaper point surpasses are ignored.</param>
internal sealed class RateCurve(IEnumerable<(double Rate, double Psnr)> points)
{
    private readonly (double Rate, double Psnr)[] _points = Rising(points);

    /// <summary>
    /// Returns the PSNR in dB at a rate, or NaN outside the measured range. A rate up to 2% above the highest measured
    /// one counts as that, because files may miss a size by 2%.
    /// </summary>
    public double PsnrAt(double rate) => rate > _points[^1].Rate && rate < 1.02 * _points[^1].Rate
        ? _points[^1].Psnr
        : Between(_points.Select(p => (Math.Log(p.Rate), p.Psnr)).ToArray(), Math.Log(rate));

    /// <summary>
    /// Computes the Bjontegaard delta rate against another curve (VCEG-M33, with linear interpolation): the mean
    /// difference of the logarithms of the rates at equal PSNR, over the PSNR that both curves reach at rates from
    /// <paramref name="low"/> to <paramref name="high"/>.
    /// </summary>
    /// <returns>Percent of the other curve's bytes; negative if this curve needs fewer. NaN if the curves do not
    /// overlap.</returns>
    public double BdRate(RateCurve other, double low, double high)
    {
        var from = Math.Max(Lowest(low), other.Lowest(low));
        var to = Math.Min(Highest(high), other.Highest(high));
        if (!(from < to)) return double.NaN;

        const int Steps = 400;
        var sum = 0.0;
        for (var k = 0; k < Steps; k++)
        {
            var psnr = from + ((to - from) * (k + .5) / Steps);
            sum += LogRateAt(psnr) - other.LogRateAt(psnr);
        }

        return 100 * (Math.Exp(sum / Steps) - 1);
    }

    /// <summary>Returns the rate that reaches a PSNR, or NaN outside the measured range.</summary>
    public double RateAt(double psnr) => Math.Exp(LogRateAt(psnr));

    private double LogRateAt(double psnr) => Between(_points.Select(p => (p.Psnr, Math.Log(p.Rate))).ToArray(), psnr);

    private double Lowest(double rate) => rate <= _points[0].Rate ? _points[0].Psnr : PsnrAt(rate);

    private double Highest(double rate) => rate >= _points[^1].Rate ? _points[^1].Psnr : PsnrAt(rate);

    private static double Between((double X, double Y)[] line, double x)
    {
        for (var k = 1; k < line.Length; k++)
        {
            if (x >= line[k - 1].X - 1e-9 && x <= line[k].X + 1e-9)
            {
                return line[k - 1].Y
                    + ((line[k].Y - line[k - 1].Y) * (x - line[k - 1].X) / (line[k].X - line[k - 1].X));
            }
        }

        return double.NaN;
    }

    private static (double Rate, double Psnr)[] Rising(IEnumerable<(double Rate, double Psnr)> points)
    {
        var rising = new List<(double Rate, double Psnr)>();
        foreach (var point in points.OrderBy(p => p.Rate))
        {
            if (rising.Count == 0 || (point.Psnr > rising[^1].Psnr && point.Rate > rising[^1].Rate))
            {
                rising.Add(point);
            }
        }

        return [.. rising];
    }
}
