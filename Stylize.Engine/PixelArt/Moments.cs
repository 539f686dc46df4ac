using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt;

/// <summary>Weighted mean and covariance of a set of Lab colours, in double precision.</summary>
internal struct Moments
{
    private double _weight, _l, _a, _b, _ll, _aa, _bb, _la, _lb, _ab;

    /// <summary>Sum of the weights.</summary>
    public readonly double Weight => _weight;

    /// <summary>The mean; grey of middle lightness where nothing was added.</summary>
    public readonly Lab Mean => _weight > 0 ? new Lab((float)(_l / _weight), (float)(_a / _weight), (float)(_b / _weight)) : new Lab(50, 0, 0);

    /// <summary>The largest variance, that along <see cref="PrincipalAxis"/>.</summary>
    public readonly double LargestVariance => Principal().Variance;

    /// <summary>Unit vector of the largest variance; (1, 0, 0) where there is none. Its largest component is positive.</summary>
    public readonly Lab PrincipalAxis => Principal().Axis;

    /// <summary>Moments of the superpixels that show a colour, weighted by P(s); of all of them for -1.</summary>
    public static unsafe Moments Of(Superpixels superpixels, int color)
    {
        var moments = default(Moments);
        for (var i = 0; i < superpixels.Length; i++)
        {
            if (superpixels.Weight[i] > 0 && (color < 0 || superpixels.Color[i] == color))
            {
                moments.Add(superpixels.L[i], superpixels.A[i], superpixels.B[i], superpixels.Weight[i]);
            }
        }

        return moments;
    }

    /// <summary>Adds one colour.</summary>
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

    /// <summary>The largest eigenvalue of the covariance and its eigenvector, by power iteration.</summary>
    private readonly (double Variance, Lab Axis) Principal()
    {
        if (_weight <= 0)
        {
            return (0, new Lab(1, 0, 0));
        }

        var (l, a, b) = (_l / _weight, _a / _weight, _b / _weight);
        double ll = (_ll / _weight) - (l * l), aa = (_aa / _weight) - (a * a), bb = (_bb / _weight) - (b * b);
        double la = (_la / _weight) - (l * a), lb = (_lb / _weight) - (l * b), ab = (_ab / _weight) - (a * b);

        // Start from the column of the largest variance: it is never at a right angle to the axis unless it is zero.
        var (x, y, z) = ll >= aa && ll >= bb ? (ll, la, lb) : aa >= bb ? (la, aa, ab) : (lb, ab, bb);
        var length = Math.Sqrt((x * x) + (y * y) + (z * z));
        if (length < 1e-9)
        {
            return (0, new Lab(1, 0, 0));
        }

        var variance = 0.0;
        for (var i = 0; i < 100; i++)
        {
            (x, y, z) = (x / length, y / length, z / length);
            (x, y, z) = ((ll * x) + (la * y) + (lb * z), (la * x) + (aa * y) + (ab * z), (lb * x) + (ab * y) + (bb * z));
            var before = length;
            length = Math.Sqrt((x * x) + (y * y) + (z * z));
            variance = length;
            if (length < 1e-12 || Math.Abs(length - before) <= 1e-12 * length)
            {
                break;
            }
        }

        if (length < 1e-12)
        {
            return (0, new Lab(1, 0, 0));
        }

        var sign = Math.Abs(x) >= Math.Abs(y) && Math.Abs(x) >= Math.Abs(z) ? Math.Sign(x) : Math.Abs(y) >= Math.Abs(z) ? Math.Sign(y) : Math.Sign(z);
        return (variance, new Lab((float)(sign * x / length), (float)(sign * y / length), (float)(sign * z / length)));
    }
}
