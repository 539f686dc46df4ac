namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>Finds the grid of enlarged pixel art. Cut lines that follow the image's edges give its spacing, also if
/// cells drift. An even grid, sharp or smooth, replaces them if it fits as well. If edges show no spacing, as after
/// smooth enlargement, all even grids are fitted: at the true number of cells, the residual variance is far less than
/// at nearby numbers.</summary>
internal sealed class CellGridFinder
{
    /// <summary>Minimum and maximum spacing of cut lines, in pixels.</summary>
    private const double MinSpacing = 2.6, MaxSpacing = 72;

    /// <summary>Ratio of adjacent spacings that are tried.</summary>
    private const double SpacingStep = 1.03;

    /// <summary>Number of adjacent spacings by which both axes may differ, and the maximum change of a found
    /// spacing.</summary>
    private const int AspectSteps = 3;
    private const double MaxChange = 0.1;

    /// <summary>Maximum change of a given spacing.</summary>
    private const double MaxGivenChange = 0.02;

    /// <summary>Evidence of both axes together at which the confidence is 1/2. Photographs have less than a
    /// fifth.</summary>
    private const double HalfEvidence = 0.05;

    /// <summary>Confidence of cut lines above which even grids with much different numbers of cells are not
    /// tried.</summary>
    private const double ClearConfidence = 0.7;

    /// <summary>Maximum difference of the numbers of cells of similar grids, and relative to the number.</summary>
    private const double Near = 3, NearShare = 0.08;

    /// <summary>Maximum residual variance of an even grid, relative to cut lines.</summary>
    private const double MaxEvenResidual = 0.4;

    /// <summary>Share of the variance that a grid leaves at which its confidence is 0. True grids of soft, uneven cells
    /// leave up to 0.04, found ones of sprites with one pixel per cell at least 0.2.</summary>
    private const double MaxResidual = 0.25;

    /// <summary>The lines of at most this many frames are fitted.</summary>
    private const int MaxFramesOfLines = 4;

    private readonly int _width, _height;
    private readonly CellGrid? _exact;
    private readonly CutLines _across, _down;
    private readonly EvenGrids _even;
    private readonly CancellationToken _cancellation;

    public CellGridFinder(
        Raster<Rgba32> image, RestorationWork work, ThreadGrant threads, CancellationToken cancellation)
        : this(image, image, 1, work, threads, cancellation)
    {
    }

    /// <summary>Finds the grid of frames together.</summary>
    public CellGridFinder(FrameStack frames, RestorationWork work, ThreadGrant threads, CancellationToken cancellation)
        : this(frames.Columns, frames.Rows, frames.Count, work, threads, cancellation)
    {
    }

    /// <param name="columns">The image that has the columns of cells.</param>
    /// <param name="rows">The image that has the rows of cells.</param>
    /// <param name="frames">Number of frames in each of them.</param>
    private CellGridFinder(
        Raster<Rgba32> columns, Raster<Rgba32> rows, int frames, RestorationWork work, ThreadGrant threads,
        CancellationToken cancellation)
    {
        (_cancellation, _width, _height) = (cancellation, columns.Width, rows.Height);
        _exact = ExactGrid.Find(columns, rows);
        var lines = (Math.Max(_width, _height) > 1200 ? 12 : 24) * Math.Min(frames, MaxFramesOfLines);
        using (var multiplied = MultipliedColors.Multiply(columns))
        using (var turned = multiplied is null || rows == columns ? null : MultipliedColors.Multiply(rows))
        {
            // The opacity is a channel of its own, because it is the only one that outlines a black sprite.
            var channels = multiplied is null ? 3 : 4;
            var across = multiplied ?? columns;
            var down = rows == columns ? across : turned ?? rows;
            _even = new EvenGrids(
                ImageLines.Sample(across, isVertical: false, lines, channels, work),
                ImageLines.Sample(down, isVertical: true, lines, channels, work),
                work, threads, cancellation);
        }

        _across = new CutLines(EdgeProfile.Measure(columns, isVertical: false, threads, cancellation), work);
        _down = new CutLines(EdgeProfile.Measure(rows, isVertical: true, threads, cancellation), work);
    }

    /// <summary>Finds the grid. Its confidence may be too low to use it.</summary>
    public CellGrid Find()
    {
        if (_exact is not null) return Measured(_exact);

        var (cut, x, y) = FindCuts();
        var isClear = cut.Confidence >= ClearConfidence;
        var even = _even.Find(
            n => !isClear || IsNear(n, cut.Across.Cells) || IsNear(n, _width / x),
            n => !isClear || IsNear(n, cut.Down.Cells) || IsNear(n, _height / y));
        if (cut.Confidence < CellGrid.MinConfidence)
        {
            return Measured(even?.Confidence > cut.Confidence ? even : cut);
        }

        return Measured(Better(cut, even));
    }

    /// <summary>Finds the grid of cells of a given size, which may drift.</summary>
    public CellGrid Fit(double cell)
    {
        var (across, x) = _across.Find(cell, MaxGivenChange);
        var (down, y) = _down.Find(cell, MaxGivenChange);
        var confidence = Confidence(x + y);
        CellGrid cut = new(across, down, EnlargementKernel.Nearest, confidence);
        if (confidence < CellGrid.MinConfidence)
        {
            cut = cut with { Across = CellAxis.Even(_width, cell), Down = CellAxis.Even(_height, cell) };
        }

        var (nx, ny) = ((int)Math.Round(_width / cell), (int)Math.Round(_height / cell));
        return Measured(Better(cut, _even.Find(n => n == nx, n => n == ny)));
    }

    private static double Confidence(double evidence) => evidence / (evidence + HalfEvidence);

    private static bool IsNear(int number, double cells) =>
        Math.Abs(number - cells) <= Math.Max(Near, NearShare * cells);

    /// <summary>Returns the even grid if it fits as well as the cut lines.</summary>
    private CellGrid Better(CellGrid cut, CellGrid? even) =>
        even is not null && _even.ResidualVariance(even) <= MaxEvenResidual * _even.ResidualVariance(cut)
            ? even with { Confidence = Math.Max(even.Confidence, cut.Confidence) }
            : cut;

    /// <summary>Returns the grid, as certain as it stands out from others and explains the image. Its cells are square
    /// if the image has no edges along one axis.</summary>
    private CellGrid Measured(CellGrid grid)
    {
        grid = _even.AreRowsAlike ? grid with { Down = CellAxis.Even(_height, grid.Across.Spacing) }
            : _even.AreColumnsAlike ? grid with { Across = CellAxis.Even(_width, grid.Down.Spacing) } : grid;
        // Not a number for a picture of one color.
        var unexplained = _even.ResidualVariance(grid) / (MaxResidual * _even.Variance);
        return grid with { Confidence = unexplained < 1 ? grid.Confidence * (1 - unexplained) : 0 };
    }

    /// <summary>Finds the pair of similar spacings with the most evidence, and the spacing with the most evidence of
    /// each axis.</summary>
    private (CellGrid Grid, double X, double Y) FindCuts()
    {
        List<double> spacings = [];
        for (var spacing = MinSpacing; spacing < MaxSpacing; spacing *= SpacingStep)
        {
            spacings.Add(spacing);
        }

        double[] x = new double[spacings.Count], y = new double[spacings.Count];
        for (var i = 0; i < x.Length; i++)
        {
            _cancellation.ThrowIfCancellationRequested();
            (x[i], y[i]) = (_across.Evidence(spacings[i]), _down.Evidence(spacings[i]));
        }

        var best = (Evidence: -1.0, X: 0, Y: 0);
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = Math.Max(0, i - AspectSteps); j <= Math.Min(i + AspectSteps, y.Length - 1); j++)
            {
                if (x[i] + y[j] > best.Evidence)
                {
                    best = (x[i] + y[j], i, j);
                }
            }
        }

        var (across, evidenceX) = _across.Find(spacings[best.X], MaxChange);
        var (down, evidenceY) = _down.Find(spacings[best.Y], MaxChange);
        return (new CellGrid(across, down, EnlargementKernel.Nearest, Confidence(evidenceX + evidenceY)),
            spacings[Array.IndexOf(x, x.Max())], spacings[Array.IndexOf(y, y.Max())]);
    }
}

/// <summary>Recognizes lossless enlargements by a whole number: columns and rows differ only at multiples of
/// it.</summary>
internal static class ExactGrid
{
    private const double Confidence = 0.99;

    /// <summary>Minimum number of differing columns, and of rows, so that a multiple is not a coincidence.</summary>
    private const int MinEdges = 4;

    /// <summary>Returns null if the image is not such an enlargement.</summary>
    /// <param name="columns">The image that has the columns of cells.</param>
    /// <param name="rows">The image that has the rows of cells: the same one, unless frames of an animation are
    /// stacked.</param>
    public static CellGrid? Find(Raster<Rgba32> columns, Raster<Rgba32> rows)
    {
        bool[] across = new bool[columns.Width], down = new bool[rows.Height];
        for (var y = 0; y < columns.Height; y++)
        {
            var row = columns.Row(y);
            if (y > 0 && row.SequenceEqual(columns.Row(y - 1))) continue;

            for (var x = 1; x < row.Length; x++)
            {
                across[x] |= row[x] != row[x - 1];
            }
        }

        for (var y = 1; y < rows.Height; y++)
        {
            down[y] = !rows.Row(y).SequenceEqual(rows.Row(y - 1));
        }

        return Axis(across) is { } horizontal && Axis(down) is { } vertical
            ? new CellGrid(horizontal, vertical, EnlargementKernel.Nearest, Confidence)
            : null;
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);

    private static CellAxis? Axis(bool[] isEdge)
    {
        var edges = Enumerable.Range(0, isEdge.Length).Where(i => isEdge[i]).ToArray();
        if (edges.Length < MinEdges) return null;

        var side = edges.Aggregate(0, (divisor, edge) => Divisor(divisor, edge - edges[0]));
        if (side < 2) return null;

        var first = edges[0] % side;
        int[] cuts = [.. Enumerable.Range(0, isEdge.Length).Where(i => i > 0 && i % side == first)];
        return new CellAxis([0, .. cuts, isEdge.Length], side, first == 0 ? 0 : first - side);
    }
}
