using System.Runtime.InteropServices;

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
    public static void Apply(Span<int> labels, int count, Plane smooth, Plane background, double diameter)
    {
        var (width, height) = (smooth.Width, smooth.Height);
        var shapes = new PartShape[count + 1];
        var onBorder = new bool[count + 1];
        var sums = new double[count + 1];
        var bright = smooth.Values;
        var dark = background.Values;
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
