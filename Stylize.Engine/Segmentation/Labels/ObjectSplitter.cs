using Stylize.Engine.Segmentation.Regions;

namespace Stylize.Engine.Segmentation.Labels;

/// <summary>
/// Splits objects that touch. Each object is flooded from the peaks of its distance to the background downwards; two basins that meet are joined
/// where the lower peak stands less than a given depth above the meeting point, and stay apart otherwise. This is the watershed of the
/// distance map with the h-maxima as markers, in one pass and with every pixel kept.
/// </summary>
internal sealed class ObjectSplitter
{
    /// <summary>Objects in a box of more pixels are kept whole: they are background that was taken for an object, and would need gigabytes.</summary>
    private const long MostPixels = 1L << 26;

    private readonly DistanceMap _distances = new();
    private readonly double _depth;
    private bool[] _mask = [];
    private int[] _parents = [];
    private int[] _order = [];
    private int[] _names = [];

    private ObjectSplitter(double depth)
    {
        _depth = depth;
    }

    /// <summary>The objects of <paramref name="labelled"/>, which is disposed, split and numbered in raster order.</summary>
    /// <param name="labelled">Connected objects.</param>
    /// <param name="depth">Pixels by which the distance at a neck is less than at the lower of the two peaks.</param>
    /// <param name="cancellation">Honoured between objects.</param>
    public static LabelledRuns Split(LabelledRuns labelled, double depth, CancellationToken cancellation)
    {
        using (labelled)
        {
            var regions = new RegionRuns(labelled);
            var splitter = new ObjectSplitter(depth);
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

    /// <summary>Adds the pieces of one object with labels from <paramref name="labels"/> + 1 on, and returns how many there are.</summary>
    private int Split(RegionSpan region, int imageWidth, int imageHeight, int labels, List<Piece> pieces)
    {
        var (left, right) = (int.MaxValue, 0);
        for (var run = 0; run < region.Length; run++)
        {
            left = Math.Min(left, region.Starts[run]);
            right = Math.Max(right, region.Ends[run]);
        }

        // A margin of background, except where the image ends and nobody knows.
        left = Math.Max(left - 1, 0);
        var top = Math.Max(region.Top - 1, 0);
        var width = Math.Min(right + 1, imageWidth) - left;
        var height = Math.Min(region.Bottom + 1, imageHeight) - top;
        if ((long)width * height > MostPixels)
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

    /// <summary>Visits pixels from the farthest to the nearest to the background. A pixel's parent leads to the peak of its basin.</summary>
    private void Flood(ReadOnlySpan<int> distances, int width, int height)
    {
        var count = Sort(distances);
        _parents.AsSpan(0, distances.Length).Fill(-1);
        for (var i = 0; i < count; i++)
        {
            var pixel = _order[i];
            var (x, y) = (pixel % width, pixel / width);
            var steepest = -1;
            for (var neighbour = 0; neighbour < 8; neighbour++)
            {
                var other = Neighbour(x, y, neighbour, width, height);
                if (other >= 0 && _parents[other] >= 0 && (steepest < 0 || distances[other] > distances[steepest]))
                {
                    steepest = other;
                }
            }

            if (steepest < 0)
            {
                _parents[pixel] = pixel;
                continue;
            }

            _parents[pixel] = Peak(steepest);
            for (var neighbour = 0; neighbour < 8; neighbour++)
            {
                var other = Neighbour(x, y, neighbour, width, height);
                if (other >= 0 && _parents[other] >= 0)
                {
                    Meet(Peak(pixel), Peak(other), distances, distances[pixel]);
                }
            }
        }
    }

    private void Meet(int a, int b, ReadOnlySpan<int> distances, int level)
    {
        if (a == b)
        {
            return;
        }

        var (high, low) = distances[a] >= distances[b] ? (a, b) : (b, a);
        if (Math.Sqrt(distances[low]) - Math.Sqrt(level) < _depth)
        {
            _parents[low] = high;
        }
    }

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
                var peak = Peak(row + start);
                var end = start + 1;
                while (end < region.Ends[run] && Peak(row + end) == peak)
                {
                    end++;
                }

                if (_names[peak] == 0)
                {
                    _names[peak] = ++count;
                }

                pieces.Add(new Piece(region.Rows[run], start, end, labels + _names[peak]));
                start = end;
            }
        }

        return count;
    }

    /// <summary>Object pixels by falling distance, in raster order where equal; returns how many.</summary>
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

    private int Peak(int pixel)
    {
        while (_parents[pixel] != pixel)
        {
            pixel = _parents[pixel] = _parents[_parents[pixel]];
        }

        return pixel;
    }

    private static int Neighbour(int x, int y, int index, int width, int height)
    {
        // Eight neighbours in raster order, the centre left out.
        var step = index < 4 ? index : index + 1;
        x += (step % 3) - 1;
        y += (step / 3) - 1;
        return (uint)x < (uint)width && (uint)y < (uint)height ? (y * width) + x : -1;
    }

    private readonly record struct Piece(int Row, int Start, int End, int Label);
}
