namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Fits even grids with a whole number of cells per side and each kernel to rows and columns by least squares. At the true number,
/// the residual variance is far less than at nearby numbers.</summary>
internal sealed class EvenGrids(
    ImageLines rows, ImageLines columns, RestorationWork work, ThreadGrant threads, CancellationToken cancellation)
{
    /// <summary>Minimum and maximum side of a cell, in pixels.</summary>
    private const double MinCell = 2, MaxCell = 64;

    /// <summary>Maximum and minimum number of cells of a side.</summary>
    private const int MaxCells = 640, MinCells = 4;

    /// <summary>Minimum and maximum number of cells by which the compared numbers may differ.</summary>
    private const int MinReach = 3, MaxReach = 9;

    /// <summary>Minimum confidence of oblong cells, maximum of 1 - confidence relative to square cells, and aspect ratios.</summary>
    private const double MinOblongConfidence = 0.6, MaxOblongResidual = 0.95, MinAspect = 1.03, MaxAspect = 2;

    /// <summary>Maximum multiple of a cell's size that is tried, and its maximum residual variance relative to the cell's.</summary>
    private const int MaxMultiple = 4;

    private const double MaxMultipleResidual = 1.1;

    private static readonly EnlargementKernel[] Kernels = Enum.GetValues<EnlargementKernel>();

    /// <summary>Returns the grid with the highest confidence: 1 - sqrt(r), where r is the geometric mean over both axes of its residual
    /// variance divided by that of nearby numbers of cells.</summary>
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
                for (var ny = Math.Max(1, (int)Math.Floor(wanted - 0.5)); ny <= Math.Min(Math.Ceiling(wanted + 0.5), y.Length - 1); ny++)
                {
                    best = Better(best, x, y, nx, ny, kernel);
                }
            }

            best = Oblong(best, x, y, kernel);
        }

        return best is { Kernel: EnlargementKernel.Nearest }
            ? best with { Across = Coarsest(best.Across, rows), Down = Coarsest(best.Down, columns) }
            : best;
    }

    /// <summary>Returns the geometric mean over both axes of the residual variance of a grid.</summary>
    public double ResidualVariance(CellGrid grid)
    {
        var (x, y) = grid.Kernel == EnlargementKernel.Nearest
            ? (rows.ResidualVariance(grid.Across), columns.ResidualVariance(grid.Down))
            : (rows.ResidualVariance(grid.Across.Cells, grid.Kernel), columns.ResidualVariance(grid.Down.Cells, grid.Kernel));
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

    /// <summary>Returns the grid, or one of oblong cells, with the best number for each axis, if it is confident and better.</summary>
    private CellGrid? Oblong(CellGrid? best, double[] x, double[] y, EnlargementKernel kernel)
    {
        var (nx, ny) = (Array.IndexOf(x, x.Min()), Array.IndexOf(y, y.Min()));
        if (x[nx] == 0 || y[ny] == 0) return best;

        var aspect = (double)rows.Length / nx / ((double)columns.Length / ny);
        aspect = Math.Max(aspect, 1 / aspect);
        var confidence = Confidence(x[nx], y[ny]);
        var isOblong = aspect is > MinAspect and <= MaxAspect;
        return isOblong && confidence >= MinOblongConfidence && 1 - confidence < MaxOblongResidual * (1 - (best?.Confidence ?? 0))
            ? Better(best, x, y, nx, ny, kernel)
            : best;
    }

    /// <summary>Returns cells a few times as large if they fit as well, because parts of cells fit too.</summary>
    private static CellAxis Coarsest(CellAxis axis, ImageLines lines)
    {
        var residual = lines.ResidualVariance(axis);
        for (var times = MaxMultiple; times > 1; times--)
        {
            if (axis.Cells % times == 0 && CellAxis.Even(lines.Length, axis.Cells / times) is var coarse
                && lines.ResidualVariance(coarse) <= MaxMultipleResidual * residual)
            {
                return coarse;
            }
        }

        return axis;
    }

    /// <summary>Returns log(residual variance / median of nearby numbers), by number of cells; 0 for numbers that were not tried.</summary>
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
                .Where(other => Math.Abs(other - n) >= 2 && other >= 0 && variances[other] > 0).Select(other => variances[other])
                .Order().ToArray();
            logarithms[n] = near.Length == 0 ? 0 : Math.Min(0, PortableMath.Log(variances[n] / near[near.Length / 2]));
        }

        return logarithms;
    }

    private static int Reach(int cells) => Math.Clamp(cells / 8, MinReach, MaxReach);
}
