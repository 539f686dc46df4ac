using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Gradient;

/// <summary>Selects pixels for dots, strongest first, such that all dots keep the distance of
/// <see cref="GradientRule.Distance"/> (dart throwing with variable radii; a uniform grid holds the accepted dots). The
/// order of the candidates depends only on the image (<see cref="CandidateOrder"/>). Within a level, even strips are
/// processed before odd strips. Dots of two strips of the same parity are too far apart to interact, so these strips
/// are processed in parallel and the result does not depend on the number of threads.</summary>
internal sealed class GradientSelection : IDisposable
{
    private const int MinStripHeight = 64;
    private readonly Raster<ushort> _strength;
    private readonly GradientRule _rule;
    private readonly int _width, _height, _cell, _columns, _rows, _stripHeight, _strips;
    private readonly List<Entry>[] _dots;
    private readonly PooledBuffer<int> _heads;

    /// <param name="strength">The strength raster. Pixels at which no further dot fits are set to 0.</param>
    public GradientSelection(Raster<ushort> strength, in GradientRule rule)
    {
        (_strength, _rule) = (strength, rule);
        _width = strength.Width;
        _height = strength.Height;
        var largest = rule.LargestRadius;
        var reach = rule.Distance(2f * largest);
        _cell = Math.Max(2, (int)MathF.Ceiling(reach / 3f));
        _columns = ((_width + _cell - 1) / _cell) + 1;
        _rows = ((_height + _cell - 1) / _cell) + 1;
        var apart = (int)MathF.Ceiling(reach + (2f * (largest + rule.Jitter))) + _cell;
        _stripHeight = (Math.Max(MinStripHeight, apart) + _cell - 1) / _cell * _cell;
        _strips = (_height + _stripHeight - 1) / _stripHeight;
        _dots = [.. Enumerable.Range(0, _strips).Select(_ => new List<Entry>())];
        _heads = new PooledBuffer<int>(_columns * _rows);
        _heads.Span.Fill(-1);
    }

    public void Run(ThreadGrant maxThreads, CancellationToken cancellation)
    {
        using var candidates = new CandidateOrder(_strength, _rule.MinValue, _stripHeight, maxThreads, cancellation);
        for (var level = 0; level < candidates.Levels; level++)
        {
            for (var parity = 0; parity < 2; parity++)
            {
                var (l, p) = (level, parity);
                RowBands.ForEach((_strips - parity + 1) / 2, maxThreads, cancellation, (index, _, _) =>
                {
                    var strip = (index * 2) + p;
                    Accept(strip, candidates.InLevel(strip, l));
                }, 1);
            }
        }
    }

    public int Count => _dots.Sum(d => d.Count);

    /// <summary>Returns the dots with their colors, strip by strip from the top; at most the strongest
    /// <paramref name="maxCount"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public DotSet ToDots(Raster<Rgba32> image, int maxCount)
    {
        var weakest = Weakest(maxCount, out var ofWeakest);
        var dots = new DotSet(Math.Min(Count, maxCount));
        for (var strip = 0; strip < _strips; strip++)
        {
            foreach (ref readonly var entry in CollectionsMarshal.AsSpan(_dots[strip]))
            {
                if (entry.Value < weakest || (entry.Value == weakest && ofWeakest-- <= 0)) continue;

                var y = (strip * _stripHeight) + (entry.Pixel / _width);
                var x = entry.Pixel % _width;
                var opacity = _rule.Opacity(x, y, entry.Value, entry.Radius, _width);
                dots.Add(new Dot(entry.X, entry.Y, entry.Radius, image.Row(y)[x] with { A = opacity }));
            }
        }

        return dots;
    }

    public void Dispose() => _heads.Dispose();

    /// <summary>Returns the weakest strength among the strongest <paramref name="maxCount"/> dots.</summary>
    /// <param name="maxCount">Number of dots to keep.</param>
    /// <param name="ofWeakest">Number of dots of exactly that strength to keep.</param>
    private int Weakest(int maxCount, out int ofWeakest)
    {
        ofWeakest = int.MaxValue;
        if (Count <= maxCount) return 0;

        using var histogram = new PooledBuffer<int>(StrengthPlane.One + 1, clear: true);
        var counts = histogram.Span;
        foreach (var dots in _dots)
        {
            foreach (ref readonly var entry in CollectionsMarshal.AsSpan(dots))
            {
                counts[entry.Value]++;
            }
        }

        var value = StrengthPlane.One;
        var left = maxCount;
        while (left > counts[value])
        {
            left -= counts[value--];
        }

        ofWeakest = left;
        return value;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Accept(int strip, ReadOnlySpan<int> candidates)
    {
        var top = strip * _stripHeight;
        var dots = _dots[strip];
        var smallest = _rule.SmallestRadius;
        foreach (var pixel in candidates)
        {
            var y = top + (pixel / _width);
            var x = pixel - ((y - top) * _width);
            var value = _strength.Row(y)[x];
            if (value == 0) continue;

            var (cx, cy, radius) = _rule.Circle(x, y, value, _width, _height);
            if (!IsFree(cx, cy, radius)) continue;

            ref var head = ref _heads.Span[(((int)cy / _cell) * _columns) + ((int)cx / _cell)];
            dots.Add(new Entry(cx, cy, radius, pixel, value, head));
            head = ((dots.Count - 1) << 2) | (strip & 3);
            Block(cx, cy, _rule.Distance(radius + smallest) - _rule.Jitter);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
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
                    ref readonly var other = ref CollectionsMarshal.AsSpan(Owner(strip, id & 3))[id >> 2];
                    var dx = other.X - x;
                    var dy = other.Y - y;
                    var apart = _rule.Distance(other.Radius + radius);
                    if ((dx * dx) + (dy * dy) < apart * apart) return false;

                    id = other.Next;
                }
            }
        }

        return true;
    }

    /// <summary>Returns the list that holds a dot found in a grid cell of <paramref name="strip"/>. Jitter or the image
    /// border may have moved the dot there from the strip above or below; the lower two bits of the original strip
    /// number identify that strip.</summary>
    private List<Entry> Owner(int strip, int lowBits) => _dots[strip - 1 + ((lowBits - strip + 1) & 3)];

    /// <summary>Sets the strength of all pixels within a distance to 0, because even the smallest dot would be too
    /// close.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Block(float x, float y, float distance)
    {
        if (distance <= 0) return;

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

    /// <summary>An accepted dot.</summary>
    /// <param name="Pixel">Row-major index of the pixel in the strip.</param>
    /// <param name="Next">The next dot of the same grid cell, as 4 * index + the lower two bits of its strip number; -1
    /// at the end.</param>
    private readonly record struct Entry(float X, float Y, float Radius, int Pixel, int Value, int Next);
}
