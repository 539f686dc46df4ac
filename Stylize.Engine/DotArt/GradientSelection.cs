using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt;

/// <summary>
/// Chooses pixels for dots, the strongest first, so that no dot comes nearer to another than its spacing times the sum of both radii.
/// The order is fixed by the image alone: strengths fall into at most <see cref="MaxLevels"/> levels of about equal size; within a level the strips of even number
/// come before the odd ones, and within a strip the stronger pixel first, then reading order. Strips of one parity are too far apart to meet, so they are worked on
/// at the same time, and the dots do not depend on the number of threads.
/// </summary>
internal sealed class GradientSelection : IDisposable
{
    private const int MaxLevels = 24;
    private const int Bins = 4096;
    private const int BinShift = 3;
    private const int LeastStripHeight = 64;

    private readonly Raster<ushort> _strength;
    private readonly GradientRule _rule;
    private readonly int _width;
    private readonly int _height;
    private readonly float _reach;
    private readonly int _cell;
    private readonly int _columns;
    private readonly int _rows;
    private readonly int _stripHeight;
    private readonly int _strips;
    private readonly StripDots[] _dots;
    private readonly PooledBuffer<int> _heads;

    /// <param name="strength">Read and used up: pixels that can hold no further dot are set to 0.</param>
    public GradientSelection(Raster<ushort> strength, in GradientRule rule)
    {
        _strength = strength;
        _rule = rule;
        _width = strength.Width;
        _height = strength.Height;
        var largest = rule.LargestRadius;
        _reach = rule.Distance(2f * largest);
        _cell = Math.Max(2, (int)MathF.Ceiling(_reach / 3f));
        _columns = ((_width + _cell - 1) / _cell) + 1;
        _rows = ((_height + _cell - 1) / _cell) + 1;
        var apart = (int)MathF.Ceiling(_reach + (2f * (largest + rule.Jitter))) + _cell;
        _stripHeight = (Math.Max(LeastStripHeight, apart) + _cell - 1) / _cell * _cell;
        _strips = (_height + _stripHeight - 1) / _stripHeight;
        _dots = new StripDots[_strips];
        for (var i = 0; i < _strips; i++)
        {
            _dots[i] = new StripDots();
        }

        _heads = new PooledBuffer<int>(_columns * _rows);
        _heads.Span.Fill(-1);
    }

    /// <summary>Accepts dots until no candidate is left.</summary>
    public void Run(int maxThreads, CancellationToken cancellation)
    {
        using var bins = new PooledBuffer<int>(_strips * Bins, clear: true);
        RowBands.ForEach(_strips, maxThreads, cancellation, (strip, _, _) => CountBins(strip, bins.Span.Slice(strip * Bins, Bins)), 1);
        var starts = new int[_strips + 1];
        for (var strip = 0; strip < _strips; strip++)
        {
            var total = 0;
            foreach (var count in bins.Span.Slice(strip * Bins, Bins))
            {
                total += count;
            }

            starts[strip + 1] = checked(starts[strip] + total);
        }

        if (starts[_strips] == 0)
        {
            return;
        }

        var levels = Levels(bins.Span, starts[_strips]);
        using var candidates = new PooledBuffer<int>(starts[_strips]);
        using var ends = new PooledBuffer<int>(_strips * levels.Length);
        RowBands.ForEach(_strips, maxThreads, cancellation,
            (strip, _, _) => Sort(strip, bins.Span.Slice(strip * Bins, Bins), levels, candidates.Span[starts[strip]..starts[strip + 1]], ends.Span.Slice(strip * levels.Length, levels.Length)), 1);
        for (var level = 0; level < levels.Length; level++)
        {
            for (var parity = 0; parity < 2; parity++)
            {
                var (l, p) = (level, parity);
                RowBands.ForEach((_strips - parity + 1) / 2, maxThreads, cancellation, (index, _, _) =>
                {
                    var strip = (index * 2) + p;
                    var from = l == 0 ? 0 : ends.Span[(strip * levels.Length) + l - 1];
                    Accept(strip, candidates.Span.Slice(starts[strip] + from, ends.Span[(strip * levels.Length) + l] - from));
                }, 1);
            }
        }
    }

    /// <summary>Number of dots accepted.</summary>
    public int Count => _dots.Sum(d => d.Count);

    /// <summary>The dots with their colours, from the top strip down; the strongest <paramref name="most"/> of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public DotSet ToDots(Raster<Rgba32> image, int most)
    {
        var weakest = Weakest(most, out var ofWeakest);
        var dots = new DotSet(Math.Min(Count, most));
        for (var strip = 0; strip < _strips; strip++)
        {
            foreach (ref readonly var entry in _dots[strip].Entries)
            {
                if (entry.Value < weakest || (entry.Value == weakest && ofWeakest-- <= 0))
                {
                    continue;
                }

                var y = (strip * _stripHeight) + (entry.Pixel / _width);
                var x = entry.Pixel % _width;
                dots.Add(new Dot(entry.X, entry.Y, entry.Radius, image.Row(y)[x] with { A = _rule.Opacity(x, y, entry.Value, entry.Radius, _width) }));
            }
        }

        return dots;
    }

    public void Dispose()
    {
        _heads.Dispose();
        foreach (var dots in _dots)
        {
            dots.Dispose();
        }
    }

    private int Weakest(int most, out int ofWeakest)
    {
        ofWeakest = int.MaxValue;
        if (Count <= most)
        {
            return 0;
        }

        using var histogram = new PooledBuffer<int>(StrengthPlane.One + 1, clear: true);
        var counts = histogram.Span;
        foreach (var dots in _dots)
        {
            foreach (ref readonly var entry in dots.Entries)
            {
                counts[entry.Value]++;
            }
        }

        var value = StrengthPlane.One;
        while (most > counts[value])
        {
            most -= counts[value--];
        }

        ofWeakest = most;
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountBins(int strip, Span<int> bins)
    {
        var least = _rule.LeastValue;
        var end = Math.Min(_height, (strip + 1) * _stripHeight);
        for (var y = strip * _stripHeight; y < end; y++)
        {
            foreach (var value in _strength.Row(y))
            {
                if ((uint)(value - least) <= (uint)(StrengthPlane.One - least))
                {
                    bins[value >> BinShift]++;
                }
            }
        }
    }

    /// <summary>The lowest bin of each level, strongest level first.</summary>
    private int[] Levels(ReadOnlySpan<int> bins, int total)
    {
        var levels = new List<int>();
        var inLevel = 0L;
        for (var bin = Bins - 1; bin >= 0; bin--)
        {
            for (var strip = 0; strip < _strips; strip++)
            {
                inLevel += bins[(strip * Bins) + bin];
            }

            if (inLevel * MaxLevels >= total || (bin == 0 && inLevel > 0))
            {
                levels.Add(bin);
                inLevel = 0;
            }
        }

        return [.. levels];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sort(int strip, Span<int> bins, ReadOnlySpan<int> levels, Span<int> candidates, Span<int> ends)
    {
        var at = 0;
        var level = 0;
        for (var bin = Bins - 1; bin >= 0; bin--)
        {
            var count = bins[bin];
            bins[bin] = at;
            at += count;
            if (level < levels.Length && bin == levels[level])
            {
                ends[level++] = at;
            }
        }

        var least = _rule.LeastValue;
        var top = strip * _stripHeight;
        var end = Math.Min(_height, top + _stripHeight);
        for (var y = top; y < end; y++)
        {
            var row = _strength.Row(y);
            var first = (y - top) * _width;
            for (var x = 0; x < row.Length; x++)
            {
                var value = row[x];
                if ((uint)(value - least) <= (uint)(StrengthPlane.One - least))
                {
                    candidates[bins[value >> BinShift]++] = first + x;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Accept(int strip, ReadOnlySpan<int> candidates)
    {
        var top = strip * _stripHeight;
        var dots = _dots[strip];
        var later = _rule.SmallestRadius;
        foreach (var pixel in candidates)
        {
            var y = top + (pixel / _width);
            var x = pixel - ((y - top) * _width);
            var value = _strength.Row(y)[x];
            if (value == 0)
            {
                continue;
            }

            var (cx, cy, radius) = _rule.Circle(x, y, value, _width, _height);
            if (!IsFree(cx, cy, radius))
            {
                continue;
            }

            ref var head = ref _heads.Span[(((int)cy / _cell) * _columns) + ((int)cx / _cell)];
            head = (dots.Add(new StripDots.Entry(cx, cy, radius, pixel, value, head)) << 2) | (strip & 3);
            Close(cx, cy, _rule.Distance(radius + later) - _rule.Jitter);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool IsFree(float x, float y, float radius)
    {
        var reach = _rule.Distance(radius + _rule.LargestRadius);
        var left = (int)MathF.Max(0, (x - reach) / _cell);
        var right = Math.Min(_columns - 1, (int)((x + reach) / _cell));
        var above = (int)MathF.Max(0, (y - reach) / _cell);
        var below = Math.Min(_rows - 1, (int)((y + reach) / _cell));
        var heads = _heads.Span;
        for (var row = above; row <= below; row++)
        {
            var strip = row * _cell / _stripHeight;
            for (var column = left; column <= right; column++)
            {
                for (var id = heads[(row * _columns) + column]; id >= 0;)
                {
                    ref readonly var other = ref Owner(strip, id & 3).Entries[id >> 2];
                    var dx = other.X - x;
                    var dy = other.Y - y;
                    var apart = _rule.Distance(other.Radius + radius);
                    if ((dx * dx) + (dy * dy) < apart * apart)
                    {
                        return false;
                    }

                    id = other.Next;
                }
            }
        }

        return true;
    }

    /// <summary>A dot lies in its own strip or, moved by jitter or away from the border, in the one above or below.</summary>
    private StripDots Owner(int strip, int lowBits)
    {
        var owner = strip - 1 + ((lowBits - strip + 1) & 3);
        return _dots[owner];
    }

    /// <summary>No later candidate whose pixel is within <paramref name="distance"/> could be accepted: marks those pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Close(float x, float y, float distance)
    {
        if (distance <= 0)
        {
            return;
        }

        var above = Math.Max(0, (int)MathF.Ceiling(y - distance - 0.5f));
        var below = Math.Min(_height - 1, (int)MathF.Floor(y + distance - 0.5f));
        for (var row = above; row <= below; row++)
        {
            var dy = row + 0.5f - y;
            var half = MathF.Sqrt(MathF.Max(0, (distance * distance) - (dy * dy))) - 1e-3f;
            var left = Math.Max(0, (int)MathF.Ceiling(x - half - 0.5f));
            var right = Math.Min(_width - 1, (int)MathF.Floor(x + half - 0.5f));
            if (right >= left)
            {
                _strength.Row(row)[left..(right + 1)].Clear();
            }
        }
    }
}
