using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>Computes the properties of a region that depend only on its shape. One instance serves many
/// regions.</summary>
/// <param name="aspect">Height of a pixel in widths, which are the unit of lengths.</param>
internal sealed class RegionShape(double aspect)
{
    private const RegionProperties SecondMoments = RegionProperties.Orientation | RegionProperties.Eccentricity
        | RegionProperties.MajorAxisLength | RegionProperties.MinorAxisLength;

    private const RegionProperties FeretProperties = RegionProperties.MaximumFeretDiameter
        | RegionProperties.MinimumFeretDiameter;
    private const RegionProperties ConfigurationProperties = RegionProperties.CroftonPerimeter
        | RegionProperties.EulerNumber;

    private const RegionProperties MomentProperties = RegionProperties.Moments | RegionProperties.CentralMoments
        | RegionProperties.NormalizedMoments | RegionProperties.HuMoments;

    private readonly RegionBits _bits = new();
    private readonly RegionHull _hull = new();
    private readonly RegionMoments _moments = new();
    private int _left;
    private int _top;
    private int _right;
    private int _bottom;
    private long _area;
    private double _centroidX;
    private double _centroidY;
    private double _localX;
    private double _localY;
    private double _orientation;
    private double _major;
    private double _minor;
    private double _perimeter;
    private double _crofton;
    private int _euler;
    private double _maximumFeret;
    private double _minimumFeret;

    public void Load(RegionSpan region, RegionProperties properties)
    {
        Extent(region);
        if ((properties & (SecondMoments | RegionProperties.Centroid | MomentProperties)) != 0)
        {
            Ellipse(region);
        }

        if ((properties & (RegionProperties.Perimeter | ConfigurationProperties)) != 0)
        {
            _bits.Load(region, _left, _right);
            _perimeter = (properties & RegionProperties.Perimeter) != 0 ? _bits.Perimeter(aspect) : 0;
            (_euler, _crofton) = (properties & ConfigurationProperties) != 0 ? _bits.Configurations() : default;
            _crofton = aspect == 1 || (properties & ConfigurationProperties) == 0 ? _crofton : _bits.Crofton(aspect);
        }

        if ((properties & (RegionProperties.Solidity | RegionProperties.ConvexArea | FeretProperties)) != 0)
        {
            _hull.Load(region);
            (_maximumFeret, _minimumFeret) = (properties & FeretProperties) != 0 ? _hull.Feret(aspect) : default;
        }

        if ((properties & MomentProperties) != 0)
        {
            _moments.Load(region, _left, _localX, _localY);
        }
    }

    public double Value(RegionProperties property, int item) => property switch
    {
        RegionProperties.Area => _area,
        RegionProperties.BoundingBox => item switch { 0 => _left, 1 => _top, 2 => _right, _ => _bottom },
        RegionProperties.Centroid => item == 0 ? _centroidX : _centroidY,
        RegionProperties.Orientation => _orientation,
        RegionProperties.Eccentricity => _major == 0 ? 0 : Math.Sqrt(1 - (_minor / _major)),
        RegionProperties.MajorAxisLength => 4 * Math.Sqrt(_major),
        RegionProperties.MinorAxisLength => 4 * Math.Sqrt(_minor),
        RegionProperties.EquivalentDiameter => Math.Sqrt(4 * _area * aspect / Math.PI),
        RegionProperties.Solidity => (double)_area / _hull.ConvexArea,
        RegionProperties.ConvexArea => _hull.ConvexArea,
        RegionProperties.Extent => _area / ((double)(_right - _left) * (_bottom - _top)),
        RegionProperties.Perimeter => _perimeter,
        RegionProperties.CroftonPerimeter => _crofton,
        RegionProperties.EulerNumber => _euler,
        RegionProperties.MaximumFeretDiameter => _maximumFeret,
        RegionProperties.MinimumFeretDiameter => _minimumFeret,
        RegionProperties.Moments => _moments.Raw[item],
        RegionProperties.CentralMoments => _moments.Central[item],
        RegionProperties.NormalizedMoments => _moments.Normalized(item),
        RegionProperties.HuMoments => _moments.Hu(item),
        _ => throw new ArgumentOutOfRangeException(nameof(property), property, "Not a property of a shape."),
    };

    private void Extent(RegionSpan region)
    {
        (_top, _bottom, _left, _right, _area) = (region.Top, region.Bottom, region.Left, region.Right, 0);
        for (var run = 0; run < region.Length; run++)
        {
            _area += region.Ends[run] - region.Starts[run];
        }
    }

    /// <summary>Computes the centroid and the ellipse with the same second moments from exact integer sums.</summary>
    private void Ellipse(RegionSpan region)
    {
        long sumX = 0, sumY = 0;
        Int128 sumXX = 0, sumYY = 0, sumXY = 0;
        for (var run = 0; run < region.Length; run++)
        {
            long a = region.Starts[run] - _left, b = region.Ends[run] - _left, y = region.Rows[run] - _top;
            var n = b - a;
            var x = n * (a + b - 1) / 2;
            sumX += x;
            sumY += n * y;
            sumXX += SumOfSquares(b) - SumOfSquares(a);
            sumYY += n * y * y;
            sumXY += x * y;
        }

        _localX = (double)sumX / _area;
        _localY = (double)sumY / _area;
        _centroidX = _left + _localX;
        _centroidY = _top + _localY;
        var varianceX = (_area * sumXX) - ((Int128)sumX * sumX);
        var varianceY = (_area * sumYY) - ((Int128)sumY * sumY);
        var covariance = (_area * sumXY) - ((Int128)sumX * sumY);
        var scale = (double)_area * _area;
        double a0 = (double)varianceX / scale;
        double c0 = (double)varianceY / scale * (aspect * aspect),
            b0 = -(double)covariance / scale * aspect;
        var half = Math.Sqrt(((a0 - c0) * (a0 - c0) / 4) + (b0 * b0));
        _major = ((a0 + c0) / 2) + half;
        // The smaller eigenvalue is the determinant divided by the larger one, because their difference would cancel.
        // The determinant fits 128 bits up to this area.
        var minor = _area < 65536
            ? (double)((varianceX * varianceY) - (covariance * covariance)) / scale / scale * (aspect * aspect) / _major
            : ((a0 + c0) / 2) - half;
        _minor = _major > 0 ? Math.Max(0, minor) : 0;
        _orientation = varianceX == varianceY && aspect == 1
            ? TieOrientation(region, b0) : .5 * PortableMath.Atan2(-2 * b0, c0 - a0);
    }

    /// <summary>
    /// Returns the orientation if both variances are equal, so that the major axis is a diagonal. scikit-image 0.19
    /// compares its rounded variances: if they are equal too, it returns -pi/4 for a negative off-diagonal of the
    /// inertia tensor and pi/4 otherwise; if they differ in the last digit, the arctangent, which has the opposite
    /// sign. Variances are therefore computed here in its order of summation.
    /// </summary>
    private double TieOrientation(RegionSpan region, double offDiagonal)
    {
        // NumPy sums down each column first, and then over the columns.
        double centerX = _localX, centerY = _localY;
        var columnSquares = new double[_right - _left];
        var columnCounts = new int[_right - _left];
        for (var run = 0; run < region.Length; run++)
        {
            var dy = region.Rows[run] - _top - centerY;
            for (var x = region.Starts[run] - _left; x < region.Ends[run] - _left; x++)
            {
                columnSquares[x] += dy * dy;
                columnCounts[x]++;
            }
        }

        double xx = 0, yy = 0;
        for (var x = 0; x < columnCounts.Length; x++)
        {
            var dx = x - centerX;
            xx += columnCounts[x] * (dx * dx);
            yy += columnSquares[x];
        }

        return xx == yy
            ? offDiagonal < 0 ? -Math.PI / 4 : Math.PI / 4
            : .5 * PortableMath.Atan2(-2 * offDiagonal, (yy - xx) / _area);
    }

    /// <summary>Returns 0 + 1 + 4 + ... + (n - 1)^2.</summary>
    private static long SumOfSquares(long n) => (n - 1) * n * ((2 * n) - 1) / 6;
}
