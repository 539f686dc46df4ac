namespace Stylize.Engine.Segmentation.Labels;

/// <summary>The runs of one region in raster order. A region is connected, so every row from its top to its bottom has a run.</summary>
/// <param name="rows">Row of each run.</param>
/// <param name="starts">First column of each run.</param>
/// <param name="ends">Column after the last one of each run.</param>
internal readonly ref struct RegionSpan(ReadOnlySpan<int> rows, ReadOnlySpan<int> starts, ReadOnlySpan<int> ends)
{
    public ReadOnlySpan<int> Rows { get; } = rows;

    public ReadOnlySpan<int> Starts { get; } = starts;

    public ReadOnlySpan<int> Ends { get; } = ends;

    /// <summary>Number of runs.</summary>
    public int Length => Rows.Length;

    /// <summary>First row of the bounding box.</summary>
    public int Top => Rows[0];

    /// <summary>Row after the last one of the bounding box.</summary>
    public int Bottom => Rows[^1] + 1;
}
