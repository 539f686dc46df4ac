using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Ordering;

/// <summary>An open path through points, stored as an array of point indices with the position of each point, and the
/// moves that shorten it.</summary>
/// <param name="order">Index of the point at each position.</param>
/// <param name="count">Number of points, 4 or more.</param>
/// <param name="changes">Records changes so that they can be undone; null for none.</param>
/// <param name="maxRun">Maximum length of the array run that a move may rewrite.</param>
internal readonly unsafe struct Tour(
    Dot* points, int* order, int* position, int count, TourChanges? changes = null, int maxRun = Tour.MaxRun)
{
    /// <summary>Minimum gain of a move in pixels, so that rounding errors cannot cause an endless search.</summary>
    public const float MinGain = 1e-4f;

    /// <summary>Maximum number of points whose neighbors one move changes.</summary>
    public const int MaxTouched = 6;

    /// <summary>Default maximum run, which limits the time of one move on very long paths.</summary>
    public const int MaxRun = 50_000;

    private const int MaxMoved = 3;

    public static float Squared(in Dot a, in Dot b)
    {
        var dx = a.X - b.X;
        var dy = a.Y - b.Y;
        return (dx * dx) + (dy * dy);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(int a, int b) => MathF.Sqrt(Squared(points[a], points[b]));

    /// <summary>Gets the point after another point on the path (side 1), or before it (side -1).</summary>
    /// <returns>False at the end of the path.</returns>
    public bool TryNeighbor(int point, int side, out int neighbor)
    {
        var at = position[point] + side;
        var inside = at >= 0 && at < count;
        neighbor = inside ? order[at] : -1;
        return inside;
    }

    /// <summary>2-opt (Croes, 1958): links a point with a candidate, and their neighbors on one side with each other,
    /// by reversing the run between them.</summary>
    /// <param name="next">The successor or predecessor of the point.</param>
    /// <param name="candidate">A point closer to it than <paramref name="next"/>.</param>
    /// <param name="side">1 or -1.</param>
    /// <param name="nearer">The difference of the two distances.</param>
    /// <param name="touched">Filled with the points whose neighbors changed.</param>
    /// <returns>The number of these points; 0 if the move does not shorten the path.</returns>
    public int TwoOpt(int point, int next, int candidate, int side, float nearer, Span<int> touched)
    {
        var inside = TryNeighbor(candidate, side, out var beyond);
        if (beyond == point) return 0;

        var gain = nearer + (inside ? Distance(candidate, beyond) - Distance(next, beyond) : 0f);
        if (gain <= MinGain) return 0;

        int i = position[point], j = position[candidate];
        var (from, to) = side > 0 ? (Math.Min(i, j) + 1, Math.Max(i, j)) : (Math.Min(i, j), Math.Max(i, j) - 1);
        if (to - from > maxRun) return 0;

        Reverse(from, to);
        changes?.AddGain(gain);
        touched[0] = point;
        touched[1] = next;
        touched[2] = candidate;
        touched[3] = inside ? beyond : candidate;
        return 4;
    }

    /// <summary>Or-opt (Or, 1976): moves a point and up to two adjacent points between a candidate and one of its
    /// neighbors.</summary>
    /// <param name="candidate">A point near the moved point.</param>
    /// <param name="touched">Filled with the points whose neighbors changed.</param>
    /// <returns>The number of these points; 0 if no such move shortens the path.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public int OrOpt(int point, int candidate, Span<int> touched)
    {
        for (var length = 1; length <= MaxMoved; length++)
        {
            for (var direction = -1; direction <= 1; direction += 2)
            {
                int a = position[point], b = a + (direction * (length - 1));
                int first = Math.Min(a, b), last = Math.Max(a, b);
                var target = position[candidate];
                if (first < 1 || last > count - 2 || (target >= first && target <= last)) continue;

                int before = order[first - 1], after = order[last + 1];
                var tail = order[b];
                var removed = Distance(before, order[first]) + Distance(order[last], after) - Distance(before, after);
                for (var side = -1; side <= 1; side += 2)
                {
                    var beyondAt = target + side;
                    if (beyondAt < 0 || beyondAt >= count || (beyondAt >= first && beyondAt <= last)) continue;

                    var beyond = order[beyondAt];
                    var added = Distance(candidate, point) + Distance(tail, beyond) - Distance(candidate, beyond);
                    if (removed - added <= MinGain || Math.Abs(target - first) > maxRun) continue;

                    Move(first, last, candidate, beyond, point, tail);
                    changes?.AddGain(removed - added);
                    touched[0] = before;
                    touched[1] = after;
                    touched[2] = point;
                    touched[3] = tail;
                    touched[4] = candidate;
                    touched[5] = beyond;
                    return 6;
                }
            }
        }

        return 0;
    }

    /// <summary>Moves the run [first, last] with the ends point and tail between the neighbors candidate and
    /// beyond.</summary>
    private void Move(int first, int last, int candidate, int beyond, int point, int tail)
    {
        var length = last - first + 1;
        changes?.Save(order, Math.Min(first, Math.Min(position[candidate], position[beyond])),
            Math.Max(last, Math.Max(position[candidate], position[beyond])));
        Span<int> moving = stackalloc int[MaxMoved];
        for (var i = 0; i < length; i++)
        {
            moving[i] = order[first + i];
        }

        int low = Math.Min(position[candidate], position[beyond]), high = low + 1;
        var leading = order[low] == candidate ? point : tail;
        var forward = moving[0] == leading;
        if (low > last)
        {
            for (var i = last + 1; i <= low; i++)
            {
                Set(i - length, order[i]);
            }

            first = low - length + 1;
        }
        else
        {
            for (var i = first - 1; i >= high; i--)
            {
                Set(i + length, order[i]);
            }

            first = high;
        }

        for (var i = 0; i < length; i++)
        {
            Set(first + i, forward ? moving[i] : moving[length - 1 - i]);
        }
    }

    /// <summary>Exchanges adjacent runs: a local double bridge (Martin, Otto and Felten, 1991).</summary>
    /// <returns>The increase of the path length.</returns>
    public float Exchange(int first, int middle, int end)
    {
        int before = order[first - 1], a = order[first], b = order[middle - 1], c = order[middle], d = order[end - 1],
            after = order[end];
        changes?.Save(order, first, end - 1);
        Span<int> copy = stackalloc int[end - first];
        new Span<int>(order + first, end - first).CopyTo(copy);
        for (var i = 0; i < end - middle; i++)
        {
            Set(first + i, copy[middle - first + i]);
        }

        for (var i = 0; i < middle - first; i++)
        {
            Set(first + end - middle + i, copy[i]);
        }

        return Distance(before, c) + Distance(d, a) + Distance(b, after) - Distance(before, a) - Distance(b, c)
            - Distance(d, after);
    }

    public void Undo(TourChanges recorded)
    {
        while (recorded.TryPop(out var from, out var to, out var saved))
        {
            if (saved is null)
            {
                ReverseRange(from, to);
                continue;
            }

            for (var i = from; i <= to; i++)
            {
                Set(i, saved[i - from]);
            }
        }
    }

    /// <summary>Reverses the positions [from, to].</summary>
    public void Reverse(int from, int to)
    {
        changes?.Reversed(from, to);
        ReverseRange(from, to);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void ReverseRange(int from, int to)
    {
        for (; from < to; from++, to--)
        {
            var swap = order[from];
            Set(from, order[to]);
            Set(to, swap);
        }
    }

    private void Set(int at, int point)
    {
        order[at] = point;
        position[point] = at;
    }
}

/// <summary>Records the changes of a path for undo, and their total gain.</summary>
internal sealed unsafe class TourChanges
{
    private readonly List<(int From, int To, int SavedAt)> _changes = [];
    private readonly List<int> _saved = [];

    /// <summary>Total reduction of the path length by moves, in pixels.</summary>
    public float Gain { get; private set; }

    public void Clear()
    {
        _changes.Clear();
        _saved.Clear();
        Gain = 0;
    }

    public void AddGain(float gain) => Gain += gain;

    /// <summary>Records the reversal of the positions [from, to].</summary>
    public void Reversed(int from, int to) => _changes.Add((from, to, -1));

    /// <summary>Saves the points at the positions [from, to] before they change.</summary>
    public void Save(int* order, int from, int to)
    {
        _changes.Add((from, to, _saved.Count));
        _saved.AddRange(new ReadOnlySpan<int>(order + from, to - from + 1));
    }

    /// <param name="from">First changed position.</param>
    /// <param name="to">Last changed position.</param>
    /// <param name="saved">The previous points; null if the positions were reversed.</param>
    /// <returns>False if no change is left.</returns>
    public bool TryPop(out int from, out int to, out int[]? saved)
    {
        saved = null;
        (from, to) = (0, 0);
        if (_changes.Count == 0) return false;

        (from, to, var at) = _changes[^1];
        _changes.RemoveAt(_changes.Count - 1);
        saved = at < 0 ? null : CollectionsMarshal.AsSpan(_saved).Slice(at, to - from + 1).ToArray();
        return true;
    }
}
