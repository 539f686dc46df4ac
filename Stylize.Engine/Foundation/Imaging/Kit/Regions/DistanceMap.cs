namespace Stylize.Engine.Imaging.Kit.Regions;

/// <summary>
/// Exact squared Euclidean distance transform: the squared distance of each object pixel to the nearest background
/// pixel (Meijster, Roerdink and Hesselink 2000). One instance serves many objects, so that its arrays are allocated
/// once.
/// </summary>
/// <example><code>
/// int[] cells = [0, 1, 1, 1, 0]; // a row of five pixels
/// new DistanceMap().Compute(cells, 5, 1);
/// Assert.Equal([0, 1, 4, 1, 0], cells);
/// </code></example>
internal sealed class DistanceMap
{
    private int[] _row = [];
    private int[] _sites = [];
    private int[] _starts = [];

    /// <summary>Replaces the values of a mask, in raster order, with squared distances; 0 stays 0.</summary>
    /// <param name="cells">Width times height: 0 for background. Pixels outside the mask count as neither object nor
    /// background.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Compute(Span<int> cells, int width, int height)
    {
        if (_sites.Length < width)
        {
            (_row, _sites, _starts) = (new int[width], new int[width], new int[width]);
        }

        // First pass: the vertical distance of each pixel to the background in its own column.
        var far = width + height;
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = cells[i] == 0 ? 0 : i < width ? far : Math.Min(cells[i - width] + 1, far);
        }

        for (var i = cells.Length - width - 1; i >= 0; i--)
        {
            cells[i] = Math.Min(cells[i + width] + 1, cells[i]);
        }

        for (var y = 0; y < height; y++)
        {
            var row = cells.Slice(y * width, width);
            for (var start = row.IndexOfAnyExcept(0); start >= 0;)
            {
                // The background at both ends of a run is nearer than everything behind it.
                var length = row[start..].IndexOf(0);
                var end = length < 0 ? width : start + length;
                var part = row[Math.Max(start - 1, 0)..Math.Min(end + 1, width)];
                part.CopyTo(_row);
                Row(_row.AsSpan(0, part.Length), part);
                var next = row[end..].IndexOfAnyExcept(0);
                start = next < 0 ? -1 : end + next;
            }
        }
    }

    /// <summary>Second pass: the minimum over i of (x - i)^2 + column(i)^2, by the lower envelope of these
    /// parabolas.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Row(ReadOnlySpan<int> column, Span<int> squares)
    {
        var last = 0;
        _sites[0] = 0;
        _starts[0] = 0;
        for (var x = 1; x < column.Length; x++)
        {
            while (last >= 0 && At(column, _sites[last], _starts[last]) > At(column, x, _starts[last]))
            {
                last--;
            }

            if (last < 0)
            {
                last = 0;
                _sites[0] = x;
                continue;
            }

            var site = _sites[last];
            long numerator = ((long)x * x) - ((long)site * site) + ((long)column[x] * column[x])
                - ((long)column[site] * column[site]);
            var start = 1 + (numerator / (2 * (x - site)));
            if (start < column.Length)
            {
                last++;
                _sites[last] = x;
                _starts[last] = (int)start;
            }
        }

        for (var x = column.Length - 1; x >= 0; x--)
        {
            squares[x] = (int)Math.Min(At(column, _sites[last], x), int.MaxValue);
            if (x == _starts[last])
            {
                last--;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long At(
        ReadOnlySpan<int> column, int site, int x) =>
        ((long)(x - site) * (x - site)) + ((long)column[site] * column[site]);
}
