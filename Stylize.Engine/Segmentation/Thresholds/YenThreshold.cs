namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>Yen, Chang and Chang 1995, equation 19: the first value that maximizes the correlation criterion.</summary>
/// <remarks>The maximum is so flat that rounding decides, so sums and logarithm use the single precision of scikit-image.</remarks>
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
            var criterion = ReferenceLog.Of(1f / (squaresUpTo * squaresFrom[i + 1]) * (spread * spread));
            if (criterion > best)
            {
                (best, answer) = (criterion, i);
            }
        }

        return answer;
    }
}

/// <summary>
/// The natural logarithm in single precision with the rounding of NumPy's vectorized version, on which threshold_yen of scikit-image
/// depends: the mantissa is reduced to (sqrt(1/2), sqrt(2)], then a rational minimax approximation with two polynomials of degree 5 is
/// evaluated with fused multiply-add. NumPy states a maximum error of 3.83 units in the last place.
/// </summary>
internal static class ReferenceLog
{
    /// <summary>Returns the logarithm; NaN below 0, negative infinity at 0.</summary>
    public static float Of(float x)
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
