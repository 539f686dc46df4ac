namespace Stylize.Engine.Segmentation.Labels;

/// <summary>The runs of one region in raster order. A region is connected, so every row from its top to its bottom has a run.</summary>
/// <param name="ends">Column after the last one of each run.</param>
internal readonly ref struct RegionSpan(ReadOnlySpan<int> rows, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends)
{
    public ReadOnlySpan<int> Rows { get; } = rows;
    public ReadOnlySpan<int> Starts { get; } = starts;
    public ReadOnlySpan<int> Ends { get; } = ends;
    public int Length => Rows.Length;
    public int Top => Rows[0];
    public int Bottom => Rows[^1] + 1;
}
