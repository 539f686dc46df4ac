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

    /// <summary>The band of pixels on each side of the edge between whose means the fall is: the second and third from the edge.</summary>
    private const int BandStart = 2;

    private const int BandEnd = 3;

    /// <summary>Sets the labels of dropped parts to 0.</summary>
    /// <param name="labels">Labels of pixels.</param>
    /// <param name="count">The highest label.</param>
    /// <param name="light">The image above its background.</param>
    /// <param name="smooth">The image.</param>
    /// <param name="diameter">The diameter of nuclei.</param>
    public static void Apply(int[] labels, int count, Plane light, Plane smooth, double diameter)
    {
        var (width, height) = (light.Width, light.Height);
        var shapes = new PartShape[count + 1];
        var onBorder = new bool[count + 1];
        var sums = new double[count + 1];
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] is not 0 and var label)
            {
                var (x, y) = (i % width, i / width);
                shapes[label].Add(x, y);
                onBorder[label] |= x == 0 || y == 0 || x == width - 1 || y == height - 1;
                sums[label] += light.Values[i];
            }
        }

        var (inner, outer) = (Band(labels, count, smooth, isInner: true), Band(labels, count, smooth, isInner: false));
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

    /// <summary>
    /// For each label the mean of the band of pixels inside or outside its edge to the background; null where there are none.
    /// </summary>
    private static double?[] Band(int[] labels, int count, Plane smooth, bool isInner)
    {
        var (width, height) = (smooth.Width, smooth.Height);
        var owners = labels.AsSpan().ToArray();
        var sums = new double[count + 1];
        var counts = new int[count + 1];

        // Of a pixel that is still in question, a neighbour from the other side: itself background, or of a label.
        int Beside(int pixel)
        {
            var (x, y) = (pixel % width, pixel / width);
            var found = 0;
            if (x > 0 && (owners[pixel - 1] == 0) == isInner)
            {
                found = pixel - 1;
            }
            else if (x + 1 < width && (owners[pixel + 1] == 0) == isInner)
            {
                found = pixel + 1;
            }
            else if (y > 0 && (owners[pixel - width] == 0) == isInner)
            {
                found = pixel - width;
            }
            else if (y + 1 < height && (owners[pixel + width] == 0) == isInner)
            {
                found = pixel + width;
            }
            else
            {
                return -1;
            }

            return isInner ? labels[pixel] : owners[found];
        }

        var front = new List<(int Pixel, int Label)>();
        for (var i = 0; i < labels.Length; i++)
        {
            if ((labels[i] != 0) == isInner && Beside(i) is > 0 and var label)
            {
                front.Add((i, label));
            }
        }

        for (var step = 1; step <= BandEnd; step++)
        {
            foreach (var (pixel, label) in front)
            {
                owners[pixel] = isInner ? 0 : label;
                if (step >= BandStart)
                {
                    sums[label] += smooth.Values[pixel];
                    counts[label]++;
                }
            }

            if (step < BandEnd)
            {
                front = Next(front, owners, width, height, isInner, Beside);
            }
        }

        return [.. sums.Select((s, i) => counts[i] > 0 ? s / counts[i] : (double?)null)];
    }

    private static List<(int Pixel, int Label)> Next(
        List<(int Pixel, int Label)> front, int[] owners, int width, int height, bool isInner, Func<int, int> beside)
    {
        var next = new List<(int, int)>();
        var seen = new HashSet<int>();
        foreach (var (pixel, _) in front)
        {
            var (x, y) = (pixel % width, pixel / width);
            foreach (var (dx, dy) in ((int, int)[])[(-1, 0), (1, 0), (0, -1), (0, 1)])
            {
                var other = pixel + dx + (dy * width);
                if ((uint)(x + dx) < (uint)width && (uint)(y + dy) < (uint)height && (owners[other] != 0) == isInner
                    && seen.Add(other) && beside(other) is > 0 and var label)
                {
                    next.Add((other, label));
                }
            }
        }

        return next;
    }
}
