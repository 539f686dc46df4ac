namespace Stylize.Engine.Imaging.Kit.Regions;

/// <summary>Horizontal runs of pixels in raster order.</summary>
/// <param name="rowOffsets">The first run of each row, and the number of runs.</param>
/// <param name="starts">First column of each run.</param>
/// <param name="ends">Column after the last one of each run.</param>
/// <param name="values">The value of each run; empty if all have the same one.</param>
/// <example><code>
/// // Two rows: columns 0 and 1, and column 3; below, column 2.
/// var runs = new ImageRuns&lt;byte>([0, 2, 3], [0, 3, 2], [2, 4, 3], []);
/// var numbers = new int[3];
/// Assert.Equal(1, runs.Label(connectivity: 8, null, first: 1, numbers, default));
/// Assert.Equal(3, runs.Label(connectivity: 4, null, first: 1, numbers, default));
/// </code></example>
internal readonly ref struct ImageRuns<T>(
    ReadOnlySpan<int> rowOffsets, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends, ReadOnlySpan<T> values)
    where T : IEquatable<T>
{
    private readonly ReadOnlySpan<int> _rowOffsets = rowOffsets, _starts = starts, _ends = ends;
    private readonly ReadOnlySpan<T> _values = values;

    /// <summary>Numbers the connected regions of one value in the order of their first pixels, by union-find on runs
    /// (Wu, Otoo and Suzuki, Pattern Analysis and Applications 12, 2009), and returns their number. Each run is
    /// compared with those that it touches in the row above.</summary>
    /// <param name="connectivity">8: pixels that share a corner are connected; 4: only those that share a side.</param>
    /// <param name="joinsFalling">Returns true if the pixels at the upper left and the lower right of a corner are
    /// connected, and false if the other two are. Asked if two runs of one value touch only at this corner; null to
    /// connect them.</param>
    /// <param name="first">The number of the first region.</param>
    /// <param name="numbers">Receives the number of each run's region.</param>
    public int Label(int connectivity, Func<int, int, bool>? joinsFalling, int first, Span<int> numbers,
        CancellationToken cancellation)
    {
        var reach = connectivity == 8 ? 1 : 0;
        var previous = 0;
        for (var y = 0; y < _rowOffsets.Length - 1; y++)
        {
            if ((y & 63) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            var (start, end) = (_rowOffsets[y], _rowOffsets[y + 1]);
            var above = previous;
            for (var run = start; run < end; run++)
            {
                numbers[run] = run;
                var (from, to) = (_starts[run] - reach, _ends[run] + reach);
                while (above < start && _ends[above] <= from)
                {
                    above++;
                }

                for (var other = above; other < start && _starts[other] < to; other++)
                {
                    if ((_values.IsEmpty || _values[other].Equals(_values[run]))
                        && (joinsFalling is null || IsConnected(other, run, y, joinsFalling)))
                    {
                        DisjointSets.Unite(numbers, other, run);
                    }
                }
            }

            previous = start;
        }

        return DisjointSets.Number(numbers[.._starts.Length], first);
    }

    private bool IsConnected(int upper, int lower, int y, Func<int, int, bool> joinsFalling) =>
        _ends[upper] == _starts[lower] ? joinsFalling(_starts[lower], y)
            : _starts[upper] != _ends[lower] || !joinsFalling(_ends[lower], y);
}
