namespace Stylize.Engine.Segmentation.Labels;

/// <summary>The runs of one region in raster order: row, first column, column after the last. Connected, so no row between is empty.</summary>
internal readonly ref struct RegionSpan(ReadOnlySpan<int> rows, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends)
{
    public ReadOnlySpan<int> Rows { get; } = rows;

    public ReadOnlySpan<int> Starts { get; } = starts;

    public ReadOnlySpan<int> Ends { get; } = ends;

    public int Length => Rows.Length;

    public int Top => Rows[0];

    public int Bottom => Rows[^1] + 1;
}
