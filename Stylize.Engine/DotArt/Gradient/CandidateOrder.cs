namespace Stylize.Engine.DotArt.Gradient;

/// <summary>The candidates for dots: the pixels that have at least the minimum strength and are not background. They
/// are sorted into at most <see cref="MaxLevels"/> strength levels of about equal size, strongest first; within a level
/// by strips of rows; within a strip by strength bins (counting sort), strongest first; and within a bin in reading
/// order.</summary>
internal sealed class CandidateOrder : IDisposable
{
    private const int MaxLevels = 24;
    private const int Bins = 4096;
    private const int BinShift = 3;
    private readonly Raster<ushort> _strength;
    private readonly int _minValue, _stripHeight, _strips;
    private readonly int[] _lastBins, _starts;
    private readonly PooledBuffer<int> _candidates, _ends;

    /// <param name="strength">The strength raster.</param>
    /// <param name="minValue">Minimum strength value of a candidate, 1 or more.</param>
    /// <param name="maxThreads">Maximum number of threads; does not affect the order.</param>
    public CandidateOrder(
        Raster<ushort> strength, int minValue, int stripHeight, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        (_strength, _minValue, _stripHeight) = (strength, minValue, stripHeight);
        _strips = (strength.Height + stripHeight - 1) / stripHeight;
        using var bins = new PooledBuffer<int>(_strips * Bins, clear: true);
        RowBands.ForEach(_strips, maxThreads, cancellation,
            (strip, _, _) => CountBins(strip, bins.Span.Slice(strip * Bins, Bins)), 1);
        _starts = Starts(bins.Span);
        _lastBins = LastBins(bins.Span);
        _candidates = new PooledBuffer<int>(_starts[_strips]);
        _ends = new PooledBuffer<int>(_strips * Levels);
        if (Levels > 0)
        {
            RowBands.ForEach(_strips, maxThreads, cancellation,
                (strip, _, _) => Sort(strip, bins.Span.Slice(strip * Bins, Bins)), 1);
        }
    }

    /// <summary>Number of levels; 0 without candidates.</summary>
    public int Levels => _lastBins.Length;

    /// <summary>Returns the candidates of one level in one strip as row-major pixel indices in the strip.</summary>
    public ReadOnlySpan<int> InLevel(int strip, int level)
    {
        var from = level == 0 ? 0 : _ends.Span[(strip * Levels) + level - 1];
        return _candidates.Span.Slice(_starts[strip] + from, _ends.Span[(strip * Levels) + level] - from);
    }

    public void Dispose()
    {
        _candidates.Dispose();
        _ends.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void CountBins(int strip, Span<int> bins)
    {
        var min = _minValue;
        var end = Math.Min(_strength.Height, (strip + 1) * _stripHeight);
        for (var y = strip * _stripHeight; y < end; y++)
        {
            foreach (var value in _strength.Row(y))
            {
                if ((uint)(value - min) <= (uint)(StrengthPlane.One - min))
                {
                    bins[value >> BinShift]++;
                }
            }
        }
    }

    /// <summary>Returns the index of the first candidate of each strip, followed by the total number of
    /// candidates.</summary>
    private int[] Starts(ReadOnlySpan<int> bins)
    {
        var starts = new int[_strips + 1];
        for (var strip = 0; strip < _strips; strip++)
        {
            starts[strip + 1] = checked(starts[strip] + TensorPrimitives.Sum(bins.Slice(strip * Bins, Bins)));
        }

        return starts;
    }

    /// <summary>Returns the weakest bin of each level, strongest level first.</summary>
    private int[] LastBins(ReadOnlySpan<int> bins)
    {
        var total = _starts[_strips];
        var lastBins = new List<int>();
        var inLevel = 0L;
        for (var bin = Bins - 1; bin >= 0; bin--)
        {
            for (var strip = 0; strip < _strips; strip++)
            {
                inLevel += bins[(strip * Bins) + bin];
            }

            if (inLevel > 0 && (inLevel * MaxLevels >= total || bin == 0))
            {
                lastBins.Add(bin);
                inLevel = 0;
            }
        }

        return [.. lastBins];
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Sort(int strip, Span<int> bins)
    {
        var candidates = _candidates.Span[_starts[strip].._starts[strip + 1]];
        var ends = _ends.Span.Slice(strip * Levels, Levels);
        var at = 0;
        var level = 0;
        for (var bin = Bins - 1; bin >= 0; bin--)
        {
            var count = bins[bin];
            bins[bin] = at;
            at += count;
            if (level < _lastBins.Length && bin == _lastBins[level])
            {
                ends[level++] = at;
            }
        }

        var min = _minValue;
        var width = _strength.Width;
        var top = strip * _stripHeight;
        var end = Math.Min(_strength.Height, top + _stripHeight);
        for (var y = top; y < end; y++)
        {
            var row = _strength.Row(y);
            var first = (y - top) * width;
            for (var x = 0; x < row.Length; x++)
            {
                var value = row[x];
                if ((uint)(value - min) <= (uint)(StrengthPlane.One - min))
                {
                    candidates[bins[value >> BinShift]++] = first + x;
                }
            }
        }
    }
}
