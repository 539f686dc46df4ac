using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>Weighted mean and covariance of a set of Lab colors, in double precision.</summary>
internal struct ColorMoments
{
    private double _weight, _l, _a, _b, _ll, _aa, _bb, _la, _lb, _ab;

    public readonly double Weight => _weight;

    /// <summary>The mean color; gray of middle lightness (50, 0, 0) where nothing was added.</summary>
    public readonly Lab Mean =>
        _weight > 0 ? new Lab((float)(_l / _weight), (float)(_a / _weight), (float)(_b / _weight)) : new Lab(50, 0, 0);

    public readonly double LargestVariance => Principal().Variance;

    /// <summary>The unit eigenvector of the largest variance, its largest component positive; (1, 0, 0) if all colors are equal.</summary>
    public readonly Lab PrincipalAxis => Principal().Axis;

    /// <summary>Moments of the superpixels' mean colors, weighted by P(s).</summary>
    /// <param name="paletteIndex">Only the superpixels associated with this palette color; null: all.</param>
    public static unsafe ColorMoments Of(SuperpixelGrid grid, int? paletteIndex = null)
    {
        var wanted = paletteIndex ?? -1;
        var moments = default(ColorMoments);
        for (var i = 0; i < grid.Length; i++)
        {
            if (grid.Weight[i] > 0 && (wanted < 0 || grid.PaletteIndex[i] == wanted))
            {
                moments.Add(grid.L[i], grid.A[i], grid.B[i], grid.Weight[i]);
            }
        }

        return moments;
    }

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

        // Power iteration needs a start that is not orthogonal to the eigenvector. The covariance's column of the largest variance never
        // is, unless the covariance is zero.
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

        var largest = Math.Abs(x) >= Math.Abs(y) && Math.Abs(x) >= Math.Abs(z) ? x : Math.Abs(y) >= Math.Abs(z) ? y : z;
        var sign = Math.Sign(largest);
        return (variance, new Lab((float)(sign * x / length), (float)(sign * y / length), (float)(sign * z / length)));
    }
}
