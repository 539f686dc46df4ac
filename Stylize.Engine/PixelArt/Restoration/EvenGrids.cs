namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Fits even grids with a whole number of cells per side and each kernel to rows and columns by least squares.
/// At the true number, the residual variance is far less than at nearby numbers.</summary>
internal sealed class EvenGrids(
    ImageLines rows, ImageLines columns, RestorationWork work, ThreadGrant threads, CancellationToken cancellation)
{
    /// <summary>Minimum and maximum side of a cell, in pixels.</summary>
    private const double MinCell = 2, MaxCell = 64;

    /// <summary>Maximum and minimum number of cells of a side.</summary>
    private const int MaxCells = 640, MinCells = 4;

    /// <summary>Minimum and maximum number of cells by which the compared numbers may differ.</summary>
    private const int MinReach = 3, MaxReach = 9;

    private static readonly EnlargementKernel[] Kernels = Enum.GetValues<EnlargementKernel>();

    /// <summary>Maximum variance of the lines along an axis without edges, relative to that of the other.</summary>
    private const double MaxPlainVariance = 0.001;

    /// <summary>True if the rows of an image are alike, so that nothing shows the height of its cells.</summary>
    public bool AreRowsAlike => columns.TotalVariance < MaxPlainVariance * rows.TotalVariance;

    /// <summary>True if the columns of an image are alike, so that nothing shows the width of its cells.</summary>
    public bool AreColumnsAlike => rows.TotalVariance < MaxPlainVariance * columns.TotalVariance;

    /// <summary>Geometric mean over both axes of the variance of the lines.</summary>
    public double Variance => Math.Sqrt(rows.TotalVariance * columns.TotalVariance);

    /// <summary>Returns the grid with the highest confidence: 1 - sqrt(r), where r is the geometric mean over both axes
    /// of its residual variance divided by that of nearby numbers of cells.</summary>
    /// <param name="across">Tries the numbers of cells per row for which it is true.</param>
    /// <param name="down">Tries the numbers of rows for which it is true.</param>
    /// <returns>Null if no number fits better than nearby ones.</returns>
    public CellGrid? Find(Func<int, bool> across, Func<int, bool> down)
    {
        CellGrid? best = null;
        foreach (var kernel in Kernels)
        {
            var (x, y) = (Scan(rows, kernel, across), Scan(columns, kernel, down));
            for (var nx = 0; nx < x.Length; nx++)
            {
                if (x[nx] == 0) continue;

                var wanted = nx * (double)columns.Length / rows.Length;
                for (var ny = Math.Max(1, (int)Math.Floor(wanted - 0.5));
                    ny <= Math.Min(Math.Ceiling(wanted + 0.5), y.Length - 1); ny++)
                {
                    best = Better(best, x, y, nx, ny, kernel);
                }
            }
        }

        return best;
    }

    /// <summary>Returns the geometric mean over both axes of the residual variance of a grid.</summary>
    public double ResidualVariance(CellGrid grid)
    {
        var (x, y) = grid.Kernel == EnlargementKernel.Nearest
            ? (rows.ResidualVariance(grid.Across), columns.ResidualVariance(grid.Down))
            : (rows.ResidualVariance(grid.Across.Cells, grid.Kernel),
                columns.ResidualVariance(grid.Down.Cells, grid.Kernel));
        return Math.Sqrt(x * y);
    }

    private static double Confidence(double x, double y) => 1 - PortableMath.Exp((x + y) / 4);

    private CellGrid? Better(CellGrid? best, double[] x, double[] y, int nx, int ny, EnlargementKernel kernel)
    {
        var confidence = y[ny] == 0 ? 0 : Confidence(x[nx], y[ny]);
        return confidence > (best?.Confidence ?? 0)
            ? new CellGrid(CellAxis.Even(rows.Length, nx), CellAxis.Even(columns.Length, ny), kernel, confidence)
            : best;
    }

    /// <summary>Returns log(residual variance / median of nearby numbers), by number of cells; 0 for numbers that were
    /// not tried.</summary>
    private double[] Scan(ImageLines lines, EnlargementKernel kernel, Func<int, bool> isTried)
    {
        var (from, to) = ((int)Math.Ceiling(lines.Length / MaxCell), (int)Math.Min(lines.Length / MinCell, MaxCells));
        var tried = new bool[to + MaxReach + 1];
        for (var n = Math.Max(from, MinCells); n <= to; n++)
        {
            for (var other = n - Reach(n); isTried(n) && other <= n + Reach(n); other++)
            {
                tried[Math.Max(0, other)] |= other >= 2 && other < lines.Length / 1.5;
            }
        }

        var variances = new double[tried.Length];
        RowBands.ForEach(variances.Length, threads, cancellation, (_, first, end) =>
        {
            for (var n = first; n < end && !work.IsSpent; n++)
            {
                variances[n] = tried[n] ? lines.ResidualVariance(n, kernel) : 0;
            }
        }, bandHeight: 8);
        work.Require();
        var logarithms = new double[to + 1];
        for (var n = Math.Max(from, MinCells); n <= to; n++)
        {
            if (!isTried(n) || variances[n] == 0) continue;

            var near = Enumerable.Range(n - Reach(n), (2 * Reach(n)) + 1)
                .Where(other => Math.Abs(other - n) >= 2 && other >= 0 && variances[other] > 0)
                .Select(other => variances[other])
                .Order().ToArray();
            logarithms[n] = near.Length == 0 ? 0 : Math.Min(0, PortableMath.Log(variances[n] / near[near.Length / 2]));
        }

        return logarithms;
    }

    private static int Reach(int cells) => Math.Clamp(cells / 8, MinReach, MaxReach);
}

/// <summary>Enlargement along one axis as a linear map A from cells to pixels, and its least-squares inverse: the
/// banded normal equations A'A z = A'v are solved by a banded Cholesky factorization.</summary>
internal sealed class AxisModel
{
    /// <summary>Added to the diagonal, so that a cell without pixels is 0 and not undefined.</summary>
    private const double Ridge = 1e-6;

    private readonly int[] _first;
    private readonly float[] _weights;
    private readonly double[] _factor;

    /// <param name="cells">Number of cells, all whole.</param>
    /// <param name="kernel">The kernel of the enlargement.</param>
    public AxisModel(int pixels, int cells, EnlargementKernel kernel)
    {
        (Pixels, Cells) = (pixels, cells);
        var support = kernel switch
        {
            EnlargementKernel.Bilinear => 1,
            EnlargementKernel.Bicubic => 2,
            EnlargementKernel.Lanczos => 3,
            _ => 0,
        };
        Taps = Math.Min(Math.Max(1, 2 * support), Cells);
        _first = new int[pixels];
        _weights = new float[pixels * Taps];
        for (var i = 0; i < pixels; i++)
        {
            Weigh(i, (i + 0.5) * cells / pixels, support, kernel);
        }

        _factor = Factorize();
    }

    public int Pixels { get; }
    public int Cells { get; }
    public int Taps { get; }

    public void Enlarge(ReadOnlySpan<double> cells, Span<double> pixels)
    {
        for (var i = 0; i < Pixels; i++)
        {
            var sum = 0.0;
            for (var t = 0; t < Taps; t++)
            {
                sum += _weights[(i * Taps) + t] * cells[_first[i] + t];
            }

            pixels[i] = sum;
        }
    }

    /// <summary>Computes the cells whose enlargement is nearest to the pixels, by least squares.</summary>
    /// <param name="cells">Receives the cells.</param>
    /// <returns>The sum of squared residuals.</returns>
    public double Solve(ReadOnlySpan<float> pixels, Span<double> cells)
    {
        cells.Clear();
        var squares = 0.0;
        for (var i = 0; i < Pixels; i++)
        {
            var value = pixels[i];
            squares += (double)value * value;
            for (var t = 0; t < Taps; t++)
            {
                cells[_first[i] + t] += _weights[(i * Taps) + t] * value;
            }
        }

        Span<double> right = Cells <= 2048 ? stackalloc double[Cells] : new double[Cells];
        cells[..Cells].CopyTo(right);
        for (var k = 0; k < Cells; k++)
        {
            var sum = cells[k];
            for (var b = 1; b < Taps && b <= k; b++)
            {
                sum -= _factor[(k * Taps) + b] * cells[k - b];
            }

            cells[k] = sum / _factor[k * Taps];
        }

        for (var k = Cells - 1; k >= 0; k--)
        {
            var sum = cells[k];
            for (var b = 1; b < Taps && k + b < Cells; b++)
            {
                sum -= _factor[((k + b) * Taps) + b] * cells[k + b];
            }

            cells[k] = sum / _factor[k * Taps];
        }

        for (var k = 0; k < Cells; k++)
        {
            squares -= cells[k] * right[k];
        }

        return Math.Max(squares, 0);
    }

    private static double Kernel(EnlargementKernel kernel, double x)
    {
        x = Math.Abs(x);
        switch (kernel)
        {
            case EnlargementKernel.Bilinear:
                return Math.Max(0, 1 - x);
            case EnlargementKernel.Bicubic:
                return x < 1 ? (((1.5 * x) - 2.5) * x * x) + 1 : x < 2 ? (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2 : 0;
            default:
                return x < 1e-9 ? 1 : x < 3 ? Sinc(x) * Sinc(x / 3) : 0;
        }

        static double Sinc(double v) => PortableMath.Sin(Math.PI * v) / (Math.PI * v);
    }

    /// <summary>Computes the weights of a pixel at a position in cells. Cells beyond the ends are ignored; the others
    /// sum to 1.</summary>
    private void Weigh(int pixel, double place, int support, EnlargementKernel kernel)
    {
        if (support == 0)
        {
            _first[pixel] = Math.Clamp((int)Math.Floor(place), 0, Cells - 1);
            _weights[pixel] = 1;
            return;
        }

        var first = (int)Math.Floor(place - 0.5) - support + 1;
        _first[pixel] = Math.Clamp(first, 0, Cells - Taps);
        Span<double> weights = stackalloc double[Taps];
        var sum = 0.0;
        for (var t = 0; t < Taps; t++)
        {
            sum += weights[t] = Kernel(kernel, place - 0.5 - (_first[pixel] + t));
        }

        for (var t = 0; t < Taps; t++)
        {
            _weights[(pixel * Taps) + t] = (float)(weights[t] / sum);
        }
    }

    private double[] Factorize()
    {
        var matrix = new double[Cells * Taps];
        for (var i = 0; i < Pixels; i++)
        {
            for (var s = 0; s < Taps; s++)
            {
                for (var t = 0; t <= s; t++)
                {
                    matrix[((_first[i] + s) * Taps) + s - t] +=
                        (double)_weights[(i * Taps) + s] * _weights[(i * Taps) + t];
                }
            }
        }

        for (var k = 0; k < Cells; k++)
        {
            matrix[k * Taps] += Ridge;
            for (var b = Math.Min(Taps - 1, k); b >= 0; b--)
            {
                var column = k - b;
                var sum = matrix[(k * Taps) + b];
                for (var d = 1; d + b < Taps && d <= column; d++)
                {
                    sum -= matrix[(k * Taps) + b + d] * matrix[(column * Taps) + d];
                }

                matrix[(k * Taps) + b] = b == 0 ? Math.Sqrt(Math.Max(sum, Ridge)) : sum / matrix[column * Taps];
            }
        }

        return matrix;
    }
}
