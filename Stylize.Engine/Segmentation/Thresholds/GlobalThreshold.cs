namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>Methods with one threshold for all pixels. Results equal those of scikit-image 0.19 on integer
/// images.</summary>
public static class GlobalThreshold
{
    /// <summary>Returns the threshold of a histogram; pixels strictly above it are foreground.</summary>
    /// <param name="cancellation">Used by <see cref="ThresholdMethod.Minimum"/>, which may smooth the histogram 10,000
    /// times.</param>
    /// <exception cref="ThresholdNotFoundException">The method has no result for this histogram.</exception>
    public static double Find(
        ThresholdMethod method, IntensityHistogram histogram, double standardDeviations = 3.5,
        CancellationToken cancellation = default) =>
        method switch
        {
            ThresholdMethod.SdFromMean => FromSums(histogram.Sums(), standardDeviations),
            ThresholdMethod.Mean => histogram.Sums().Mean,
            ThresholdMethod.Triangle => Triangle(histogram.Minimum, Counts(histogram)),
            ThresholdMethod.Minimum => MinimumThreshold.Find(histogram, cancellation),
            ThresholdMethod.Otsu or ThresholdMethod.Li or ThresholdMethod.Yen or ThresholdMethod.IsoData
                when histogram.Minimum == histogram.Maximum => histogram.Minimum,
            ThresholdMethod.Otsu => histogram.Minimum + Otsu(Counts(histogram), histogram.Minimum),
            ThresholdMethod.Li => histogram.Minimum + Li(Counts(histogram)),
            ThresholdMethod.Yen => histogram.Minimum + YenThreshold.Find(Counts(histogram), histogram.Total),
            ThresholdMethod.IsoData => IsoData(histogram),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "The method has no single threshold."),
        };

    /// <summary>Returns the integer part of mean + <paramref name="standardDeviations"/> population standard
    /// deviations.</summary>
    public static double FromSums(SampleSums sums, double standardDeviations) =>
        Math.Truncate(sums.Mean + (standardDeviations * sums.StandardDeviation));

    private static ReadOnlySpan<long> Counts(IntensityHistogram histogram) =>
        histogram.Counts[histogram.Minimum..(histogram.Maximum + 1)];

    /// <summary>Otsu 1979: the first bin that maximizes the variance between the two classes.</summary>
    /// <param name="first">The value of the first bin.</param>
    internal static int Otsu(ReadOnlySpan<long> counts, int first = 0)
    {
        // The mean of the upper class is summed from the top, as in scikit-image, so that ties of the variance are
        // broken the same way.
        var upperMeans = new double[counts.Length];
        double weight = 0, sum = 0;
        for (var i = counts.Length - 1; i > 0; i--)
        {
            weight += counts[i];
            sum += (double)counts[i] * (first + i);
            upperMeans[i] = sum / weight;
        }

        double total = TensorPrimitives.Sum(counts), lower = 0, lowerSum = 0, best = double.NegativeInfinity;
        var answer = 0;
        for (var i = 0; i < counts.Length - 1; i++)
        {
            lower += counts[i];
            lowerSum += (double)counts[i] * (first + i);
            var difference = (lowerSum / lower) - upperMeans[i + 1];
            var variance = lower * (total - lower) * (difference * difference);
            if (variance > best)
            {
                (best, answer) = (variance, i);
            }
        }

        return answer;
    }

    /// <summary>
    /// Li and Tam 1998: minimum cross entropy by iteration from the mean, t = (mb - mf) / (ln mb - ln mf) with the
    /// class means mb and mf, until t changes by at most half an intensity. Intensities are relative to the lowest one,
    /// as in scikit-image.
    /// </summary>
    private static double Li(ReadOnlySpan<long> counts)
    {
        const double Tolerance = .5;

        // Cumulative counts and sums up to and including each value.
        var countUpTo = new double[counts.Length];
        var sumUpTo = new double[counts.Length];
        double count = 0, sum = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            countUpTo[i] = count += counts[i];
            sumUpTo[i] = sum += (double)counts[i] * i;
        }

        var next = sum / count;
        var current = -2 * Tolerance;
        while (Math.Abs(next - current) > Tolerance)
        {
            current = next;
            var split = (int)Math.Floor(current);
            var background = sumUpTo[split] / countUpTo[split];
            var foreground = (sum - sumUpTo[split]) / (count - countUpTo[split]);
            next = (background - foreground) / (PortableMath.Log(background) - PortableMath.Log(foreground));
        }

        return next;
    }

    /// <summary>Ridler and Calvard 1978: the lowest t with t &lt;= midpoint of the class means &lt; t + 1, as in
    /// scikit-image.</summary>
    private static double IsoData(IntensityHistogram histogram)
    {
        var first = histogram.Minimum;
        var counts = Counts(histogram);
        double total = histogram.Total, totalSum = histogram.Sums().Sum, lower = 0, lowerSum = 0;
        for (var i = 0; i < counts.Length - 1; i++)
        {
            lower += counts[i];
            lowerSum += (double)counts[i] * (first + i);
            var middle = ((lowerSum / lower) + ((totalSum - lowerSum) / (total - lower))) / 2;
            if (middle - (first + i) is >= 0 and < 1) return first + i;
        }

        throw new ThresholdNotFoundException("no intensity is midway between the means of its two classes");
    }

    /// <summary>Zack, Rogers and Latt 1977: the value farthest below the line from the peak to the end of the longer
    /// tail.</summary>
    private static double Triangle(int first, ReadOnlySpan<long> counts)
    {
        var last = counts.Length - 1;
        var peak = counts.IndexOf(TensorPrimitives.Max(counts));
        var flip = peak < last - peak;
        var width = flip ? last - peak : peak;
        if (width == 0) throw new ThresholdNotFoundException("all pixels have the same value");

        double height = counts[peak];
        var norm = Math.Sqrt((height * height) + ((double)width * width));
        double slope = height / norm, across = width / norm, best = double.NegativeInfinity;
        var answer = 0;
        for (var i = 0; i < width; i++)
        {
            var distance = (slope * i) - (across * counts[flip ? last - i : i]);
            if (distance > best)
            {
                (best, answer) = (distance, i);
            }
        }

        return first + (flip ? last - answer : answer);
    }
}

/// <summary>Thrown if a threshold method has no result for a histogram. Callers report it with the name of the
/// image.</summary>
public sealed class ThresholdNotFoundException(string message) : StylizeException(
    StylizeError.OperationFailed, null, message, "Choose another method, or give a threshold.");

/// <summary>Yen, Chang and Chang 1995, equation 19: the first value that maximizes the correlation criterion.</summary>
/// <remarks>The maximum is so flat that rounding decides, so sums and logarithm use the single precision of
/// scikit-image.</remarks>
internal static class YenThreshold
{
    /// <summary>Returns the index of the threshold among two or more counts.</summary>
    public static int Find(ReadOnlySpan<long> counts, long samples)
    {
        var (n, total) = (counts.Length, (float)samples);
        var share = new float[n];
        TensorPrimitives.ConvertTruncating(counts, share);
        TensorPrimitives.Divide(share, total, share);
        var squaresFrom = new float[n];
        var squares = 0f;
        for (var i = n - 1; i >= 0; i--)
        {
            squaresFrom[i] = squares += share[i] * share[i];
        }

        float lower = 0, squaresUpTo = 0, best = float.NegativeInfinity;
        var answer = 0;
        for (var i = 0; i < n - 1; i++)
        {
            lower += share[i];
            squaresUpTo += share[i] * share[i];
            var spread = lower * (1f - lower);
            var criterion = ReferenceLog.Log(1f / (squaresUpTo * squaresFrom[i + 1]) * (spread * spread));
            if (criterion > best)
            {
                (best, answer) = (criterion, i);
            }
        }

        return answer;
    }
}

/// <summary>
/// The natural logarithm in single precision with the rounding of NumPy's vectorized version, on which threshold_yen of
/// scikit-image depends: the mantissa is reduced to (sqrt(1/2), sqrt(2)], then a rational minimax approximation with
/// two polynomials of degree 5 is evaluated with fused multiply-add. NumPy states a maximum error of 3.83 units in the
/// last place.
/// </summary>
internal static class ReferenceLog
{
    /// <summary>Returns the logarithm; NaN below 0, negative infinity at 0.</summary>
    public static float Log(float x)
    {
        if (x == 0) return float.NegativeInfinity;
        if (!(x > 0) || float.IsPositiveInfinity(x)) return x < 0 ? float.NaN : x;

        var exponent = MathF.ILogB(x) + 1;
        var m = MathF.ScaleB(x, -exponent);
        if (m <= .70710678f)
        {
            m += m;
            exponent--;
        }

        m -= 1f;
        var p = MathF.FusedMultiplyAdd(2.589979117907922693523e-02f, m, 3.808837741388407920751e-01f);
        p = MathF.FusedMultiplyAdd(p, m, 1.480000633576506585156f);
        p = MathF.FusedMultiplyAdd(p, m, 2.112677543073053063722f);
        p = MathF.FusedMultiplyAdd(p, m, 9.999999999999998702752e-01f);
        p = MathF.FusedMultiplyAdd(p, m, 0f);
        var q = MathF.FusedMultiplyAdd(5.875095403124574342950e-03f, m, 1.546476374983906719538e-01f);
        q = MathF.FusedMultiplyAdd(q, m, 9.864942958519418960339e-01f);
        q = MathF.FusedMultiplyAdd(q, m, 2.453006071784736363091f);
        q = MathF.FusedMultiplyAdd(q, m, 2.612677543073109236779f);
        q = MathF.FusedMultiplyAdd(q, m, 1f);
        return MathF.FusedMultiplyAdd(exponent, .693147180559945309417232121458f, p / q);
    }
}

/// <summary>Prewitt and Mendelsohn 1966: the first minimum between the two maxima of the smoothed histogram.</summary>
internal static class MinimumThreshold
{
    private const int MaxSmoothings = 10_000;

    public static double Find(IntensityHistogram histogram, CancellationToken cancellation)
    {
        var first = histogram.Minimum;
        var counts = histogram.Counts[first..(histogram.Maximum + 1)];
        var now = new double[counts.Length];
        var next = new double[counts.Length];
        TensorPrimitives.ConvertTruncating<long, double>(counts, now);
        Span<int> maxima = stackalloc int[3];
        for (var smoothing = 0; smoothing < MaxSmoothings - 1; smoothing++)
        {
            cancellation.ThrowIfCancellationRequested();
            Smooth(now, next);
            (now, next) = (next, now);
            var found = FindMaxima(now, maxima);
            if (found == 2)
            {
                return first + maxima[0] + TensorPrimitives.IndexOfMin(now.AsSpan(maxima[0]..(maxima[1] + 1)));
            }
            if (found < 2) throw new ThresholdNotFoundException("the histogram does not have two maxima");
        }

        throw new ThresholdNotFoundException(
            $"the histogram keeps more than two maxima after {MaxSmoothings} smoothings");
    }

    /// <summary>
    /// Averages three values with a running sum, in the order of operations of SciPy's uniform_filter1d; ends are
    /// mirrored.
    /// </summary>
    private static void Smooth(double[] from, double[] to)
    {
        var last = from.Length - 1;
        var mean = (from[0] + from[0] + from[Math.Min(1, last)]) / 3;
        to[0] = mean;
        for (var i = 1; i <= last; i++)
        {
            mean += (from[Math.Min(i + 1, last)] - from[Math.Max(i - 2, 0)]) / 3;
            to[i] = mean;
        }
    }

    /// <summary>Finds the first three maxima and returns their number; the maximum of a plateau is its last
    /// value.</summary>
    private static int FindMaxima(double[] values, Span<int> maxima)
    {
        var found = 0;
        var rising = true;
        for (var i = 0; i < values.Length - 1; i++)
        {
            if (rising)
            {
                if (values[i + 1] < values[i])
                {
                    rising = false;
                    maxima[found++] = i;
                    if (found == maxima.Length) break;
                }
            }
            else if (values[i + 1] > values[i])
            {
                rising = true;
            }
        }

        return found;
    }
}
