using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>
/// Convex hull of the midpoints of all pixel edges of a region, as convex_hull_image of scikit-image. Coordinates are
/// doubled, so that the midpoints are integers and every comparison is exact. One instance serves many regions.
/// </summary>
internal sealed class RegionHull
{
    private readonly List<(long Row, long Column)> _vertices = [];
    private int[] _left = [];
    private int[] _right = [];
    private int[] _profile = [];
    private int[] _chain = [];
    private int _rows;

    /// <summary>Number of pixels whose center is in or on the hull.</summary>
    public long ConvexArea { get; private set; }

    /// <summary>Computes <see cref="ConvexArea"/> and the first and last pixel of the hull in each row.</summary>
    public void Load(RegionSpan region)
    {
        _rows = region.Bottom - region.Top;
        if (_left.Length < _rows)
        {
            _left = new int[_rows];
            _right = new int[_rows];
            _profile = new int[(2 * _rows) + 1];
            _chain = new int[(2 * _rows) + 1];
        }

        _left.AsSpan(0, _rows).Fill(int.MaxValue);
        _right.AsSpan(0, _rows).Fill(int.MinValue);
        for (var run = 0; run < region.Length; run++)
        {
            var row = region.Rows[run] - region.Top;
            _left[row] = Math.Min(_left[row], region.Starts[run]);
            _right[row] = Math.Max(_right[row], region.Ends[run] - 1);
        }

        FillGaps();
        Fill(_left, 1);
        Fill(_right, -1);
        ConvexArea = 0;
        for (var row = 0; row < _rows; row++)
        {
            ConvexArea += _right[row] - _left[row] + 1;
        }
    }

    /// <summary>Gives rows between the pieces of a label, which have no pixels, sides that are within the
    /// hull.</summary>
    private void FillGaps()
    {
        for (var row = 1; row < _rows; row++)
        {
            if (_left[row] != int.MaxValue) continue;

            var next = row + 1;
            while (_left[next] == int.MaxValue)
            {
                next++;
            }

            _left.AsSpan(row, next - row).Fill(Math.Max(_left[row - 1], _left[next]));
            _right.AsSpan(row, next - row).Fill(Math.Min(_right[row - 1], _right[next]));
        }
    }

    /// <summary>Returns the maximum and minimum Feret diameter; the minimum is perpendicular to an edge of the
    /// hull.</summary>
    /// <param name="aspect">Height of a pixel in widths.</param>
    public (double Maximum, double Minimum) Feret(double aspect)
    {
        _vertices.Clear();
        AddChain(_left, 1);
        var leftCount = _vertices.Count;
        AddChain(_right, -1);
        _vertices.Reverse(leftCount, _vertices.Count - leftCount);

        var farthest = 0.0;
        var narrowest = double.PositiveInfinity;
        for (var i = 0; i < _vertices.Count; i++)
        {
            var (row, column) = _vertices[i];
            var (nextRow, nextColumn) = _vertices[(i + 1) % _vertices.Count];
            var across = 0.0;
            var (edgeRow, edgeColumn) = ((nextRow - row) * aspect, (double)(nextColumn - column));
            for (var j = 0; j < _vertices.Count; j++)
            {
                var (dr, dc) = ((_vertices[j].Row - row) * aspect, (double)(_vertices[j].Column - column));
                farthest = Math.Max(farthest, (dr * dr) + (dc * dc));
                across = Math.Max(across, Math.Abs((dr * edgeColumn) - (dc * edgeRow)));
            }

            if (edgeRow != 0 || edgeColumn != 0)
            {
                narrowest = Math.Min(narrowest, across / Math.Sqrt((edgeRow * edgeRow) + (edgeColumn * edgeColumn)));
            }
        }

        return (Math.Sqrt(farthest) / 2, narrowest / 2);
    }

    /// <summary>Moves the first pixel of each row outward to the first one in the hull. The right side is mirrored,
    /// with sign -1.</summary>
    private void Fill(int[] side, int sign)
    {
        Chain(side, sign);
        var segment = 0;
        for (var row = 0; row < _rows; row++)
        {
            var at = (2 * row) + 1;
            while (_chain[segment + 1] < at)
            {
                segment++;
            }

            long from = _chain[segment], to = _chain[segment + 1];
            var run = to - from;
            var numerator = (_profile[from] * run) + ((_profile[to] - (long)_profile[from]) * (at - from));

            // Both are less than 2^53, and a quotient that is not an integer differs from one by more than the rounding
            // error.
            side[row] = sign * (int)Math.Ceiling(numerator / (2.0 * run));
        }
    }

    /// <summary>
    /// Computes the left side of the hull by the monotone chain algorithm (Andrew 1979) as indices into the profile of
    /// outermost midpoints: even indices are the edges between rows, odd indices the centers of rows. Returns its
    /// length.
    /// </summary>
    private int Chain(int[] side, int sign)
    {
        var last = 2 * _rows;
        _profile[0] = 2 * sign * side[0];
        _profile[last] = 2 * sign * side[_rows - 1];
        for (var row = 0; row < _rows; row++)
        {
            _profile[(2 * row) + 1] = (2 * sign * side[row]) - 1;
            if (row > 0)
            {
                _profile[2 * row] = 2 * Math.Min(sign * side[row - 1], sign * side[row]);
            }
        }

        var length = 0;
        for (var i = 0; i <= last; i++)
        {
            while (length >= 2)
            {
                int a = _chain[length - 2], b = _chain[length - 1];
                if ((_profile[b] - (long)_profile[a]) * (i - b) < (_profile[i] - (long)_profile[b]) * (b - a)) break;

                length--;
            }

            _chain[length++] = i;
        }

        return length;
    }

    private void AddChain(int[] side, int sign)
    {
        var length = Chain(side, sign);
        for (var i = 0; i < length; i++)
        {
            _vertices.Add((_chain[i], sign * (long)_profile[_chain[i]]));
        }
    }
}
