namespace Stylize.Engine.DotArt.Ordering;

/// <summary>An open path through points as an array of their indices, with the place of each in it, and the moves that shorten
/// it.</summary>
/// <param name="order">Index of the point at each place.</param>
/// <param name="count">Number of points, 4 or more.</param>
/// <param name="changes">Records the changes, so that they can be taken back; or null.</param>
/// <param name="maxRun">Longest run of the array that a move may rewrite.</param>
internal readonly unsafe struct Tour(Dot* points, int* order, int* place, int count, TourChanges? changes = null, int maxRun = Tour.MaxRun)
{
    /// <summary>A move must shorten the path by more than this, so that rounding cannot make the search endless. Pixels.</summary>
    public const float MinGain = 1e-4f;

    /// <summary>Most points whose neighbors one move changes.</summary>
    public const int MaxTouched = 6;

    /// <summary>Longest run of the array that a move may rewrite: bounds the time of one move on very long paths.</summary>
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

    /// <summary>The point after another on the path (side 1) or before it (side -1).</summary>
    /// <returns>False at the path's end.</returns>
    public bool TryBeside(int point, int side, out int beside)
    {
        var at = place[point] + side;
        var inside = at >= 0 && at < count;
        beside = inside ? order[at] : -1;
        return inside;
    }

    /// <summary>2-opt (Croes, 1958): joins a point with a candidate, and their neighbors on one side, by a reversal between them.</summary>
    /// <param name="next">Its successor or predecessor.</param>
    /// <param name="candidate">A point nearer to it than <paramref name="next"/>.</param>
    /// <param name="side">1 or -1.</param>
    /// <param name="nearer">How much nearer it is.</param>
    /// <param name="touched">Filled with the points whose neighbors changed.</param>
    /// <returns>Their number; 0 if the move does not shorten the path.</returns>
    public int TwoOpt(int point, int next, int candidate, int side, float nearer, Span<int> touched)
    {
        var inside = TryBeside(candidate, side, out var beyond);
        if (beyond == point) return 0;

        var gain = nearer + (inside ? Distance(candidate, beyond) - Distance(next, beyond) : 0f);
        if (gain <= MinGain) return 0;

        int i = place[point], j = place[candidate];
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

    /// <summary>Or-opt (Or, 1976): moves a point, with up to two beside it, to between a candidate and one of its neighbors.</summary>
    /// <param name="candidate">A point near it.</param>
    /// <param name="touched">Filled with the points whose neighbors changed.</param>
    /// <returns>Their number; 0 if no such move shortens the path.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public int OrOpt(int point, int candidate, Span<int> touched)
    {
        for (var length = 1; length <= MaxMoved; length++)
        {
            for (var direction = -1; direction <= 1; direction += 2)
            {
                int a = place[point], b = a + (direction * (length - 1));
                int first = Math.Min(a, b), last = Math.Max(a, b);
                var target = place[candidate];
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

    /// <summary>Moves the run [first, last], which ends in point and tail, to between the neighbors candidate and beyond.</summary>
    private void Move(int first, int last, int candidate, int beyond, int point, int tail)
    {
        var length = last - first + 1;
        changes?.Keep(order, Math.Min(first, Math.Min(place[candidate], place[beyond])),
            Math.Max(last, Math.Max(place[candidate], place[beyond])));
        Span<int> moving = stackalloc int[MaxMoved];
        for (var i = 0; i < length; i++)
        {
            moving[i] = order[first + i];
        }

        int low = Math.Min(place[candidate], place[beyond]), high = low + 1;
        var leading = order[low] == candidate ? point : tail;
        var forward = moving[0] == leading;
        if (low > last)
        {
            for (var i = last + 1; i <= low; i++)
            {
                Put(i - length, order[i]);
            }

            first = low - length + 1;
        }
        else
        {
            for (var i = first - 1; i >= high; i--)
            {
                Put(i + length, order[i]);
            }

            first = high;
        }

        for (var i = 0; i < length; i++)
        {
            Put(first + i, forward ? moving[i] : moving[length - 1 - i]);
        }
    }

    /// <summary>Exchanges neighboring runs: the double bridge of Martin, Otto and Felten (1991), kept local.</summary>
    /// <returns>By how much the path became longer.</returns>
    public float Exchange(int first, int middle, int end)
    {
        int before = order[first - 1], a = order[first], b = order[middle - 1], c = order[middle], d = order[end - 1], after = order[end];
        changes?.Keep(order, first, end - 1);
        Span<int> copy = stackalloc int[end - first];
        new Span<int>(order + first, end - first).CopyTo(copy);
        for (var i = 0; i < end - middle; i++)
        {
            Put(first + i, copy[middle - first + i]);
        }

        for (var i = 0; i < middle - first; i++)
        {
            Put(first + end - middle + i, copy[i]);
        }

        return Distance(before, c) + Distance(d, a) + Distance(b, after) - Distance(before, a) - Distance(b, c) - Distance(d, after);
    }

    public void Undo(TourChanges made)
    {
        while (made.TryTake(out var from, out var to, out var kept))
        {
            if (kept is null)
            {
                Turn(from, to);
                continue;
            }

            for (var i = from; i <= to; i++)
            {
                Put(i, kept[i - from]);
            }
        }
    }

    /// <summary>Reverses the places [from, to].</summary>
    public void Reverse(int from, int to)
    {
        changes?.Reversed(from, to);
        Turn(from, to);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Turn(int from, int to)
    {
        for (; from < to; from++, to--)
        {
            var swap = order[from];
            Put(from, order[to]);
            Put(to, swap);
        }
    }

    private void Put(int at, int point)
    {
        order[at] = point;
        place[point] = at;
    }
}

/// <summary>The changes of a path since they were cleared, so that they can be taken back, and how much shorter the path became by
/// them.</summary>
internal sealed unsafe class TourChanges
{
    private readonly List<(int From, int To, int KeptAt)> _changes = [];
    private int[] _kept = new int[1024];
    private int _used;

    /// <summary>How much shorter the path became by moves, pixels.</summary>
    public float Gain { get; private set; }

    public void Clear()
    {
        _changes.Clear();
        _used = 0;
        Gain = 0;
    }

    public void AddGain(float gain) => Gain += gain;

    /// <summary>Records that the places [from, to] were reversed.</summary>
    public void Reversed(int from, int to) => _changes.Add((from, to, -1));

    /// <summary>Records what is at the places [from, to] before they change.</summary>
    public void Keep(int* order, int from, int to)
    {
        var length = to - from + 1;
        if (_used + length > _kept.Length)
        {
            Array.Resize(ref _kept, Math.Max(_used + length, 2 * _kept.Length));
        }

        new ReadOnlySpan<int>(order + from, length).CopyTo(_kept.AsSpan(_used));
        _changes.Add((from, to, _used));
        _used += length;
    }

    /// <param name="from">First place that changed.</param>
    /// <param name="to">Last place that changed.</param>
    /// <param name="kept">What was there; null where they were reversed.</param>
    /// <returns>False where there is none left.</returns>
    public bool TryTake(out int from, out int to, out int[]? kept)
    {
        kept = null;
        (from, to) = (0, 0);
        if (_changes.Count == 0) return false;

        (from, to, var at) = _changes[^1];
        _changes.RemoveAt(_changes.Count - 1);
        kept = at < 0 ? null : _kept[at..(at + to - from + 1)];
        return true;
    }
}
