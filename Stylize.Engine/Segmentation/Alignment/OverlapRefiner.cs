namespace Stylize.Engine.Segmentation.Alignment;

/// <summary>The inverse of the covariance of a shift, per square pixel: large in directions with much structure and
/// little noise.</summary>
internal readonly record struct ShiftPrecision(double XX, double XY, double YY)
{
    /// <summary>The precision of the direction that is determined best.</summary>
    public double Highest => ((XX + YY) / 2) + Math.Sqrt((((XX - YY) * (XX - YY)) / 4) + (XY * XY));

    public static ShiftPrecision Isotropic(double value) => new(value, 0, value);

    /// <summary>Returns the length of a difference, less in directions that are not determined as well as the best
    /// one.</summary>
    public double Length(double x, double y) =>
        Highest > 0 ? Math.Sqrt(Math.Max((XX * x * x) + (2 * XY * x * y) + (YY * y * y), 0) / Highest)
            : Math.Sqrt((x * x) + (y * y));
}

/// <summary>
/// Refines the shift of two windows by least squares of their difference (Lucas and Kanade 1981), and measures how well
/// the structure of both determines each direction.
/// </summary>
internal static class OverlapRefiner
{
    /// <summary>Pixels at the border of the overlap that are not compared.</summary>
    private const int Border = 2;


    /// <summary>A refined shift is at most this far from the first one in pixels; otherwise the first one is
    /// better.</summary>
    private const double MaxMove = 2;

    /// <summary>Minimum noise as a share of the variance, so that equal windows have a finite precision.</summary>
    private const double MinNoise = 1e-3;

    /// <summary>Pixels of a band-passed window whose noise is about the same.</summary>
    private const double Correlated = 9;

    /// <summary>The precision of an error of 0.02 pixels. Lenses and stages are not more exact.</summary>
    private const double MaxPrecision = 2500;

    /// <param name="first">Band-passed window.</param>
    /// <param name="second">Band-passed window of the same size.</param>
    /// <param name="x">Columns from the origin of the first window to that of the second.</param>
    public static ShiftPrecision Refine(Raster<float> first, Raster<float> second, ref double x, ref double y)
    {
        using var one = BoxMean.Means(first, 1);
        using var other = BoxMean.Means(second, 1);
        (first, second) = (one, other);
        var (startX, startY) = (x, y);
        var sums = default(Sums);
        for (var step = 0; step < 12; step++)
        {
            sums = Compare(first, second, x, y);
            var (xx, xy, yy) = sums.Structure;
            var (productX, productY) = sums.Products;
            var determinant = (xx * yy) - (xy * xy);
            if (!(determinant > 1e-9 * xx * yy)) break;

            var (moveX, moveY) = (-((yy * productX) - (xy * productY)) / determinant,
                -((xx * productY) - (xy * productX)) / determinant);
            var length = Math.Max(Math.Sqrt((moveX * moveX) + (moveY * moveY)), .5) / .5;
            (x, y) = (x + (moveX / length), y + (moveY / length));
            if (Math.Abs(x - startX) > MaxMove || Math.Abs(y - startY) > MaxMove)
            {
                (x, y) = (startX, startY);
                sums = Compare(first, second, x, y);
                break;
            }

            if ((moveX * moveX) + (moveY * moveY) < 1e-6) break;
        }

        return sums.Precision;
    }

    /// <summary>Sums over the pixels of the overlap. Rows of the first window are interpolated at the shift.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Sums Compare(Raster<float> first, Raster<float> second, double shiftX, double shiftY)
    {
        var (offsetX, offsetY) = ((int)Math.Floor(shiftX), (int)Math.Floor(shiftY));
        var (shareX, shareY) = ((float)(shiftX - offsetX), (float)(shiftY - offsetY));
        var (left, right) =
            (Math.Max(0, -offsetX) + Border, Math.Min(second.Width, first.Width - offsetX - 1) - Border);
        var (top, bottom) =
            (Math.Max(0, -offsetY) + Border, Math.Min(second.Height, first.Height - offsetY - 1) - Border);
        var sums = default(Sums);
        if (left >= right || top >= bottom) return sums;

        var (above, here, below) = (new float[second.Width], new float[second.Width], new float[second.Width]);
        Read(top - 1, above);
        Read(top, here);
        for (var y = top; y < bottom; y++)
        {
            Read(y + 1, below);
            var before = second.Row(y - 1);
            var row = second.Row(y);
            var after = second.Row(y + 1);
            for (var x = left; x < right; x++)
            {
                sums.Add(
                    here[x], row[x], here[x + 1] - here[x - 1], below[x] - above[x], row[x + 1] - row[x - 1],
                    after[x] - before[x]);
            }

            (above, here, below) = (here, below, above);
        }

        return sums;

        void Read(int y, float[] to)
        {
            var upper = first.Row(y + offsetY);
            var lower = first.Row(y + offsetY + 1);
            for (var x = left - 1; x <= right; x++)
            {
                var at = x + offsetX;
                to[x] = Bilinear.Mix(upper[at], upper[at + 1], lower[at], lower[at + 1], shareX, shareY);
            }
        }
    }

    private struct Sums
    {
        private double _count;
        private double _difference;
        private double _square;
        private double _energy;
        private double _slopeX;
        private double _slopeY;
        private double _x;
        private double _y;
        private double _xx;
        private double _xy;
        private double _yy;

        /// <summary>The products of slopes and difference, which are 0 at the shift with the least
        /// difference.</summary>
        public readonly (double X, double Y) Products =>
            (_x - (_slopeX * _difference / _count), _y - (_slopeY * _difference / _count));

        /// <summary>The structure that both windows share: products of the slopes of one and the other, to which noise
        /// adds nothing.
        /// </summary>
        public readonly ShiftPrecision Structure
        {
            get
            {
                var (xx, yy) = (Math.Max(_xx, 0), Math.Max(_yy, 0));
                return new(xx, Math.Clamp(_xy, -Math.Sqrt(xx * yy), Math.Sqrt(xx * yy)), yy);
            }
        }

        public readonly ShiftPrecision Precision
        {
            get
            {
                if (_count == 0 || _energy <= 0) return default;

                var mean = _difference / _count;
                var noise = Math.Max((_square / _count) - (mean * mean), MinNoise * _energy / _count) * Correlated;
                var structure = Structure;
                var scale = 1 / Math.Max(noise, structure.Highest / MaxPrecision);
                return new(structure.XX * scale, structure.XY * scale, structure.YY * scale);
            }
        }

        public void Add(float one, float other, float slopeX, float slopeY, float otherX, float otherY)
        {
            // Central differences are twice the slope.
            var (difference, x, y) = ((double)one - other, .25 * (slopeX + otherX), .25 * (slopeY + otherY));
            _count++;
            _difference += difference;
            _square += difference * difference;
            _energy += ((double)one * one) + ((double)other * other);
            _slopeX += x;
            _slopeY += y;
            _x += x * difference;
            _y += y * difference;
            _xx += .25 * slopeX * otherX;
            _xy += .125 * ((slopeX * otherY) + (slopeY * otherX));
            _yy += .25 * slopeY * otherY;
        }
    }
}
