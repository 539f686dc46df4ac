using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Ordering;

/// <summary>One short line through dots that does not cross itself: a plotter's tour, then exchanges of short runs at random places, of
/// which only those stay that shorten the line. docs/dot-art.md has its length.</summary>
internal static class SingleLine
{
    /// <summary>Exchanges per dot by default.</summary>
    public const int DefaultEffort = 15;

    private const long MostKicks = 1_500_000;

    /// <summary>Sorts dots along the line and returns its length in pixels.</summary>
    /// <param name="effort">Exchanges per dot, 0 or more; more give a shorter line. Null: the default, at most 1,500,000 in all.</param>
    public static double Order(Span<Dot> dots, int width, int height, CancellationToken cancellation, int? effort = null) =>
        PlotterTour.Order(
            dots, width, height, cancellation, effort * (long)dots.Length ?? Math.Min(MostKicks, DefaultEffort * (long)dots.Length));
}

/// <summary>A short open path through dots, for a pen plotter: the order along the Hilbert curve (Platzman and Bartholdi, JACM 1989),
/// improved by 2-opt and Or-opt moves (<see cref="TourSearch"/>).</summary>
internal static unsafe class PlotterTour
{
    private const int HilbertBits = 16;
    private const int Neighbors = 8;

    /// <param name="kicks">Exchanges of a line that must not cross itself; null for a path that may.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static double Order(Span<Dot> dots, int width, int height, CancellationToken cancellation, long? kicks = null)
    {
        SortAlongCurve(dots, width, height);
        if (dots.Length > 3)
        {
            using var near = NearestNeighbors(dots, width, height, Neighbors);
            fixed (Dot* points = dots)
            {
                using var search = new TourSearch(points, dots.Length, near, Neighbors);
                search.Run(cancellation);
                if (kicks is { } number)
                {
                    search.Perturb(number, cancellation);
                    new LineCrossings(points, dots.Length, search).Undo(cancellation);
                }

                Permute(dots, search.Order);
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

    /// <summary>For each dot its nearest ones, as <see cref="NearestSites"/> lists them.</summary>
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
        return NearestSites.Of(sites, original.Pointer, count);
    }

    public static void Permute(Span<Dot> dots, ReadOnlySpan<int> order)
    {
        using var copy = new PooledBuffer<Dot>(dots.Length);
        dots.CopyTo(copy.Span);
        for (var i = 0; i < dots.Length; i++)
        {
            dots[i] = copy.Span[order[i]];
        }
    }
}

/// <summary>A square grid over an image, numbered along the <see cref="HilbertCurve"/>.</summary>
/// <param name="bits">The grid has 2^bits cells a side; even, as the curve asks for.</param>
internal readonly struct HilbertGrid(int bits, int width, int height)
{
    private readonly int _last = (1 << bits) - 1;
    private readonly float _scale = (1 << bits) / (float)Math.Max(width, height);

    /// <summary>Number of the cell that holds a dot's center.</summary>
    public ulong Index(in Dot dot) => HilbertCurve.Index(Cell(dot.X), Cell(dot.Y));

    private uint Cell(float v) => (uint)Math.Clamp((int)(v * _scale), 0, _last);
}
