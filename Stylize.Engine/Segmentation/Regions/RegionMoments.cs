using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>Image moments of one region up to the third power of row and of column. One instance serves many
/// regions.</summary>
internal sealed class RegionMoments
{
    /// <summary>Raw moments about the upper left corner of the bounding box: item 4p + q sums row^p column^q.</summary>
    public double[] Raw { get; } = new double[16];

    /// <summary>Central moments: the same sums about the centroid.</summary>
    public double[] Central { get; } = new double[16];

    /// <param name="centerX">Column of the centroid relative to the first column.</param>
    /// <param name="centerY">Row of the centroid relative to the first row.</param>
    public void Load(RegionSpan region, int left, double centerX, double centerY)
    {
        Sum(region, left, 0, 0, Raw);
        Sum(region, left, centerX, centerY, Central);
    }

    /// <summary>Returns a normalized central moment, mu_pq / area^((p + q) / 2 + 1); NaN for orders p + q below
    /// 2.</summary>
    public double Normalized(int item)
    {
        var order = (item / 4) + (item % 4);
        return order < 2 ? double.NaN : Central[item] / PortableMath.Pow(Central[0], (order / 2.0) + 1);
    }

    /// <summary>Returns one of the seven invariants of Hu (1962), 0 to 6.</summary>
    public double Hu(int item)
    {
        double n20 = Normalized(8), n02 = Normalized(2), n11 = Normalized(5);
        double n30 = Normalized(12), n03 = Normalized(3), n21 = Normalized(9), n12 = Normalized(6);
        double u = n30 + n12, v = n21 + n03, difference = n20 - n02, a = n30 - (3 * n12), b = (3 * n21) - n03;
        return item switch
        {
            0 => n20 + n02,
            1 => (difference * difference) + (4 * n11 * n11),
            2 => (a * a) + (b * b),
            3 => (u * u) + (v * v),
            4 => (a * u * ((u * u) - (3 * v * v))) + (b * v * ((3 * u * u) - (v * v))),
            5 => (difference * ((u * u) - (v * v))) + (4 * n11 * u * v),
            _ => (b * u * ((u * u) - (3 * v * v))) - (a * v * ((3 * u * u) - (v * v))),
        };
    }

    private static void Sum(RegionSpan region, int left, double originX, double originY, double[] sums)
    {
        Array.Clear(sums);
        for (var run = 0; run < region.Length; run++)
        {
            double s0 = region.Ends[run] - region.Starts[run], s1 = 0, s2 = 0, s3 = 0;
            for (var x = region.Starts[run] - left; x < region.Ends[run] - left; x++)
            {
                var d = x - originX;
                s1 += d;
                s2 += d * d;
                s3 += d * d * d;
            }

            var y = region.Rows[run] - region.Top - originY;
            var power = 1.0;
            for (var p = 0; p < 4; p++)
            {
                sums[4 * p] += power * s0;
                sums[(4 * p) + 1] += power * s1;
                sums[(4 * p) + 2] += power * s2;
                sums[(4 * p) + 3] += power * s3;
                power *= y;
            }
        }
    }
}
