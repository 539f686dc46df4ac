namespace Stylize.Engine.Segmentation.Labels;

/// <summary>
/// Splits objects that touch, by the watershed of their distance transform with its h-maxima as markers. Pixels are visited from the maxima
/// downwards (Vincent and Soille 1991). Where two basins meet, they are joined if the lower maximum is less than h above the meeting point,
/// and kept apart otherwise (h-maxima: Soille, Morphological Image Analysis, 2003). Markers and watershed are found in this one pass. No
/// pixel is lost to a boundary.
/// </summary>
internal sealed class ObjectSplitter
{
    /// <summary>
    /// Objects with a larger bounding box are not split. They are background that the threshold took for an object, and splitting one would
    /// need gigabytes.
    /// </summary>
    private const long MaxPixels = 1L << 26;

    private readonly DistanceMap _distances = new();
    private readonly double _h;
    private bool[] _mask = [];
    private int[] _parents = [];
    private int[] _order = [];
    private int[] _names = [];

    private ObjectSplitter(double h)
    {
        _h = h;
    }

    /// <summary>The objects of <paramref name="labelled"/>, which is disposed, split and numbered in raster order.</summary>
    /// <param name="labelled">Connected objects.</param>
    /// <param name="h">
    /// Height, in pixels of distance, that a maximum of the distance transform must have above the saddle to a higher one to count.
    /// </param>
    /// <param name="cancellation">Checked between objects.</param>
    public static LabelledRuns Split(LabelledRuns labelled, double h, CancellationToken cancellation)
    {
        using (labelled)
        {
            var regions = new RegionRuns(labelled);
            var splitter = new ObjectSplitter(h);
            var pieces = new List<Piece>(labelled.Runs.Count);
            var labels = 0;
            for (var label = 1; label <= regions.Count; label++)
            {
                cancellation.ThrowIfCancellationRequested();
                labels += splitter.Split(regions[label], labelled.Runs.Width, labelled.Runs.Height, labels, pieces);
            }

            return Assemble(pieces, labels, labelled.Runs.Width, labelled.Runs.Height);
        }
    }

    /// <summary>Puts the pieces of all objects into raster order and numbers the labels in that order.</summary>
    private static LabelledRuns Assemble(List<Piece> pieces, int labels, int width, int height)
    {
        pieces.Sort(static (a, b) => a.Row != b.Row ? a.Row.CompareTo(b.Row) : a.Start.CompareTo(b.Start));
        var runs = new RunTable(width, height, joinsTouching: false);
        var runLabels = new int[pieces.Count];
        var numbers = new int[labels + 1];
        var (next, count) = (0, 0);
        for (var y = 0; y < height; y++)
        {
            runs.BeginRow();
            for (; next < pieces.Count && pieces[next].Row == y; next++)
            {
                ref var number = ref numbers[pieces[next].Label];
                if (number == 0)
                {
                    number = ++count;
                }

                runs.Add(pieces[next].Start, pieces[next].End);
                runLabels[next] = number;
            }
        }

        return new LabelledRuns(runs, runLabels, count);
    }

    /// <summary>
    /// Splits one object, adds its runs with labels from <paramref name="labels"/> + 1 on, and returns into how many parts it was split.
    /// </summary>
    private int Split(RegionSpan region, int imageWidth, int imageHeight, int labels, List<Piece> pieces)
    {
        var (left, right) = (int.MaxValue, 0);
        for (var run = 0; run < region.Length; run++)
        {
            left = Math.Min(left, region.Starts[run]);
            right = Math.Max(right, region.Ends[run]);
        }

        // Pad by one background pixel, except at the image border.
        left = Math.Max(left - 1, 0);
        var top = Math.Max(region.Top - 1, 0);
        var width = Math.Min(right + 1, imageWidth) - left;
        var height = Math.Min(region.Bottom + 1, imageHeight) - top;
        if ((long)width * height > MaxPixels)
        {
            for (var run = 0; run < region.Length; run++)
            {
                pieces.Add(new Piece(region.Rows[run], region.Starts[run], region.Ends[run], labels + 1));
            }

            return 1;
        }

        Load(region, left, top, width, height);
        var distances = _distances.Compute(_mask.AsSpan(0, width * height), width, height);
        Flood(distances, width, height);
        return Emit(region, left, top, width, height, labels, pieces);
    }

    /// <summary>Draws the object into the mask.</summary>
    private void Load(RegionSpan region, int left, int top, int width, int height)
    {
        var size = width * height;
        if (_mask.Length < size)
        {
            _mask = new bool[size];
            _parents = new int[size];
            _names = new int[size];
        }

        _mask.AsSpan(0, size).Clear();
        for (var run = 0; run < region.Length; run++)
        {
            _mask.AsSpan(((region.Rows[run] - top) * width) + region.Starts[run] - left, region.Ends[run] - region.Starts[run]).Fill(true);
        }
    }

    /// <summary>
    /// Visits pixels in the order of falling distance and joins each to a basin. Following a pixel's parents leads to the maximum of its
    /// basin.
    /// </summary>
    private void Flood(ReadOnlySpan<int> distances, int width, int height)
    {
        var count = Sort(distances);
        _parents.AsSpan(0, distances.Length).Fill(-1);
        for (var i = 0; i < count; i++)
        {
            var pixel = _order[i];
            var (x, y) = (pixel % width, pixel / width);
            var highest = -1;
            for (var neighbour = 0; neighbour < 8; neighbour++)
            {
                var other = Neighbour(x, y, neighbour, width, height);
                if (other >= 0 && _parents[other] >= 0 && (highest < 0 || distances[other] > distances[highest]))
                {
                    highest = other;
                }
            }

            if (highest < 0)
            {
                // No neighbour was visited: a maximum, which begins a basin.
                _parents[pixel] = pixel;
                continue;
            }

            _parents[pixel] = Maximum(highest);
            for (var neighbour = 0; neighbour < 8; neighbour++)
            {
                var other = Neighbour(x, y, neighbour, width, height);
                if (other >= 0 && _parents[other] >= 0)
                {
                    Meet(Maximum(pixel), Maximum(other), distances, distances[pixel]);
                }
            }
        }
    }

    /// <summary>Joins two basins that meet at a squared distance, unless the lower maximum is at least h above it.</summary>
    private void Meet(int a, int b, ReadOnlySpan<int> distances, int level)
    {
        if (a == b)
        {
            return;
        }

        var (high, low) = distances[a] >= distances[b] ? (a, b) : (b, a);
        if (Math.Sqrt(distances[low]) - Math.Sqrt(level) < _h)
        {
            _parents[low] = high;
        }
    }

    /// <summary>Adds the object's runs, cut where the basin changes, and returns the number of basins.</summary>
    private int Emit(RegionSpan region, int left, int top, int width, int height, int labels, List<Piece> pieces)
    {
        var count = 0;
        _names.AsSpan(0, width * height).Clear();
        for (var run = 0; run < region.Length; run++)
        {
            var row = ((region.Rows[run] - top) * width) - left;
            var start = region.Starts[run];
            while (start < region.Ends[run])
            {
                var maximum = Maximum(row + start);
                var end = start + 1;
                while (end < region.Ends[run] && Maximum(row + end) == maximum)
                {
                    end++;
                }

                if (_names[maximum] == 0)
                {
                    _names[maximum] = ++count;
                }

                pieces.Add(new Piece(region.Rows[run], start, end, labels + _names[maximum]));
                start = end;
            }
        }

        return count;
    }

    /// <summary>
    /// Fills the order with the object's pixels by falling distance, in raster order where distances are equal. Returns their number.
    /// </summary>
    private int Sort(ReadOnlySpan<int> distances)
    {
        var count = 0;
        if (_order.Length < distances.Length)
        {
            _order = new int[_mask.Length];
        }

        for (var i = 0; i < distances.Length; i++)
        {
            if (distances[i] > 0)
            {
                _order[count++] = i;
            }
        }

        var keys = new long[count];
        for (var i = 0; i < count; i++)
        {
            keys[i] = ((long)(int.MaxValue - distances[_order[i]]) << 32) | (uint)_order[i];
        }

        Array.Sort(keys, _order, 0, count);
        return count;
    }

    /// <summary>The maximum at which the basin of a visited pixel began.</summary>
    private int Maximum(int pixel)
    {
        while (_parents[pixel] != pixel)
        {
            pixel = _parents[pixel] = _parents[_parents[pixel]];
        }

        return pixel;
    }

    /// <summary>One of the eight neighbours of a pixel, 0 to 7 in raster order, or -1 outside the mask.</summary>
    private static int Neighbour(int x, int y, int index, int width, int height)
    {
        // Index 4 of the 3 x 3 neighbourhood is the pixel itself.
        var step = index < 4 ? index : index + 1;
        x += (step % 3) - 1;
        y += (step / 3) - 1;
        return (uint)x < (uint)width && (uint)y < (uint)height ? (y * width) + x : -1;
    }

    /// <summary>A run with its label.</summary>
    private readonly record struct Piece(int Row, int Start, int End, int Label);
}
