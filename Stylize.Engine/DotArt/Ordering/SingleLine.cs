using System.Numerics;

namespace Stylize.Engine.DotArt.Ordering;

/// <summary>
/// One short line through points that does not cross itself: the order along the Hilbert curve, 2-opt and Or-opt moves, then exchanges of
/// short runs at random places of which only those stay that shorten the line. docs/dot-art.md has its length.
/// </summary>
public static unsafe class SingleLine
{
    /// <summary>Exchanges for each point that <see cref="Find"/> tries by default.</summary>
    public const int DefaultEffort = 15;

    private const long MostKicks = 1_500_000;
    private const int Neighbours = 8;

    /// <summary>The order of the points along the line.</summary>
    /// <param name="points">The points, in any unit.</param>
    /// <param name="effort">Exchanges for each point, 0 or more; more give a shorter line and take longer.</param>
    /// <param name="cancellation">Stops the search.</param>
    /// <returns>The indices of the points in the order of the line.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static int[] Find(ReadOnlySpan<Vector2> points, int effort = DefaultEffort, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(effort);
        var dots = new Dot[points.Length];
        var (low, high) = (new Vector2(float.MaxValue), new Vector2(float.MinValue));
        foreach (var point in points)
        {
            (low, high) = (Vector2.Min(low, point), Vector2.Max(high, point));
        }

        // As large as a picture, for the search's smallest gain.
        var size = high - low;
        var scale = 1000f / MathF.Max(1e-20f, MathF.Max(size.X, size.Y));
        for (var i = 0; i < dots.Length; i++)
        {
            var at = (points[i] - low) * scale;
            dots[i] = new Dot(at.X, at.Y, BitConverter.Int32BitsToSingle(i), default);
        }

        int width = (int)MathF.Ceiling(size.X * scale) + 1, height = (int)MathF.Ceiling(size.Y * scale) + 1;
        Order(dots, width, height, effort * (long)dots.Length, cancellation);
        return Array.ConvertAll(dots, dot => BitConverter.SingleToInt32Bits(dot.Radius));
    }

    /// <summary>Sorts dots along the line and returns its length in pixels.</summary>
    internal static double Order(Memory<Dot> dots, int width, int height, CancellationToken cancellation) =>
        Order(dots, width, height, Math.Min(MostKicks, DefaultEffort * (long)dots.Length), cancellation);

    private static double Order(Memory<Dot> dots, int width, int height, long kicks, CancellationToken cancellation)
    {
        PlotterTour.SortAlongCurve(dots.Span, width, height);
        if (dots.Length > 3)
        {
            using var near = PlotterTour.NearestNeighbours(dots.Span, width, height, Neighbours);
            using var pin = dots.Pin();
            using var search = new TourSearch((Dot*)pin.Pointer, dots.Length, near, Neighbours);
            search.Run(cancellation);
            search.Perturb(kicks, cancellation);
            new LineCrossings(dots, search).Undo(cancellation);
            PlotterTour.Permute(dots.Span, search.Order);
        }

        var length = 0.0;
        for (var i = 1; i < dots.Length; i++)
        {
            length += Math.Sqrt(Tour.Squared(dots.Span[i - 1], dots.Span[i]));
        }

        return length;
    }
}
