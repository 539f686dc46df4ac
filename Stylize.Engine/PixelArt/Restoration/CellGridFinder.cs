using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Finds the grid of enlarged pixel art. A grid of a size and a kernel is tried by least squares on some rows and columns: at the
/// true size it leaves far less unexplained than grids of nearby sizes do. Sizes with a whole number of cells are tried first; then, for
/// crops, those at which the autocorrelation of the gradients peaks, by its spectrum, whose phase gives the offset.</summary>
internal sealed class CellGridFinder
{
    /// <summary>Smallest and largest side of a cell that is looked for, in pixels.</summary>
    private const double MinCell = 2, MaxCell = 64;

    /// <summary>Most cells of a side that are looked for.</summary>
    private const int MaxCells = 640;

    /// <summary>Confidence from which on no offset is looked for.</summary>
    private const double Sure = 0.6;

    /// <summary>Share of what is unexplained without an offset that one with an offset may leave at most.</summary>
    private const double ClearlyBetter = 0.8;

    /// <summary>Largest multiple of a cell's size that is tried, and what it may leave unexplained over what the cell leaves.</summary>
    private const int MaxMultiple = 4;

    private const double AsWell = 1.1;

    /// <summary>Share of what square cells leave that oblong ones may leave at most, as is found by the confidence.</summary>
    private const double Better = 0.95;

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
        if (best.Confidence < Sure && FindOffset() is { } other && other.Confidence > best.Confidence)
        {
            best = other;
        }

        return Measured(Coarsest(best));
    }

    /// <summary>The grid of cells of a size: its offset and its kernel.</summary>
    public CellGrid Fit(double cell)
    {
        CellGrid? best = null;
        var least = double.MaxValue;
        foreach (var kernel in Kernels)
        {
            var (left, x) = BestOffset(_rows, cell, kernel);
            var (top, y) = BestOffset(_columns, cell, kernel);
            if (x * y < least)
            {
                least = x * y;
                best = new CellGrid(cell, cell, left, top, kernel, Confidence(cell, cell, left, top, kernel, x, y));
            }
        }

        return Measured(best!);
    }

    /// <summary>The grid, or one of cells some times as large that explains the image as well, as half cells do in crops.</summary>
    private CellGrid Coarsest(CellGrid grid)
    {
        var least = _rows.Unexplained(grid.Width, grid.Left, grid.Kernel) * _columns.Unexplained(grid.Height, grid.Top, grid.Kernel);
        for (var times = MaxMultiple; times > 1 && grid.Confidence > 0; times--)
        {
            var (left, x) = BestOffset(_rows, times * grid.Width, grid.Kernel);
            var (top, y) = BestOffset(_columns, times * grid.Height, grid.Kernel);
            if (x * y <= AsWell * least)
            {
                return grid with { Width = times * grid.Width, Height = times * grid.Height, Left = left, Top = top };
            }
        }

        return grid;
    }

    private CellGrid Measured(CellGrid grid)
    {
        var (x, y) = (_rows.Unexplained(grid.Width, grid.Left, grid.Kernel), _columns.Unexplained(grid.Height, grid.Top, grid.Kernel));
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

    /// <summary>The grid, or one of oblong cells if it is sure and better: each axis has its own best number.</summary>
    private CellGrid Oblong(CellGrid best, double[] x, double[] y, EnlargementKernel kernel)
    {
        var (nx, ny) = (Array.IndexOf(x, x.Min()), Array.IndexOf(y, y.Min()));
        var (width, height) = ((double)_rows.Length / Math.Max(nx, 1), (double)_columns.Length / Math.Max(ny, 1));
        var confidence = 1 - Math.Exp((x[nx] + y[ny]) / 4);
        var isOblong = Math.Max(width / height, height / width) <= MaxAspect && Math.Abs((width / height) - 1) > 0.03;
        return isOblong && confidence >= Sure && 1 - confidence < Better * (1 - best.Confidence)
            ? new CellGrid(width, height, 0, 0, kernel, confidence)
            : best;
    }

    /// <summary>By number of cells, log(unexplained variance / median of nearby numbers); 0 if the number was not tried.</summary>
    private double[] Scan(ImageLines lines, EnlargementKernel kernel)
    {
        var (from, to) = ((int)Math.Ceiling(lines.Length / MaxCell), (int)Math.Min(lines.Length / MinCell, MaxCells));
        var variances = new double[to + 10];
        RowBands.ForEach(variances.Length, _maxThreads, _cancellation, (_, first, end) =>
        {
            for (var n = Math.Max(Math.Max(from - 9, 2), first); n < end && !_work.IsSpent; n++)
            {
                variances[n] = n < lines.Length / 1.5 ? lines.Unexplained((double)lines.Length / n, 0, kernel) : 0;
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
                    near.Add(lines.Unexplained(lines.Length / number, offset, kernel));
                }
            }

            return Median(near);
        }

        var ratio = x * y / (Near(_rows, width, left) * Near(_columns, height, top));
        return Math.Clamp(1 - Math.Pow(ratio, 0.25), 0, 1);
    }

    private (double Offset, double Unexplained) BestOffset(ImageLines lines, double cell, EnlargementKernel kernel)
    {
        // An offset of 0 is by far the most frequent: another one must explain clearly more. One that leaves less than half a pixel to the
        // first cell is none.
        var best = (Offset: 0.0, Unexplained: lines.Unexplained(cell, 0, kernel));
        var wanted = ClearlyBetter * best.Unexplained;
        var step = Math.Max(0.25, cell / 24);
        for (var offset = 0.5 - cell; offset < -step / 2; offset += step)
        {
            _work.Require();
            var unexplained = lines.Unexplained(cell, offset, kernel);
            if (unexplained < Math.Min(wanted, best.Unexplained))
            {
                best = (offset, unexplained);
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
            // The spectrum gives the size to a fraction of a cell over the whole line; the fit tells it better.
            var (best, least) = (cell, double.MaxValue);
            var step = cell * cell / (8.0 * _rows.Length);
            for (var i = -8; i <= 8; i++)
            {
                var tried = cell + (i * step);
                if (Math.Abs(tried - Math.Round(tried)) < step / 2)
                {
                    tried = Math.Round(tried);
                }

                var (offset, unexplained) = BestOffset(_rows, tried, EnlargementKernel.Nearest);
                if (unexplained < least)
                {
                    (best, least) = (tried, unexplained);
                }
            }

            return best;
        }
    }
}
