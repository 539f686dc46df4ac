namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>
/// Drops objects that are not nuclei: those that are small for the nuclei of the image, those with a ragged outline, and those without a
/// sharp edge, which are haze or out of focus.
/// </summary>
internal static class NucleusFilter
{
    /// <summary>
    /// Minimum area as a fraction of the squared diameter of nuclei; half of it for an object at the border of the image.
    /// </summary>
    public const double MinArea = .14;

    private const double MinEllipticity = .87;

    /// <summary>
    /// Minimum ellipticity of a clump that was not split, which is kept if it is as bright as the median nucleus: 0.42 to
    /// 0.69 for clumps of 2 to 4 nuclei.
    /// </summary>
    private const double MinClump = .4;

    /// <summary>Minimum drop of brightness across the edge, as a fraction of the mean above the background.</summary>
    private const double MinEdge = .25;

    /// <summary>Sets the labels of dropped objects to 0.</summary>
    /// <param name="background">The background of the image; it is overwritten.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Apply(Span<int> labels, int count, Raster<float> smooth, Raster<float> background, double diameter)
    {
        var (width, height) = (smooth.Width, smooth.Height);
        var shapes = new ObjectShape[count + 1];
        var onBorder = new bool[count + 1];
        var sums = new double[count + 1];
        var bright = smooth.Pixels;
        var dark = background.Pixels;
        for (var y = 0; y < height; y++)
        {
            var row = labels.Slice(y * width, width);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x] is not 0 and var label)
                {
                    shapes[label].Add(x, y);
                    onBorder[label] |= x == 0 || y == 0 || x == width - 1 || y == height - 1;
                    sums[label] += bright[(y * width) + x] - dark[(y * width) + x];
                }
            }
        }

        var owners = MemoryMarshal.Cast<float, int>(dark);
        var (inner, outer) = (
            new EdgeBand(labels, owners, width, isInner: true).Means(count, bright),
            new EdgeBand(labels, owners, width, isInner: false).Means(count, bright));
        var keep = new bool[count + 1];
        for (var label = 1; label <= count; label++)
        {
            var minimum = MinArea * diameter * diameter * (onBorder[label] ? .5 : 1);
            keep[label] = shapes[label].Area >= minimum && (inner[label] is not { } within || outer[label] is not { } around
                || within - around > MinEdge * sums[label] / shapes[label].Area);
        }

        double Mean(int label) => sums[label] / shapes[label].Area;
        var round = Enumerable.Range(1, count).Where(label => keep[label] && shapes[label].Ellipticity > MinEllipticity).ToHashSet();
        var usual = round.Count == 0 ? double.PositiveInfinity : Sample.Median([.. round.Select(Mean)]);
        for (var label = 1; label <= count; label++)
        {
            keep[label] &= round.Contains(label) || (shapes[label].Ellipticity > MinClump && Mean(label) >= usual);
        }

        foreach (ref var label in labels)
        {
            if (label != 0 && !keep[label])
            {
                label = 0;
            }
        }
    }
}

/// <summary>Sums over the pixels of an object, from which its ellipticity follows.</summary>
internal struct ObjectShape
{
    private double _x;
    private double _y;
    private double _xx;
    private double _yy;
    private double _xy;

    public double Area { get; private set; }

    /// <summary>
    /// Area divided by that of the ellipse with the same second moments: 1 for an ellipse, about 0.9 for two touching discs.
    /// </summary>
    public readonly double Ellipticity
    {
        get
        {
            // A pixel is a square with a variance of 1/12.
            var (x, y) = (_x / Area, _y / Area);
            var (xx, yy, xy) = ((_xx / Area) - (x * x) + (1 / 12.0), (_yy / Area) - (y * y) + (1 / 12.0), (_xy / Area) - (x * y));
            return Area / (4 * Math.PI * Math.Sqrt(Math.Max((xx * yy) - (xy * xy), 1e-9)));
        }
    }

    public void Add(int x, int y)
    {
        Area++;
        _x += x;
        _y += y;
        _xx += (double)x * x;
        _yy += (double)y * y;
        _xy += (double)x * y;
    }
}

internal struct ObjectBox
{
    private int _left;
    private int _top;
    private int _right;
    private int _bottom;

    /// <summary>Returns the bounding boxes of labels, except for label 0, the background.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static ObjectBox[] FromLabels(ReadOnlySpan<int> labels, int count, int width)
    {
        var boxes = new ObjectBox[count + 1];
        Array.Fill(boxes, new ObjectBox { _left = int.MaxValue, _top = int.MaxValue });
        for (var y = 0; y * width < labels.Length; y++)
        {
            var row = labels.Slice(y * width, width);
            for (var x = 0; x < row.Length; x++)
            {
                if (row[x] != 0)
                {
                    ref var box = ref boxes[row[x]];
                    (box._left, box._top) = (Math.Min(box._left, x), Math.Min(box._top, y));
                    (box._right, box._bottom) = (Math.Max(box._right, x), Math.Max(box._bottom, y));
                }
            }
        }

        return boxes;
    }

    public readonly ObjectWindow Within(int width, int height)
    {
        var (left, top) = (Math.Max(_left - 1, 0), Math.Max(_top - 1, 0));
        return new ObjectWindow(left, top, Math.Min(_right + 2, width) - left, Math.Min(_bottom + 2, height) - top);
    }

    internal readonly record struct ObjectWindow(int Left, int Top, int Columns, int Rows)
    {
        public int Area => Columns * Rows;
    }
}
