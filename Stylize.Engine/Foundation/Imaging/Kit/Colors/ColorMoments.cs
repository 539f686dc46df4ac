namespace Stylize.Engine.Imaging.Kit.Colors;

/// <summary>The weighted mean of colors, in double precision.</summary>
internal struct ColorMean
{
    private double _l, _a, _b;

    public double Weight { get; private set; }

    /// <summary>The mean color; a weight above 0 is required.</summary>
    public readonly Lab Mean => new((float)(_l / Weight), (float)(_a / Weight), (float)(_b / Weight));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Lab color, double weight)
    {
        Weight += weight;
        _l += weight * color.L;
        _a += weight * color.A;
        _b += weight * color.B;
    }
}

/// <summary>Weighted mean and covariance of a set of Lab colors, in double precision.</summary>
/// <example><code>
/// var moments = new ColorMoments();
/// moments.Add(40, 0, 0, weight: 1);
/// moments.Add(60, 0, 0, weight: 1);
/// Assert.Equal(new Lab(50, 0, 0), moments.Mean);
/// Assert.Equal(200, moments.Error); // 10 squared, twice
/// Assert.Equal(new Lab(1, 0, 0), moments.PrincipalAxis);
/// </code></example>
internal struct ColorMoments
{
    private double _weight, _l, _a, _b, _ll, _aa, _bb, _la, _lb, _ab;

    public readonly double Weight => _weight;

    /// <summary>The mean color; (50, 0, 0), a medium gray, if no color was added.</summary>
    public readonly Lab Mean =>
        _weight > 0 ? new Lab((float)(_l / _weight), (float)(_a / _weight), (float)(_b / _weight)) : new Lab(50, 0, 0);

    /// <summary>The weighted sum of squared distances from the mean.</summary>
    public readonly double Error => _ll + _aa + _bb - (((_l * _l) + (_a * _a) + (_b * _b)) / _weight);

    public readonly double LargestVariance => Principal().Variance;

    /// <summary>The unit eigenvector of the largest variance, with a positive largest component; (1, 0, 0) if all
    /// colors are equal.</summary>
    public readonly Lab PrincipalAxis => Principal().Axis;

    public void Add(double l, double a, double b, double weight)
    {
        _weight += weight;
        _l += weight * l;
        _a += weight * a;
        _b += weight * b;
        _ll += weight * l * l;
        _aa += weight * a * a;
        _bb += weight * b * b;
        _la += weight * l * a;
        _lb += weight * l * b;
        _ab += weight * a * b;
    }

    /// <summary>Computes the largest eigenvalue of the covariance and its eigenvector, by power iteration.</summary>
    private readonly (double Variance, Lab Axis) Principal()
    {
        if (_weight <= 0) return (0, new Lab(1, 0, 0));

        var (l, a, b) = (_l / _weight, _a / _weight, _b / _weight);
        double ll = (_ll / _weight) - (l * l), aa = (_aa / _weight) - (a * a), bb = (_bb / _weight) - (b * b);
        double la = (_la / _weight) - (l * a), lb = (_lb / _weight) - (l * b), ab = (_ab / _weight) - (a * b);

        // The initial vector must not be orthogonal to the eigenvector. The column of the covariance with the largest
        // variance never is, unless the covariance is zero.
        var (x, y, z) = ll >= aa && ll >= bb ? (ll, la, lb) : aa >= bb ? (la, aa, ab) : (lb, ab, bb);
        var length = Math.Sqrt((x * x) + (y * y) + (z * z));
        if (length < 1e-9) return (0, new Lab(1, 0, 0));

        var variance = 0.0;
        for (var i = 0; i < 100; i++)
        {
            (x, y, z) = (x / length, y / length, z / length);
            (x, y, z) =
                ((ll * x) + (la * y) + (lb * z), (la * x) + (aa * y) + (ab * z), (lb * x) + (ab * y) + (bb * z));
            var before = length;
            length = Math.Sqrt((x * x) + (y * y) + (z * z));
            variance = length;
            if (length < 1e-12 || Math.Abs(length - before) <= 1e-12 * length) break;
        }

        if (length < 1e-12) return (0, new Lab(1, 0, 0));

        var largest = Math.Abs(x) >= Math.Abs(y) && Math.Abs(x) >= Math.Abs(z) ? x : Math.Abs(y) >= Math.Abs(z) ? y : z;
        var sign = Math.Sign(largest);
        return (variance, new Lab((float)(sign * x / length), (float)(sign * y / length), (float)(sign * z / length)));
    }
}
