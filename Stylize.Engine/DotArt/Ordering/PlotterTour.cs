using System.Runtime.CompilerServices;
using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Ordering;

/// <summary>
/// A short open path through dots: Hilbert's curve, then 2-opt moves and moves of up to three dots between neighbours (Bentley, "Fast algorithms for geometric traveling
/// salesman problems", 1992), with lists of the nearest neighbours and bits that say where nothing more is to be gained.
/// </summary>
internal static unsafe class PlotterTour
{
    private const int Neighbours = 8;
    private const int HilbertBits = 16;
    private const int LongestReversal = 50_000;

    /// <summary>Orders the dots and returns the path's length in pixels.</summary>
    public static double Order(Span<Dot> dots, int width, int height, CancellationToken cancellation)
    {
        var count = dots.Length;
        var scale = (1 << HilbertBits) / (float)Math.Max(width, height);
        using (var keys = new PooledBuffer<long>(count))
        {
            for (var i = 0; i < count; i++)
            {
                keys.Span[i] = HilbertOrder.Index(HilbertBits, Cell(dots[i].X * scale), Cell(dots[i].Y * scale));
            }

            keys.Span.Sort(dots);
        }

        if (count > 3)
        {
            Improve(dots, width, height, cancellation);
        }

        var length = 0.0;
        for (var i = 1; i < count; i++)
        {
            length += Math.Sqrt(Squared(dots[i - 1], dots[i]));
        }

        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Improve(Span<Dot> dots, int width, int height, CancellationToken cancellation)
    {
        var count = dots.Length;
        using var near = NearestNeighbours(dots, width, height);
        using var order = new PooledBuffer<int>(count);
        using var place = new PooledBuffer<int>(count);
        using var queue = new PooledBuffer<int>(count);
        using var queued = new PooledBuffer<byte>(count);
        for (var i = 0; i < count; i++)
        {
            order.Span[i] = place.Span[i] = queue.Span[i] = i;
        }

        queued.Span.Fill(1);
        fixed (Dot* points = dots)
        {
            var tour = new Tour(points, order.Pointer, place.Pointer, count);
            Span<int> touched = stackalloc int[8];
            int head = 0, waiting = count;
            for (var step = 0; waiting > 0; step++)
            {
                if ((step & 0xFFF) == 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                }

                var dot = queue.Span[head];
                head = head + 1 == count ? 0 : head + 1;
                waiting--;
                queued.Span[dot] = 0;
                int changed;
                while ((changed = tour.Improve(dot, near.Span.Slice(dot * Neighbours, Neighbours), touched)) > 0)
                {
                    for (var i = 0; i < changed; i++)
                    {
                        var t = touched[i];
                        if (t != dot && queued.Span[t] == 0)
                        {
                            queued.Span[t] = 1;
                            var at = head + waiting;
                            queue.Span[at >= count ? at - count : at] = t;
                            waiting++;
                        }
                    }
                }
            }
        }

        using var copy = new PooledBuffer<Dot>(count);
        dots.CopyTo(copy.Span);
        for (var i = 0; i < count; i++)
        {
            dots[i] = copy.Span[order.Span[i]];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static PooledBuffer<int> NearestNeighbours(Span<Dot> dots, int width, int height)
    {
        var count = dots.Length;
        using var sites = new Sites(count, width, height);
        using var moved = new PooledBuffer<int>(count);
        for (var i = 0; i < count; i++)
        {
            sites.X[i] = dots[i].X;
            sites.Y[i] = dots[i].Y;
        }

        sites.Sort(moved.Pointer);
        var near = new PooledBuffer<int>(count * Neighbours);
        Span<float> best = stackalloc float[Neighbours];
        for (var i = 0; i < count; i++)
        {
            var list = near.Span.Slice(moved.Span[i] * Neighbours, Neighbours);
            list.Fill(-1);
            best.Fill(float.MaxValue);
            float x = sites.X[i], y = sites.Y[i];
            int column = sites.Column(x), row = sites.Row(y);
            for (var ring = 0; ring <= Math.Max(sites.Columns, sites.Rows); ring++)
            {
                var inner = (ring - 1) * sites.CellSize;
                if (ring > 1 && best[Neighbours - 1] <= inner * inner)
                {
                    break;
                }

                for (var r = Math.Max(0, row - ring); r <= Math.Min(sites.Rows - 1, row + ring); r++)
                {
                    var step = r == row - ring || r == row + ring ? 1 : Math.Max(1, 2 * ring);
                    for (var c = column - ring; c <= column + ring; c += step)
                    {
                        if (c >= 0 && c < sites.Columns)
                        {
                            Insert(sites, (r * sites.Columns) + c, i, x, y, moved.Span, list, best);
                        }
                    }
                }
            }
        }

        return near;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Insert(Sites sites, int cell, int self, float x, float y, ReadOnlySpan<int> moved, Span<int> list, Span<float> best)
    {
        for (var j = sites.Starts[cell]; j < sites.Starts[cell + 1]; j++)
        {
            var dx = sites.X[j] - x;
            var dy = sites.Y[j] - y;
            var d = (dx * dx) + (dy * dy);
            if (j == self || d >= best[Neighbours - 1])
            {
                continue;
            }

            var at = Neighbours - 1;
            for (; at > 0 && best[at - 1] > d; at--)
            {
                best[at] = best[at - 1];
                list[at] = list[at - 1];
            }

            best[at] = d;
            list[at] = moved[j];
        }
    }

    private static int Cell(float v) => Math.Clamp((int)v, 0, (1 << HilbertBits) - 1);

    private static float Squared(in Dot a, in Dot b)
    {
        var dx = a.X - b.X;
        var dy = a.Y - b.Y;
        return (dx * dx) + (dy * dy);
    }

    /// <summary>An open path as an array, with the place of each dot in it.</summary>
    private readonly struct Tour(Dot* points, int* order, int* place, int count)
    {
        /// <summary>Makes one move that shortens the path near a dot; 0 where there is none, else the number of dots whose neighbours changed.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public int Improve(int dot, ReadOnlySpan<int> near, Span<int> touched)
        {
            for (var side = 0; side < 2; side++)
            {
                var at = place[dot];
                var otherAt = side == 0 ? at + 1 : at - 1;
                if (otherAt < 0 || otherAt >= count)
                {
                    continue;
                }

                var other = order[otherAt];
                var present = Distance(dot, other);
                foreach (var candidate in near)
                {
                    if (candidate < 0)
                    {
                        break;
                    }

                    var gain = present - Distance(dot, candidate);
                    if (gain <= 1e-4f)
                    {
                        break;
                    }

                    var changed = TwoOpt(dot, other, candidate, side, gain, touched);
                    changed = changed > 0 ? changed : Insert(dot, candidate, touched);
                    if (changed > 0)
                    {
                        return changed;
                    }
                }
            }

            return 0;
        }

        /// <summary>Joins dot with candidate, and their successors (side 0) or predecessors (side 1), by reversing what lies between.</summary>
        private int TwoOpt(int dot, int other, int candidate, int side, float gain, Span<int> touched)
        {
            var step = side == 0 ? 1 : -1;
            var at = place[candidate] + step;
            var inside = at >= 0 && at < count;
            var beyond = inside ? order[at] : -1;
            if (beyond == dot)
            {
                return 0;
            }

            var change = gain + (inside ? Distance(candidate, beyond) - Distance(other, beyond) : 0f);
            if (change <= 1e-4f)
            {
                return 0;
            }

            int i = place[dot], j = place[candidate];
            var (from, to) = side == 0 ? (Math.Min(i, j) + 1, Math.Max(i, j)) : (Math.Min(i, j), Math.Max(i, j) - 1);
            if (!Reverse(from, to))
            {
                return 0;
            }

            touched[0] = dot;
            touched[1] = other;
            touched[2] = candidate;
            touched[3] = inside ? beyond : candidate;
            return 4;
        }

        /// <summary>Moves the dot, with up to two that follow or precede it, between candidate and one of its neighbours.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private int Insert(int dot, int candidate, Span<int> touched)
        {
            for (var length = 1; length <= 3; length++)
            {
                for (var direction = -1; direction <= 1; direction += 2)
                {
                    int a = place[dot], b = a + (direction * (length - 1));
                    int first = Math.Min(a, b), last = Math.Max(a, b);
                    var target = place[candidate];
                    if (first < 1 || last > count - 2 || (target >= first && target <= last))
                    {
                        continue;
                    }

                    int before = order[first - 1], after = order[last + 1];
                    var tail = order[b];
                    var removed = Distance(before, order[first]) + Distance(order[last], after) - Distance(before, after);
                    for (var side = -1; side <= 1; side += 2)
                    {
                        var beyondAt = target + side;
                        if (beyondAt < 0 || beyondAt >= count || (beyondAt >= first && beyondAt <= last))
                        {
                            continue;
                        }

                        var beyond = order[beyondAt];
                        var added = Distance(candidate, dot) + Distance(tail, beyond) - Distance(candidate, beyond);
                        if (removed - added <= 1e-4f || Math.Abs(target - first) > LongestReversal)
                        {
                            continue;
                        }

                        Move(first, last, candidate, beyond, dot, tail);
                        touched[0] = before;
                        touched[1] = after;
                        touched[2] = dot;
                        touched[3] = tail;
                        touched[4] = candidate;
                        touched[5] = beyond;
                        return 6;
                    }
                }
            }

            return 0;
        }

        private void Move(int first, int last, int candidate, int beyond, int dot, int tail)
        {
            var length = last - first + 1;
            Span<int> moving = stackalloc int[3];
            for (var i = 0; i < length; i++)
            {
                moving[i] = order[first + i];
            }

            int low = Math.Min(place[candidate], place[beyond]), high = low + 1;
            var leading = order[low] == candidate ? dot : tail;
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

        private bool Reverse(int from, int to)
        {
            // On an open path the dots outside the run may be reversed instead only by turning the whole path over, so long runs are left alone.
            if (to - from > LongestReversal)
            {
                return false;
            }

            for (; from < to; from++, to--)
            {
                var swap = order[from];
                Put(from, order[to]);
                Put(to, swap);
            }

            return true;
        }

        private void Put(int at, int dot)
        {
            order[at] = dot;
            place[dot] = at;
        }

        private float Distance(int a, int b) => MathF.Sqrt(Squared(points[a], points[b]));
    }
}
