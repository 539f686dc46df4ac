using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Finds the grid of enlarged pixel art. Each size and kernel is fitted by least squares to some rows and columns; at the true
/// size, the residual variance is far less than at nearby sizes. Sizes with a whole number of cells are tried first, then, for cropped
/// images, sizes at peaks of the gradients' power spectrum, with offsets.</summary>
internal sealed class CellGridFinder
{
    /// <summary>Minimum and maximum side of a cell, in pixels.</summary>
    private const double MinCell = 2, MaxCell = 64;

    /// <summary>Maximum number of cells of a side.</summary>
    private const int MaxCells = 640;

    /// <summary>Confidence above which no offset is searched for.</summary>
    private const double SufficientConfidence = 0.6;

    /// <summary>Maximum residual variance with an offset, relative to that without an offset.</summary>
    private const double MaxOffsetResidual = 0.8;

    /// <summary>Maximum multiple of a cell's size that is tried, and its maximum residual variance relative to the cell's.</summary>
    private const int MaxMultiple = 4;

    private const double MaxMultipleResidual = 1.1;

    /// <summary>Maximum of 1 - confidence of oblong cells, relative to that of square cells.</summary>
    private const double MaxOblongResidual = 0.95;

    private const double MaxAspect = 2;
    private const int Peaks = 6;
    private static readonly EnlargementKernel[] Kernels = Enum.GetValues<EnlargementKernel>();
    private readonly ImageLines _rows, _columns;
    private readonly RestorationWork _work;
    private readonly ThreadGrant _maxThreads;
    private readonly CancellationToken _cancellation;

    public CellGridFinder(Raster<Rgba32> image, RestorationWork work, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        (_work, _maxThreads, _cancellation) = (work, maxThreads, cancellation);
        var lines = Math.Max(image.Width, image.Height) > 2048 ? 12 : 24;
        _rows = ImageLines.Of(image, isVertical: false, lines, work);
        _columns = ImageLines.Of(image, isVertical: true, lines, work);
    }

    public CellGrid Find()
    {
        var best = FindWhole();
        if (best.Confidence < SufficientConfidence && FindOffset() is { } other && other.Confidence > best.Confidence)
        {
            best = other;
        }

        return Measured(Coarsest(best));
    }

    /// <summary>Finds the offset and the kernel of a grid of cells of a size.</summary>
    public CellGrid Fit(double cell)
    {
        CellGrid? best = null;
        var min = double.MaxValue;
        foreach (var kernel in Kernels)
        {
            var (left, x) = BestOffset(_rows, cell, kernel);
            var (top, y) = BestOffset(_columns, cell, kernel);
            if (x * y < min)
            {
                min = x * y;
                best = new CellGrid(cell, cell, left, top, kernel, Confidence(cell, cell, left, top, kernel, x, y));
            }
        }

        return Measured(best!);
    }

    /// <summary>Returns the grid, or one with cells a few times as large that fits as well, because in crops half cells fit too.</summary>
    private CellGrid Coarsest(CellGrid grid)
    {
        var min = _rows.ResidualVariance(grid.Width, grid.Left, grid.Kernel)
            * _columns.ResidualVariance(grid.Height, grid.Top, grid.Kernel);
        for (var times = MaxMultiple; times > 1 && grid.Confidence > 0; times--)
        {
            var (left, x) = BestOffset(_rows, times * grid.Width, grid.Kernel);
            var (top, y) = BestOffset(_columns, times * grid.Height, grid.Kernel);
            if (x * y <= MaxMultipleResidual * min)
            {
                return grid with { Width = times * grid.Width, Height = times * grid.Height, Left = left, Top = top };
            }
        }

        return grid;
    }

    private CellGrid Measured(CellGrid grid)
    {
        var x = _rows.ResidualVariance(grid.Width, grid.Left, grid.Kernel);
        var y = _columns.ResidualVariance(grid.Height, grid.Top, grid.Kernel);
        return grid with { Noise = Math.Sqrt(Math.Min(Math.Sqrt(x * y), 255 * 255)) };
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? double.MaxValue : values[values.Count / 2];
    }

    private CellGrid FindWhole()
    {
        var best = new CellGrid(1, 1, 0, 0, EnlargementKernel.Nearest, 0);
        foreach (var kernel in Kernels)
        {
            var (x, y) = (Scan(_rows, kernel), Scan(_columns, kernel));
            for (var nx = 0; nx < x.Length; nx++)
            {
                if (x[nx] == 0) continue;

                var wanted = nx * (double)_columns.Length / _rows.Length;
                for (var ny = Math.Max(1, (int)Math.Floor(wanted - 0.5)); ny <= Math.Min(Math.Ceiling(wanted + 0.5), y.Length - 1); ny++)
                {
                    if (y[ny] != 0)
                    {
                        var confidence = 1 - Math.Exp((x[nx] + y[ny]) / 4);
                        if (confidence > best.Confidence)
                        {
                            best = new CellGrid(
                                (double)_rows.Length / nx, (double)_columns.Length / ny, 0, 0, kernel, confidence);
                        }
                    }
                }
            }

            best = Oblong(best, x, y, kernel);
        }

        return best;
    }

    /// <summary>Returns the grid, or one of oblong cells, with the best number for each axis, if it is confident and better.</summary>
    private CellGrid Oblong(CellGrid best, double[] x, double[] y, EnlargementKernel kernel)
    {
        var (nx, ny) = (Array.IndexOf(x, x.Min()), Array.IndexOf(y, y.Min()));
        var (width, height) = ((double)_rows.Length / Math.Max(nx, 1), (double)_columns.Length / Math.Max(ny, 1));
        var confidence = 1 - Math.Exp((x[nx] + y[ny]) / 4);
        var isOblong = Math.Max(width / height, height / width) <= MaxAspect && Math.Abs((width / height) - 1) > 0.03;
        return isOblong && confidence >= SufficientConfidence && 1 - confidence < MaxOblongResidual * (1 - best.Confidence)
            ? new CellGrid(width, height, 0, 0, kernel, confidence)
            : best;
    }

    /// <summary>Returns log(residual variance / median of nearby numbers), by number of cells; 0 for numbers that were not tried.</summary>
    private double[] Scan(ImageLines lines, EnlargementKernel kernel)
    {
        var (from, to) = ((int)Math.Ceiling(lines.Length / MaxCell), (int)Math.Min(lines.Length / MinCell, MaxCells));
        var variances = new double[to + 10];
        RowBands.ForEach(variances.Length, _maxThreads, _cancellation, (_, first, end) =>
        {
            for (var n = Math.Max(Math.Max(from - 9, 2), first); n < end && !_work.IsSpent; n++)
            {
                variances[n] = n < lines.Length / 1.5 ? lines.ResidualVariance((double)lines.Length / n, 0, kernel) : 0;
            }
        }, bandHeight: 8);
        _work.Require();
        var logarithms = new double[to + 1];
        for (var n = Math.Max(from, 4); n <= to; n++)
        {
            List<double> near = [];
            var reach = Math.Clamp(n / 8, 3, 9);
            for (var other = n - reach; other <= n + reach; other++)
            {
                if (Math.Abs(other - n) >= 2 && other >= 2 && other < variances.Length && variances[other] > 0)
                {
                    near.Add(variances[other]);
                }
            }

            logarithms[n] = variances[n] > 0 && near.Count > 0 ? Math.Min(0, Math.Log(variances[n] / Median(near))) : 0;
        }

        return logarithms;
    }

    private double Confidence(double width, double height, double left, double top, EnlargementKernel kernel, double x, double y)
    {
        double Near(ImageLines lines, double cell, double offset)
        {
            List<double> near = [];
            foreach (var cells in new[] { -7, -5, -3, 3, 5, 7 })
            {
                var number = (lines.Length / cell) + cells;
                if (number >= 2)
                {
                    near.Add(lines.ResidualVariance(lines.Length / number, offset, kernel));
                }
            }

            return Median(near);
        }

        var ratio = x * y / (Near(_rows, width, left) * Near(_columns, height, top));
        return Math.Clamp(1 - Math.Pow(ratio, 0.25), 0, 1);
    }

    private (double Offset, double ResidualVariance) BestOffset(ImageLines lines, double cell, EnlargementKernel kernel)
    {
        // An offset of 0 is by far the most frequent, so another one must fit clearly better. Offsets that leave less than half a pixel to
        // the first cell are not valid.
        var best = (Offset: 0.0, ResidualVariance: lines.ResidualVariance(cell, 0, kernel));
        var wanted = MaxOffsetResidual * best.ResidualVariance;
        var step = Math.Max(0.25, cell / 24);
        for (var offset = 0.5 - cell; offset < -step / 2; offset += step)
        {
            _work.Require();
            var residual = lines.ResidualVariance(cell, offset, kernel);
            if (residual < Math.Min(wanted, best.ResidualVariance))
            {
                best = (offset, residual);
            }
        }

        return best;
    }

    private CellGrid? FindOffset()
    {
        var (x, y) = (GradientSpectrum.Of(_rows), GradientSpectrum.Of(_columns));
        CellGrid? best = null;
        foreach (var cell in GradientSpectrum.Peaks(x, y, MinCell, MaxCell, Peaks, _work))
        {
            _cancellation.ThrowIfCancellationRequested();
            var refined = Refine(cell);
            var found = Fit(refined);
            if (best is null || found.Confidence > best.Confidence)
            {
                best = found;
            }
        }

        return best;

        double Refine(double cell)
        {
            // The spectrum gives the size to within a fraction of a cell over the whole line; the fit refines it.
            var (best, min) = (cell, double.MaxValue);
            var step = cell * cell / (8.0 * _rows.Length);
            for (var i = -8; i <= 8; i++)
            {
                var tried = cell + (i * step);
                if (Math.Abs(tried - Math.Round(tried)) < step / 2)
                {
                    tried = Math.Round(tried);
                }

                var (offset, residual) = BestOffset(_rows, tried, EnlargementKernel.Nearest);
                if (residual < min)
                {
                    (best, min) = (tried, residual);
                }
            }

            return best;
        }
    }
}
