namespace Stylize.Engine.Segmentation.Labels;

/// <summary>The runs of labeled regions, sorted by region and then in raster order.</summary>
internal sealed class RegionRuns
{
    private readonly int[] _offsets;
    private readonly int[] _rows;
    private readonly int[] _starts;
    private readonly int[] _ends;

    public RegionRuns(LabeledRuns labeled)
    {
        // Counting sort by label.
        Count = labeled.Count;
        var labels = labeled.Labels;
        var runs = labeled.Runs;
        _offsets = new int[Count + 2];
        foreach (var label in labels)
        {
            _offsets[label]++;
        }

        var sum = 0;
        _offsets[0] = 0;
        for (var label = 1; label <= Count; label++)
        {
            (_offsets[label], sum) = (sum, sum + _offsets[label]);
        }

        _offsets[Count + 1] = sum;
        _rows = new int[sum];
        _starts = new int[sum];
        _ends = new int[sum];
        var next = (int[])_offsets.Clone();
        for (var run = 0; run < labels.Length; run++)
        {
            if (labels[run] != 0)
            {
                var index = next[labels[run]]++;
                _rows[index] = runs.Rows[run];
                _starts[index] = runs.Starts[run];
                _ends[index] = runs.Ends[run];
            }
        }
    }

    public int Count { get; }

    public RegionSpan this[int label]
    {
        get
        {
            var (from, length) = (_offsets[label], _offsets[label + 1] - _offsets[label]);
            return new RegionSpan(_rows.AsSpan(from, length), _starts.AsSpan(from, length), _ends.AsSpan(from, length));
        }
    }
}

/// <summary>The runs of one region in raster order. Rows between the pieces of a given label have no run.</summary>
/// <param name="ends">Column after the last one of each run.</param>
internal readonly ref struct RegionSpan(ReadOnlySpan<int> rows, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends)
{
    public ReadOnlySpan<int> Rows { get; } = rows;
    public ReadOnlySpan<int> Starts { get; } = starts;
    public ReadOnlySpan<int> Ends { get; } = ends;
    public int Length => Rows.Length;
    public int Left => TensorPrimitives.Min(Starts);
    public int Right => TensorPrimitives.Max(Ends);
    public int Top => Rows[0];
    public int Bottom => Rows[^1] + 1;
}
