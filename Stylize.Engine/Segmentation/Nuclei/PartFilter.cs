using Stylize.Engine.Imaging;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>
/// Drops parts that are no nuclei: those that are small for the nuclei of the image, those that are ragged, and those whose brightness
/// falls so slowly at their edge that they are haze or out of focus.
/// </summary>
internal static class PartFilter
{
    /// <summary>Smallest area, in squares of the diameter of nuclei; a part at the border of the image may have half of it.</summary>
    public const double SmallestArea = .12;

    private const double LeastEllipticity = .87;

    /// <summary>Least fall of brightness across the edge, as a share of the mean above the background.</summary>
    private const double LeastEdge = .25;

    /// <summary>Sets the labels of dropped parts to 0.</summary>
    /// <param name="background">Its background; its memory is used up.</param>
    public static void Apply(Span<int> labels, int count, Raster<float> smooth, Raster<float> background, double diameter)
    {
        var (width, height) = (smooth.Width, smooth.Height);
        var shapes = new PartShape[count + 1];
        var onBorder = new bool[count + 1];
        var sums = new double[count + 1];
        var bright = smooth.Pixels;
        var dark = background.Pixels;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] is not 0 and var label)
            {
                var (x, y) = (i % width, i / width);
                shapes[label].Add(x, y);
                onBorder[label] |= x == 0 || y == 0 || x == width - 1 || y == height - 1;
                sums[label] += bright[i] - dark[i];
            }
        }

        var owners = MemoryMarshal.Cast<float, int>(dark);
        var (inner, outer) = (
            new EdgeBand(labels, owners, width, isInner: true).Means(count, bright),
            new EdgeBand(labels, owners, width, isInner: false).Means(count, bright));
        var keep = new bool[count + 1];
        for (var label = 1; label <= count; label++)
        {
            var mean = sums[label] / shapes[label].Area;
            var least = SmallestArea * diameter * diameter * (onBorder[label] ? .5 : 1);
            keep[label] = shapes[label].Area >= least
                && shapes[label].Ellipticity > LeastEllipticity
                && (inner[label] is not { } within || outer[label] is not { } around || within - around > LeastEdge * mean);
        }

        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = keep[labels[i]] ? labels[i] : 0;
        }
    }
}

/// <summary>Sums over the pixels of a part, from which follows how much like an ellipse it is.</summary>
internal struct PartShape
{
    private double _x;
    private double _y;
    private double _xx;
    private double _yy;
    private double _xy;

    public double Area { get; private set; }

    /// <summary>Area over that of the ellipse with the same second moments: 1 for an ellipse, about .9 for two touching discs.</summary>
    public readonly double Ellipticity
    {
        get
        {
            // A pixel is a square, whose own variance is a twelfth.
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

/// <summary>The first and last columns and rows of a part.</summary>
internal struct PartBox
{
    private int _left;
    private int _top;
    private int _right;
    private int _bottom;

    /// <summary>The boxes of labels, of which 0 is the background and has none.</summary>
    public static PartBox[] Of(ReadOnlySpan<int> labels, int count, int width)
    {
        var boxes = new PartBox[count + 1];
        Array.Fill(boxes, new PartBox { _left = int.MaxValue, _top = int.MaxValue });
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != 0)
            {
                ref var box = ref boxes[labels[i]];
                var (x, y) = (i % width, i / width);
                (box._left, box._top) = (Math.Min(box._left, x), Math.Min(box._top, y));
                (box._right, box._bottom) = (Math.Max(box._right, x), Math.Max(box._bottom, y));
            }
        }

        return boxes;
    }

    /// <summary>The box with a border of one pixel, cut at the image: a part may go on beyond it.</summary>
    public readonly PartWindow Within(int width, int height)
    {
        var (left, top) = (Math.Max(_left - 1, 0), Math.Max(_top - 1, 0));
        return new PartWindow(left, top, Math.Min(_right + 2, width) - left, Math.Min(_bottom + 2, height) - top);
    }

    /// <summary>A window of an image.</summary>
    internal readonly record struct PartWindow(int Left, int Top, int Columns, int Rows)
    {
        public int Area => Columns * Rows;
    }
}
