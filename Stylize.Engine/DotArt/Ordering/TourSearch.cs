using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Ordering;

/// <summary>
/// Local search on a path: makes moves that shorten it until none is left near any dot, with neighbour lists and a queue of the dots near
/// which a move may be found ("don't-look bits": Bentley, "Fast algorithms for geometric traveling salesman problems", ORSA J. Computing
/// 1992).
/// </summary>
internal sealed unsafe class TourSearch : IDisposable
{
    private const int CancellationSteps = 0x1000;

    private readonly Dot* _points;
    private readonly int _count;
    private readonly PooledBuffer<int> _near;
    private readonly int _neighbours;
    private readonly PooledBuffer<int> _order;
    private readonly PooledBuffer<int> _place;

    /// <param name="points">The dots, which stay where they are during the search.</param>
    /// <param name="count">Number of dots.</param>
    /// <param name="near">For each dot its nearest neighbours, the nearest first; -1 ends a list early.</param>
    /// <param name="neighbours">Length of each list.</param>
    public TourSearch(Dot* points, int count, PooledBuffer<int> near, int neighbours)
    {
        _points = points;
        _count = count;
        _near = near;
        _neighbours = neighbours;
        _order = new PooledBuffer<int>(count);
        _place = new PooledBuffer<int>(count);
        for (var i = 0; i < count; i++)
        {
            _order.Span[i] = _place.Span[i] = i;
        }
    }

    /// <summary>Indices of the dots along the path; before <see cref="Run"/> in the order they were given in.</summary>
    public ReadOnlySpan<int> Order => _order.Span;

    /// <summary>Searches until no move is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(CancellationToken cancellation)
    {
        using var queue = new PooledBuffer<int>(_count);
        using var queued = new PooledBuffer<byte>(_count);
        _order.Span.CopyTo(queue.Span);
        queued.Span.Fill(1);
        var tour = new Tour(_points, _order.Pointer, _place.Pointer, _count);
        Span<int> touched = stackalloc int[Tour.MaxTouched];
        int head = 0, waiting = _count;
        for (var step = 0; waiting > 0; step++)
        {
            if (step % CancellationSteps == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            var dot = queue.Span[head];
            head = head + 1 == _count ? 0 : head + 1;
            waiting--;
            queued.Span[dot] = 0;
            int changed;
            while ((changed = Improve(tour, dot, touched)) > 0)
            {
                foreach (var t in touched[..changed])
                {
                    if (t != dot && queued.Span[t] == 0)
                    {
                        queued.Span[t] = 1;
                        var at = head + waiting;
                        queue.Span[at >= _count ? at - _count : at] = t;
                        waiting++;
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _order.Dispose();
        _place.Dispose();
    }

    /// <summary>Makes one move that shortens the path near a dot.</summary>
    /// <param name="tour">The path.</param>
    /// <param name="dot">The dot.</param>
    /// <param name="touched">Filled with the dots whose neighbours on the path changed.</param>
    /// <returns>Number of dots in <paramref name="touched"/>; 0 if there is no such move.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Improve(in Tour tour, int dot, Span<int> touched)
    {
        var near = _near.Span.Slice(dot * _neighbours, _neighbours);
        for (var side = 1; side >= -1; side -= 2)
        {
            if (!tour.TryBeside(dot, side, out var next))
            {
                continue;
            }

            var present = tour.Distance(dot, next);
            foreach (var candidate in near)
            {
                if (candidate < 0)
                {
                    break;
                }

                // A move that gains has a new link shorter than the one it removes (Lin and Kernighan, 1973); later candidates are farther
                // away.
                var nearer = present - tour.Distance(dot, candidate);
                if (nearer <= Tour.MinGain)
                {
                    break;
                }

                var changed = tour.TwoOpt(dot, next, candidate, side, nearer, touched);
                changed = changed > 0 ? changed : tour.OrOpt(dot, candidate, touched);
                if (changed > 0)
                {
                    return changed;
                }
            }
        }

        return 0;
    }
}
