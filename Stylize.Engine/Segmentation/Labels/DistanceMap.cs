namespace Stylize.Engine.Segmentation.Labels;

/// <summary>
/// The exact squared Euclidean distance transform: for each object pixel the squared distance to the nearest background pixel (Meijster,
/// Roerdink and Hesselink 2000). One instance serves many objects, so that its arrays are allocated once.
/// </summary>
internal sealed class DistanceMap
{
    private int[] _columns = [];
    private int[] _squares = [];
    private int[] _sites = [];
    private int[] _starts = [];

    /// <summary>Squared distances of the pixels of a mask in raster order; 0 for background.</summary>
    /// <param name="mask">
    /// Width times height, true for object pixels. Pixels outside the mask count as neither object nor background.
    /// </param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    public ReadOnlySpan<int> Compute(ReadOnlySpan<bool> mask, int width, int height)
    {
        if (_squares.Length < mask.Length)
        {
            _columns = new int[mask.Length];
            _squares = new int[mask.Length];
        }

        if (_sites.Length < width)
        {
            _sites = new int[width];
            _starts = new int[width];
        }

        // First pass: for each pixel the vertical distance to background in its own column.
        var far = width + height;
        for (var x = 0; x < width; x++)
        {
            var distance = far;
            for (var y = 0; y < height; y++)
            {
                distance = mask[(y * width) + x] ? Math.Min(distance + 1, far) : 0;
                _columns[(y * width) + x] = distance;
            }

            distance = far;
            for (var y = height - 1; y >= 0; y--)
            {
                distance = Math.Min(distance + 1, _columns[(y * width) + x]);
                _columns[(y * width) + x] = distance;
            }
        }

        for (var y = 0; y < height; y++)
        {
            Row(_columns.AsSpan(y * width, width), _squares.AsSpan(y * width, width));
        }

        return _squares.AsSpan(0, mask.Length);
    }

    /// <summary>
    /// Second pass: each distance of a row is the minimum over i of (x - i)^2 + column(i)^2, found by the lower envelope of these
    /// parabolas.
    /// </summary>
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
            long numerator = ((long)x * x) - ((long)site * site) + ((long)column[x] * column[x]) - ((long)column[site] * column[site]);
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

    private static long At(
        ReadOnlySpan<int> column, int site, int x) => ((long)(x - site) * (x - site)) + ((long)column[site] * column[site]);
}
