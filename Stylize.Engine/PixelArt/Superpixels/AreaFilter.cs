namespace Stylize.Engine.PixelArt.Superpixels;

/// <summary>Closes a plane by area (Vincent, "Morphological Area Openings and Closings for Greyscale Images", 1993): dark blobs of few
/// cells get the value at which they join their surroundings. Blobs are joined as sets in ascending order of value (Meijster and
/// Wilkinson, "A Comparison of Algorithms for Connected Set Openings and Closings", IEEE TPAMI 24, 2002).</summary>
internal sealed class AreaFilter(int width, int height)
{
    /// <summary>Steps of value per unit.</summary>
    private const int Steps = 4;

    /// <summary>Number of steps: values range from -256 to 256.</summary>
    private const int Levels = 512 * Steps;

    private readonly int[] _levels = new int[width * height];
    private readonly int[] _order = new int[width * height];
    private readonly int[] _root = new int[width * height];
    private readonly int[] _area = new int[width * height];

    /// <summary>Adds to each cell of a plane how far its dark blob is below its surroundings.</summary>
    /// <param name="values">A plane, row-major, from -255 to 255.</param>
    /// <param name="sign">1 for dark blobs, -1 for light ones.</param>
    /// <param name="minArea">Number of connected cells, of eight neighbors, of an area. Blobs that reach the border are
    /// areas.</param>
    /// <param name="depths">The sums, row-major.</param>
    public void AddDepths(ReadOnlySpan<float> values, int sign, int minArea, Span<float> depths)
    {
        Sort(values, sign);
        Array.Fill(_root, -1);
        foreach (var cell in _order)
        {
            var (y, x) = Math.DivRem(cell, width);
            var isInside = x > 0 && y > 0 && x < width - 1 && y < height - 1;
            (_root[cell], _area[cell]) = (cell, isInside ? 1 : minArea);
            for (var otherY = Math.Max(y - 1, 0); otherY <= Math.Min(y + 1, height - 1); otherY++)
            {
                for (var otherX = Math.Max(x - 1, 0); otherX <= Math.Min(x + 1, width - 1); otherX++)
                {
                    Join(cell, (otherY * width) + otherX, minArea);
                }
            }
        }

        for (var i = _order.Length - 1; i >= 0; i--)
        {
            // A parent comes later in the order, so it already has the value of its root.
            var (cell, root) = (_order[i], _root[_order[i]]);
            var before = _levels[cell];
            _levels[cell] = _levels[root];
            depths[cell] += (float)(_levels[cell] - before) / Steps;
        }
    }

    /// <summary>Sorts the cells by value, equal ones in their order.</summary>
    private void Sort(ReadOnlySpan<float> values, int sign)
    {
        var ends = new int[Levels + 1];
        for (var i = 0; i < values.Length; i++)
        {
            _levels[i] = (Levels / 2) + (int)MathF.Round(sign * Steps * values[i]);
            ends[_levels[i] + 1]++;
        }

        for (var level = 1; level < ends.Length; level++)
        {
            ends[level] += ends[level - 1];
        }

        for (var i = 0; i < values.Length; i++)
        {
            _order[ends[_levels[i]]++] = i;
        }
    }

    private void Join(int cell, int other, int minArea)
    {
        if (_root[other] < 0 || DisjointSets.Root(_root, other) is var root && root == cell) return;

        if (_levels[root] == _levels[cell] || _area[root] < minArea)
        {
            _area[cell] += _area[root];
            _root[root] = cell;
        }
        else
        {
            _area[cell] = minArea;
        }
    }
}
