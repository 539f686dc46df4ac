using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Ordering;

/// <summary>Local search on a path: applies moves that shorten it until no such move is left. Uses neighbor lists and a
/// queue of the dots near which a move is possible ("don't-look bits": Bentley, "Fast algorithms for geometric
/// traveling salesman problems", ORSA J. Computing 1992).</summary>
internal sealed unsafe class TourSearch : IDisposable
{
    private const int CancellationSteps = 0x1000;
    private const int LongestRun = 10;

    /// <summary>Maximum number of points between two exchanges. Exchanges follow the path, so that the points near them
    /// stay in the processor's cache.</summary>
    private const int LongestStep = 40;

    /// <summary>Maximum length of the array run that a move after an exchange may rewrite.</summary>
    private const int LongestRewrite = 1000;

    private readonly Dot* _points;
    private readonly int _count;
    private readonly PooledBuffer<int> _near;
    private readonly int _neighbors;
    private readonly PooledBuffer<int> _order, _position, _queue;
    private readonly PooledBuffer<byte> _queued;
    private int _head, _waiting;

    /// <param name="points">The dots, which must not move in memory during the search.</param>
    /// <param name="near">The neighbors of each dot, nearest first; -1 ends a list early.</param>
    /// <param name="neighbors">Length of each neighbor list.</param>
    public TourSearch(Dot* points, int count, PooledBuffer<int> near, int neighbors)
    {
        _points = points;
        (_count, _near, _neighbors) = (count, near, neighbors);
        _order = new PooledBuffer<int>(count);
        _position = new PooledBuffer<int>(count);
        _queue = new PooledBuffer<int>(count);
        _queued = new PooledBuffer<byte>(count, clear: true);
        for (var i = 0; i < count; i++)
        {
            _order.Span[i] = _position.Span[i] = i;
        }
    }

    /// <summary>Indices of the dots along the path; before <see cref="Run"/>, in their original order.</summary>
    public ReadOnlySpan<int> Order => _order.Span;

    /// <param name="report">Receives the share of the work that is done, from the number of dots in the queue.</param>
    public void Run(Action<double>? report, CancellationToken cancellation)
    {
        foreach (var dot in _order.Span)
        {
            Enqueue(dot);
        }

        Drain(new Tour(_points, _order.Pointer, _position.Pointer, _count), report, cancellation);
    }

    /// <summary>Iterated local search (Johnson and McGeoch, 1997): exchanges short runs at random steps along the path,
    /// and undoes exchanges that do not shorten it.</summary>
    /// <param name="kicks">Number of exchanges.</param>
    /// <param name="report">Receives the share of the exchanges that are done.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Perturb(long kicks, Action<double>? report, CancellationToken cancellation)
    {
        if (_count < 8) return;

        var changes = new TourChanges();
        var tour = new Tour(_points, _order.Pointer, _position.Pointer, _count, changes, LongestRewrite);
        var longest = Math.Min(LongestRun, (_count - 2) / 2);
        var random = 0x9E3779B97F4A7C15UL;
        var first = 0;
        for (long kick = 0; kick < kicks; kick++)
        {
            if (kick % CancellationSteps == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                report?.Invoke((double)kick / kicks);
            }

            // xorshift64 (Marsaglia, 2003).
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            var a = 1 + (int)((random >> 32) % (ulong)longest);
            var b = 1 + (int)((random >> 16 & 0xFFFF) % (ulong)longest);
            first += 1 + (int)((random >> 8) % LongestStep);
            first = first < _count - a - b
                ? first : 1 + (int)((random >> 8) % (ulong)Math.Min(LongestStep, _count - 1 - a - b));
            changes.Clear();
            var longer = tour.Exchange(first, first + a, first + a + b);
            foreach (var at in (ReadOnlySpan<int>)[first - 1, first, first + b - 1, first + b, first + a + b - 1,
                first + a + b])
            {
                Enqueue(_order.Pointer[at]);
            }

            Drain(tour, report: null, default);
            if (longer - changes.Gain > -Tour.MinGain)
            {
                tour.Undo(changes);
            }
        }
    }

    public void Reverse(int from, int to) =>
        new Tour(_points, _order.Pointer, _position.Pointer, _count).Reverse(from, to);

    public void Dispose()
    {
        _order.Dispose();
        _position.Dispose();
        _queue.Dispose();
        _queued.Dispose();
    }

    private void Enqueue(int dot)
    {
        if (_queued.Pointer[dot] != 0) return;

        _queued.Pointer[dot] = 1;
        var at = _head + _waiting++;
        _queue.Pointer[at >= _count ? at - _count : at] = dot;
    }

    /// <summary>Applies moves near the queued dots, and near the dots that these moves change, until none is
    /// left.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Drain(in Tour tour, Action<double>? report, CancellationToken cancellation)
    {
        Span<int> touched = stackalloc int[Tour.MaxTouched];
        for (var step = 1; _waiting > 0; step++)
        {
            if (step % CancellationSteps == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                report?.Invoke(1 - ((double)_waiting / _count));
            }

            var dot = _queue.Pointer[_head];
            _head = _head + 1 == _count ? 0 : _head + 1;
            _waiting--;
            _queued.Pointer[dot] = 0;
            int changed;
            while ((changed = Improve(tour, dot, touched)) > 0)
            {
                foreach (var t in touched[..changed])
                {
                    if (t != dot)
                    {
                        Enqueue(t);
                    }
                }
            }
        }
    }

    /// <summary>Applies one move that shortens the path near a dot.</summary>
    /// <param name="touched">Filled with the dots whose neighbors on the path changed.</param>
    /// <returns>The number of dots in <paramref name="touched"/>; 0 if no such move exists.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private int Improve(in Tour tour, int dot, Span<int> touched)
    {
        var near = _near.Span.Slice(dot * _neighbors, _neighbors);
        for (var side = 1; side >= -1; side -= 2)
        {
            if (!tour.TryNeighbor(dot, side, out var next)) continue;

            var present = tour.Distance(dot, next);
            foreach (var candidate in near)
            {
                if (candidate < 0) break;

                // An improving move has a new link that is shorter than the removed one (Lin and Kernighan, 1973).
                // Later candidates are farther away.
                var nearer = present - tour.Distance(dot, candidate);
                if (nearer <= Tour.MinGain) break;

                var changed = tour.TwoOpt(dot, next, candidate, side, nearer, touched);
                changed = changed > 0 ? changed : tour.OrOpt(dot, candidate, touched);
                if (changed > 0) return changed;
            }
        }

        return 0;
    }
}
