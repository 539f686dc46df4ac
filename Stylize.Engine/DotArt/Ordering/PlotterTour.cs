using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Ordering;

/// <summary>Finds a short line through dots that does not cross itself: a plotter tour, improved by random exchanges of
/// short runs that are kept only if they shorten the line. See docs/method/dot-art.md.</summary>
internal static class SingleLine
{
    /// <summary>Number of exchanges per dot; more exchanges give a shorter line.</summary>
    private const long Exchanges = 2;

    /// <summary>Sorts the dots along the line and returns its length in pixels.</summary>
    /// <param name="report">Receives the share of the work that is done.</param>
    public static double Order(
        Span<Dot> dots, int width, int height, CancellationToken cancellation, Action<double>? report = null) =>
        PlotterTour.Order(dots, width, height, cancellation, Exchanges * dots.Length, report);

    /// <summary>Returns the first points of the parts of a line. One of several colors is interrupted where its color
    /// is far away, because a line through areas of other colors is seen as a scratch.</summary>
    /// <param name="length">The length of the whole line in pixels.</param>
    /// <param name="isOnly">True if there are no other colors.</param>
    public static int[] Parts(Dot[] line, double length, bool isOnly)
    {
        const double LongestStep = 12;
        var longest = isOnly ? double.PositiveInfinity : LongestStep * length / line.Length;
        return [.. Enumerable.Range(0, line.Length)
            .Where(i => i == 0 || Tour.Squared(line[i - 1], line[i]) > longest * longest)];
    }
}

/// <summary>Finds a short open path through dots for a pen plotter: the order along the Hilbert curve (Platzman and
/// Bartholdi, JACM 1989), improved by 2-opt and Or-opt moves (<see cref="TourSearch"/>).</summary>
internal static unsafe class PlotterTour
{
    private const int HilbertBits = 16;
    private const int Neighbors = 8;

    /// <summary>Share of the time in which moves shorten the first path of a line; exchanges take almost all of the
    /// rest.</summary>
    private const double FirstShare = 0.25, ExchangeShare = 0.7;

    /// <param name="kicks">Number of exchanges for a line without crossings; null for a path that may cross
    /// itself.</param>
    /// <param name="report">Receives the share of the work that is done, in ascending order.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static double Order(
        Span<Dot> dots, int width, int height, CancellationToken cancellation, long? kicks = null,
        Action<double>? report = null)
    {
        SortAlongCurve(dots, width, height);
        if (dots.Length > 3)
        {
            using var near = NearestNeighbors(dots, width, height, Neighbors);
            fixed (Dot* points = dots)
            {
                using var search = new TourSearch(points, dots.Length, near, Neighbors);
                var done = 0.0;
                search.Run(share => report?.Invoke(done = Math.Max(done, FirstShare * share)), cancellation);
                if (kicks is { } number)
                {
                    search.Perturb(number, share => report?.Invoke(FirstShare + (ExchangeShare * share)), cancellation);
                    new LineCrossings(points, dots.Length, search).RemoveAll(cancellation);
                }

                using var copy = new PooledBuffer<Dot>(dots.Length);
                Sites.Permute(dots, search.Order, copy.Span);
            }
        }

        var length = 0.0;
        for (var i = 1; i < dots.Length; i++)
        {
            length += Math.Sqrt(Tour.Squared(dots[i - 1], dots[i]));
        }

        return length;
    }

    public static void SortAlongCurve(Span<Dot> dots, int width, int height)
    {
        var grid = new HilbertGrid(HilbertBits, width, height);
        using var keys = new PooledBuffer<ulong>(dots.Length);
        for (var i = 0; i < dots.Length; i++)
        {
            keys.Span[i] = grid.Index(dots[i]);
        }

        keys.Span.Sort(dots);
    }

    /// <summary>Returns the nearest neighbors of each dot in the layout of <see cref="NearestSites"/>.</summary>
    public static PooledBuffer<int> NearestNeighbors(ReadOnlySpan<Dot> dots, int width, int height, int count)
    {
        using var sites = new Sites(dots.Length, width, height);
        using var original = new PooledBuffer<int>(dots.Length);
        for (var i = 0; i < dots.Length; i++)
        {
            sites.X[i] = dots[i].X;
            sites.Y[i] = dots[i].Y;
        }

        sites.Sort(original.Pointer);
        return NearestSites.Find(sites, original.Pointer, count);
    }
}

/// <summary>A square grid over an image whose cells are numbered along the <see cref="HilbertCurve"/>.</summary>
/// <param name="bits">The grid has 2^bits cells per side. Must be even, as the curve requires.</param>
internal readonly struct HilbertGrid(int bits, int width, int height)
{
    private readonly int _last = (1 << bits) - 1;
    private readonly float _scale = (1 << bits) / (float)Math.Max(width, height);

    /// <summary>Returns the number of the cell that contains the center of a dot.</summary>
    public ulong Index(in Dot dot) => HilbertCurve.Index(Cell(dot.X), Cell(dot.Y));

    private uint Cell(float v) => (uint)Math.Clamp((int)(v * _scale), 0, _last);
}
