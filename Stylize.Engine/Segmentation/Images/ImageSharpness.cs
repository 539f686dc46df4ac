namespace Stylize.Engine.Segmentation.Images;

/// <summary>Measures how sharp an image is.</summary>
internal static class ImageSharpness
{
    /// <summary>Side of the central part of a larger image whose spectrum is computed.</summary>
    private const int MaxSide = 1024;

    /// <summary>Estimates the bytes of the spectrum of an image: two numbers per pixel of at most the central
    /// part.</summary>
    public static long EstimateMemory(long pixels) => 16 * Math.Min(pixels, (long)MaxSide * MaxSide);

    /// <summary>
    /// Returns the slope of a line by least squares through the logarithm of the power over that of the frequency, as
    /// PowerLogLogSlope of CellProfiler (Bray et al. 2012): the power is summed over rings one cycle wide, up to an
    /// eighth of the sampling rate.
    /// </summary>
    /// <returns>NaN for a constant image, or one with a side below 32 pixels.</returns>
    public static double PowerSlope(SampleScanner image, CancellationToken cancellation)
    {
        var (width, height) = (Math.Min(image.Width, MaxSide), Math.Min(image.Height, MaxSide));
        var (left, above, side) = ((image.Width - width) / 2, (image.Height - height) / 2, Math.Min(width, height));
        using var spectrum = new FourierImage(width, height);
        var sum = 0.0;
        image.ScanRows(
            (row, y) =>
            {
                for (var x = 0; x < width && y >= above && y < above + height; x++)
                {
                    sum += spectrum.Re[((y - above) * width) + x] = row[left + x];
                }
            },
            cancellation);
        TensorPrimitives.Subtract(spectrum.Re, sum / spectrum.Re.Length, spectrum.Re);
        spectrum.Transform(1, cancellation);
        var powers = new double[Math.Max((side / 8) - 1, 0)];
        var re = spectrum.Re;
        var im = spectrum.Im;
        for (var y = 0; y < height; y++)
        {
            var dy = Math.Min(y, height - y) * (side / (double)height);
            for (var x = 0; x < width; x++)
            {
                var dx = Math.Min(x, width - x) * (side / (double)width);
                var (ring, at) = ((int)Math.Sqrt((dx * dx) + (dy * dy)), (y * width) + x);
                if (ring < powers.Length)
                {
                    powers[ring] += (re[at] * re[at]) + (im[at] * im[at]);
                }
            }
        }

        return Slope([.. powers.Index().Skip(1).Where(ring => ring.Item > 0)
            .Select(ring => (PortableMath.Log(ring.Index + 1), PortableMath.Log(ring.Item)))]);
    }

    /// <summary>
    /// Returns the variance of the Laplacian: the sum of the four neighbors minus four times the pixel, with pixels at
    /// the border repeated, as by scipy.ndimage.laplace.
    /// </summary>
    public static double LaplacianVariance(SampleScanner image, CancellationToken cancellation)
    {
        var laplacian = new Laplacian(image.Width);
        image.ScanRows((row, _) => laplacian.Add(row), cancellation);
        return laplacian.Variance();
    }

    private static double Slope((double X, double Y)[] points)
    {
        if (points.Length < 2) return double.NaN;

        var (x, y) = (points.Average(point => point.X), points.Average(point => point.Y));
        return points.Sum(point => (point.X - x) * (point.Y - y)) / points.Sum(point => (point.X - x) * (point.X - x));
    }

    /// <summary>Sums the Laplacian of an image whose rows are added from top to bottom.</summary>
    private sealed class Laplacian(int width)
    {
        private int[] _above = new int[width];
        private int[] _row = new int[width];
        private int[] _below = new int[width];
        private int _rows;
        private Int128 _sum;
        private Int128 _squares;

        public void Add(ReadOnlySpan<ushort> row)
        {
            (_above, _row, _below) = (_row, _below, _above);
            for (var x = 0; x < width; x++)
            {
                _below[x] = row[x];
            }

            if (_rows++ == 0)
            {
                _below.CopyTo(_row, 0);
            }
            else
            {
                AddRow(_above, _row, _below);
            }
        }

        /// <summary>Ends the image and returns the variance.</summary>
        public double Variance()
        {
            AddRow(_row, _below, _below);
            var count = (double)_rows * width;
            var mean = (double)_sum / count;
            return ((double)_squares / count) - (mean * mean);
        }

        private void AddRow(int[] above, int[] row, int[] below)
        {
            var (sum, squares) = (0L, 0L);
            for (var x = 0; x < width; x++)
            {
                var value = (long)above[x] + below[x] + row[Math.Max(x - 1, 0)] + row[Math.Min(x + 1, width - 1)]
                    - (4 * row[x]);
                sum += value;
                squares += value * value;
            }

            _sum += sum;
            _squares += squares;
        }
    }
}
