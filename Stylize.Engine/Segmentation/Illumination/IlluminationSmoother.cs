namespace Stylize.Engine.Segmentation.Illumination;

/// <summary>
/// Smooths measured illumination. Each value is that of a paraboloid fitted to the medians of the surrounding blocks
/// with Gaussian weights; blocks that differ from the fit, such as those with cells, lose weight (robust locally
/// weighted regression, Cleveland 1979). Unlike a blur, it is not biased at the edges, where the illumination falls
/// off.
/// </summary>
internal static class IlluminationSmoother
{
    private const int Blocks = 32;

    /// <summary>Standard deviation of the weights as a fraction of the longer side.</summary>
    private const double Reach = .15;


    public static float[] Smooth(
        float[] measured, int width, int height, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var size = Math.Max(1, (Math.Max(width, height) + Blocks - 1) / Blocks);
        var (columns, rows) = ((width + size - 1) / size, (height + size - 1) / size);
        // Each block with the position of its center, as a fraction of the longer side.
        var scale = 1.0 / Math.Max(width, height);
        var blocks = new (double X, double Y, double Value)[columns * rows];
        for (var block = 0; block < blocks.Length; block++)
        {
            var (left, top) = (block % columns * size, block / columns * size);
            var (right, bottom) = (Math.Min(left + size, width), Math.Min(top + size, height));
            var values = new List<float>();
            for (var y = top; y < bottom; y++)
            {
                values.AddRange(measured.AsSpan((y * width) + left, right - left));
            }

            values.Sort();
            blocks[block] = ((left + right) / 2.0 * scale, (top + bottom) / 2.0 * scale, values[values.Count / 2]);
        }

        var trust = new double[blocks.Length];
        trust.AsSpan().Fill(1);
        for (var round = 0; round < 4; round++)
        {
            var residuals = new double[blocks.Length];
            RowBands.ForEachRow(blocks.Length, maxThreads, cancellation, block =>
            {
                residuals[block] =
                    Math.Abs(blocks[block].Value - Fit(blocks, trust, blocks[block].X, blocks[block].Y)[0]);
            });
            var median = residuals.Order().ElementAt(residuals.Length / 2);
            for (var block = 0; block < blocks.Length; block++)
            {
                var relative = Math.Min(residuals[block] / Math.Max(6 * median, 1e-9), 1);
                trust[block] = PortableMath.Pow(1 - (relative * relative), 2);
            }
        }

        return Spread(blocks, trust, width, height, size, scale, maxThreads, cancellation);
    }

    /// <summary>Returns the smooth value of each pixel: the paraboloids of the four nearest blocks, interpolated
    /// bilinearly.</summary>
    private static float[] Spread(
        (double X, double Y, double Value)[] blocks, double[] trust, int width, int height, int size, double scale,
        ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var columns = (width + size - 1) / size;
        var rows = blocks.Length / columns;
        var fits = new double[blocks.Length][];
        RowBands.ForEachRow(blocks.Length, maxThreads, cancellation, block =>
        {
            fits[block] = Fit(blocks, trust, blocks[block].X, blocks[block].Y);
        });
        var smooth = new float[width * height];
        RowBands.ForEachRow(height, maxThreads, cancellation, y =>
        {
            var (row, nextRow, down) = Bilinear.Between(((y + .5) / size) - .5, rows);
            for (var x = 0; x < width; x++)
            {
                var (column, nextColumn, right) = Bilinear.Between(((x + .5) / size) - .5, columns);
                double At(int column, int row) =>
                    Value(fits, blocks, (row * columns) + column, (x + .5) * scale, (y + .5) * scale);
                var upper = ((1 - right) * At(column, row)) + (right * At(nextColumn, row));
                var lower = ((1 - right) * At(column, nextRow)) + (right * At(nextColumn, nextRow));
                smooth[(y * width) + x] = (float)(((1 - down) * upper) + (down * lower));
            }
        });
        return smooth;
    }

    private static double Value(
        double[][] fits, (double X, double Y, double Value)[] blocks, int block, double x, double y)
    {
        var fit = fits[block];
        var (dx, dy) = (x - blocks[block].X, y - blocks[block].Y);
        return fit[0] + (fit[1] * dx) + (fit[2] * dy) + (fit[3] * dx * dx) + (fit[4] * dx * dy) + (fit[5] * dy * dy);
    }

    /// <summary>Returns the terms 1, x, y, xx, xy, yy of the paraboloid around a position.</summary>
    private static double[] Fit((double X, double Y, double Value)[] blocks, double[] trust, double x, double y)
    {
        var fit = new LeastSquares(6);
        Span<double> term = stackalloc double[6];
        for (var block = 0; block < blocks.Length; block++)
        {
            var (dx, dy) = (blocks[block].X - x, blocks[block].Y - y);
            var weight = trust[block] * PortableMath.Exp(((dx * dx) + (dy * dy)) / (-2 * Reach * Reach));
            (term[0], term[1], term[2], term[3], term[4], term[5]) = (1, dx, dy, dx * dx, dx * dy, dy * dy);
            fit.Add(term, blocks[block].Value, weight);
        }

        return fit.Solve();
    }
}
