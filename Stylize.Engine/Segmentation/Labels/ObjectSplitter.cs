namespace Stylize.Engine.Segmentation.Labels;

/// <summary>
/// Splits touching objects by the watershed of their distance transform, with its h-maxima as markers. Pixels are
/// visited from the maxima downward (Vincent and Soille 1991). Where two catchment basins meet, they are merged if the
/// lower maximum is less than h above the meeting point (h-maxima: Soille, Morphological Image Analysis, 2003). One
/// pass finds markers and watershed. No pixel is lost to a boundary.
/// </summary>
internal sealed class ObjectSplitter(double h)
{
    /// <summary>
    /// Objects with a larger bounding box are treated as background and are not split; splitting one would need
    /// gigabytes.
    /// </summary>
    private const long MaxPixels = 1L << 26;

    private readonly DistanceMap _map = new();
    private readonly DecreasingDistance _order = new();

    // Squared distances; after flooding, the label of the basin at each maximum.
    private int[] _cells = [];

    // The parent of a visited pixel; negative for all others.
    private int[] _parents = [];

    /// <summary>Returns the bytes needed to split the largest object of an image of this size, in addition to its
    /// runs.</summary>
    public static long EstimateMemory(long pixels) =>
        (8 * Math.Min(pixels, MaxPixels)) + DecreasingDistance.EstimateMemory(pixels);

    /// <summary>Returns the objects of <paramref name="labeled"/>, split and numbered in raster order, and disposes of
    /// the input.</summary>
    /// <param name="h">Minimum height, in pixels, of a maximum above the saddle to a higher one.</param>
    public static LabeledRuns Split(LabeledRuns labeled, double h, CancellationToken cancellation)
    {
        using (labeled)
        {
            var regions = new RegionRuns(labeled);
            var splitter = new ObjectSplitter(h);
            splitter.Reserve(regions, labeled.Runs.Width, labeled.Runs.Height);
            var pieces = new List<Piece>(labeled.Runs.Count);
            var labels = 0;
            for (var label = 1; label <= regions.Count; label++)
            {
                cancellation.ThrowIfCancellationRequested();
                labels += splitter.Split(regions[label], labeled.Runs.Width, labeled.Runs.Height, labels, pieces);
            }

            return Assemble(pieces, labels, labeled.Runs.Width, labeled.Runs.Height);
        }
    }

    /// <summary>Sorts the runs of all objects in raster order and numbers the labels in that order.</summary>
    private static LabeledRuns Assemble(List<Piece> pieces, int labels, int width, int height)
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

        return new LabeledRuns(runs, runLabels, count);
    }

    /// <summary>
    /// Splits one object, adds its runs with labels from <paramref name="labels"/> + 1, and returns the number of
    /// objects it became.
    /// </summary>
    private int Split(RegionSpan region, int imageWidth, int imageHeight, int labels, List<Piece> pieces)
    {
        var (left, top, width, height) = Box(region, imageWidth, imageHeight);
        if ((long)width * height > MaxPixels)
        {
            for (var run = 0; run < region.Length; run++)
            {
                pieces.Add(new Piece(region.Rows[run], region.Starts[run], region.Ends[run], labels + 1));
            }

            return 1;
        }

        var cells = _cells.AsSpan(0, width * height);
        cells.Clear();
        for (var run = 0; run < region.Length; run++)
        {
            cells.Slice(((region.Rows[run] - top) * width) + region.Starts[run] - left,
                region.Ends[run] - region.Starts[run]).Fill(1);
        }

        _map.Compute(cells, width, height);
        Flood(width, height);
        return Emit(region, left, top, width, cells, labels, pieces);
    }

    /// <summary>Returns the bounding box, padded by one background pixel except at the image border.</summary>
    private static (int Left, int Top, int Width, int Height) Box(RegionSpan region, int imageWidth, int imageHeight)
    {
        var (left, top) = (Math.Max(region.Left - 1, 0), Math.Max(region.Top - 1, 0));
        return (
            left, top, Math.Min(region.Right + 1, imageWidth) - left, Math.Min(region.Bottom + 1, imageHeight) - top);
    }

    private void Reserve(RegionRuns regions, int imageWidth, int imageHeight)
    {
        var largest = 0L;
        for (var label = 1; label <= regions.Count; label++)
        {
            var (_, _, width, height) = Box(regions[label], imageWidth, imageHeight);
            largest = (long)width * height is <= MaxPixels and var pixels ? Math.Max(largest, pixels) : largest;
        }

        (_cells, _parents) = (new int[largest], new int[largest]);
    }

    /// <summary>Joins each pixel, by decreasing distance, to a basin. The parents of a pixel lead to the maximum of its
    /// basin.</summary>
    private void Flood(int width, int height) =>
        _order.ForEach(_cells, width * height, _parents, pixel => Visit(pixel, width, height));

    /// <summary>Joins a pixel to a basin; its higher neighbors were visited before it.</summary>
    private void Visit(int pixel, int width, int height)
    {
        var distances = _cells;
        var (x, y) = (pixel % width, pixel / width);
        var highest = -1;
        for (var neighbor = 0; neighbor < 8; neighbor++)
        {
            var other = Neighbor(x, y, neighbor, width, height);
            if (other >= 0 && _parents[other] >= 0 && (highest < 0 || distances[other] > distances[highest]))
            {
                highest = other;
            }
        }

        if (highest < 0)
        {
            // No neighbor was visited: this is a maximum and starts a basin.
            _parents[pixel] = pixel;
            return;
        }

        _parents[pixel] = Maximum(highest);
        for (var neighbor = 0; neighbor < 8; neighbor++)
        {
            var other = Neighbor(x, y, neighbor, width, height);
            if (other >= 0 && _parents[other] >= 0)
            {
                Meet(Maximum(pixel), Maximum(other), distances, distances[pixel]);
            }
        }
    }

    /// <summary>Merges two basins that meet at a squared distance unless the lower maximum is at least h above
    /// it.</summary>
    private void Meet(int a, int b, int[] distances, int level)
    {
        if (a == b) return;

        var (high, low) = distances[a] >= distances[b] ? (a, b) : (b, a);
        if (Math.Sqrt(distances[low]) - Math.Sqrt(level) < h)
        {
            _parents[low] = high;
        }
    }

    /// <summary>Adds the runs of the object, divided where the basin changes, and returns the number of
    /// basins.</summary>
    private int Emit(RegionSpan region, int left, int top, int width, Span<int> names, int labels, List<Piece> pieces)
    {
        var count = 0;
        names.Clear();
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

                if (names[maximum] == 0)
                {
                    names[maximum] = ++count;
                }

                pieces.Add(new Piece(region.Rows[run], start, end, labels + names[maximum]));
                start = end;
            }
        }

        return count;
    }

    private int Maximum(int pixel) => DisjointSets.Root(_parents, pixel);

    /// <summary>Returns one of the eight neighbors of a pixel, 0 to 7 in raster order, or -1 outside the
    /// mask.</summary>
    private static int Neighbor(int x, int y, int index, int width, int height)
    {
        // Index 4 of the 3 x 3 neighborhood is the pixel itself.
        var step = index < 4 ? index : index + 1;
        x += (step % 3) - 1;
        y += (step / 3) - 1;
        return (uint)x < (uint)width && (uint)y < (uint)height ? (y * width) + x : -1;
    }

    private readonly record struct Piece(int Row, int Start, int End, int Label);
}
