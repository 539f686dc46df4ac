namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>
/// The basins of a plane's maxima: pixels are visited from the highest downwards, each joining the basin of its highest neighbour (Vincent
/// and Soille 1991). Where two basins meet, the lower one is joined to the higher if its maximum is not high enough above that place.
/// One instance serves many planes, so that its arrays are allocated once.
/// </summary>
internal sealed class Basins
{
    private const int Levels = 65536;

    private readonly int[] _offsets = new int[Levels + 1];
    private int[] _parents = [];
    private int[] _order = [];

    /// <summary>
    /// For each pixel the index of the pixel that is the maximum of its basin, or -1 where its value is not above
    /// <paramref name="floor"/>. Valid until the next call.
    /// </summary>
    /// <param name="values">The plane, not negative above the floor.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="floor">Pixels that are not above it belong to no basin.</param>
    /// <param name="depth">Least depth of a maximum above the meeting point to stay apart.</param>
    /// <param name="share">Least depth as a share of the maximum.</param>
    public ReadOnlySpan<int> Find(ReadOnlySpan<float> values, int width, float floor, double depth, double share)
    {
        var height = values.Length / width;
        if (_parents.Length < values.Length)
        {
            _parents = new int[values.Length];
            _order = new int[values.Length];
        }

        var count = Sort(values, floor);
        var parents = _parents;
        parents.AsSpan(0, values.Length).Fill(-1);
        Span<int> beside = stackalloc int[8];
        for (var i = 0; i < count; i++)
        {
            var pixel = _order[i];
            var (x, y) = (pixel % width, pixel / width);
            var found = 0;
            var highest = -1;
            for (var row = Math.Max(y - 1, 0); row <= Math.Min(y + 1, height - 1); row++)
            {
                for (var column = Math.Max(x - 1, 0); column <= Math.Min(x + 1, width - 1); column++)
                {
                    var other = (row * width) + column;
                    if (parents[other] >= 0)
                    {
                        beside[found++] = other;
                        highest = highest < 0 || values[other] > values[highest] ? other : highest;
                    }
                }
            }

            if (highest < 0)
            {
                parents[pixel] = pixel;
                continue;
            }

            var own = parents[pixel] = Maximum(parents, highest);
            foreach (var other in beside[..found])
            {
                var maximum = Maximum(parents, other);
                if (maximum == own)
                {
                    continue;
                }

                var (high, low) = values[own] >= values[maximum] ? (own, maximum) : (maximum, own);
                if (values[low] - values[pixel] < Math.Max(depth, share * values[low]))
                {
                    parents[low] = high;
                    own = high;
                }
            }
        }

        for (var i = 0; i < count; i++)
        {
            parents[_order[i]] = Maximum(parents, _order[i]);
        }

        return parents.AsSpan(0, values.Length);
    }

    /// <summary>
    /// Fills the order with the pixels above the floor, by falling value to a 65,536th of the range, in raster order where it is the same.
    /// </summary>
    private int Sort(ReadOnlySpan<float> values, float floor)
    {
        var highest = float.MinValue;
        foreach (var value in values)
        {
            highest = Math.Max(highest, value);
        }

        if (!(highest > floor))
        {
            return 0;
        }

        var scale = (Levels - 1) / (highest - floor);
        Array.Clear(_offsets);
        foreach (var value in values)
        {
            if (value > floor)
            {
                _offsets[Levels - (int)((value - floor) * scale)]++;
            }
        }

        for (var level = 0; level < Levels; level++)
        {
            _offsets[level + 1] += _offsets[level];
        }

        var count = _offsets[Levels];
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] > floor)
            {
                _order[_offsets[Levels - 1 - (int)((values[i] - floor) * scale)]++] = i;
            }
        }

        return count;
    }

    private static int Maximum(int[] parents, int pixel)
    {
        while (parents[pixel] != pixel)
        {
            pixel = parents[pixel] = parents[parents[pixel]];
        }

        return pixel;
    }
}
