using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>
/// Catchment basins of the maxima of an image: pixels are visited from the highest value downward, and each joins the
/// basin of its highest neighbor (Vincent and Soille 1991). Where two basins meet, the lower one is merged into the
/// higher one if its maximum is not deep enough above the meeting point. One instance serves many images, so that its
/// arrays are allocated once. Large images are visited in slabs of brightness, so that the order of at most 1/8 of the
/// pixels is in memory.
/// </summary>
internal sealed class CatchmentBasins
{
    /// <summary>Levels of brightness by which pixels are sorted, at most, and per pixel of a small image.</summary>
    private const int MaxLevels = IntensityHistogram.Levels;

    private const int LevelsPerPixel = 4;

    /// <summary>Slabs of fewer pixels do not justify a pass over the image.</summary>
    private const int MinSlab = 1 << 20;

    private readonly int[] _offsets = new int[MaxLevels];
    private int[] _order = [];

    public static long EstimateMemory(long pixels) => sizeof(int) * Math.Max(pixels / 8, Math.Min(pixels, MinSlab));

    /// <summary>Finds for each pixel the index of its basin's maximum, or -1 if its value is not above
    /// <paramref name="floor"/>.</summary>
    /// <param name="depth">Minimum height of a maximum above the meeting point to remain a separate basin.</param>
    /// <param name="share">Minimum height as a fraction of the maximum.</param>
    /// <param name="height">Rows of a plane of a stack; 0 for one plane.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Find(ReadOnlySpan<float> values, int width, float floor, double depth, double share, Span<int> maxima,
        int height = 0)
    {
        height = height > 0 ? height : values.Length / width;
        maxima.Fill(-1);
        var highest = TensorPrimitives.Max(values);
        if (!(highest > floor)) return;

        var levels = (int)Math.Min(MaxLevels, (long)LevelsPerPixel * values.Length);
        var scale = (levels - 1) / (highest - floor);
        var counts = _offsets.AsSpan(0, levels);
        counts.Clear();
        var above = 0;
        foreach (var value in values)
        {
            if (value > floor)
            {
                counts[levels - 1 - (int)((value - floor) * scale)]++;
                above++;
            }
        }

        var size = Math.Min(above, Math.Max(values.Length / 8, MinSlab));
        if (_order.Length < size)
        {
            _order = new int[size];
        }

        for (var first = 0; first < levels;)
        {
            // Visits as many levels at a time as fit; offsets replace their counts. A level that does not fit is
            // visited in parts.
            var (end, count) = (first, 0);
            for (; end < levels && count + counts[end] <= _order.Length; end++)
            {
                (counts[end], count) = (count, count + counts[end]);
            }

            var isAlone = end == first;
            end += isAlone ? 1 : 0;
            var next = 0;
            for (var i = 0; i < values.Length && (isAlone || count > 0); i++)
            {
                if (!(values[i] > floor)) continue;

                var level = levels - 1 - (int)((values[i] - floor) * scale);
                if (level < first || level >= end) continue;

                if (!isAlone)
                {
                    _order[counts[level]++] = i;
                    continue;
                }

                _order[next++] = i;
                if (next == _order.Length)
                {
                    Visit(_order, values, (width, height), depth, share, maxima);
                    next = 0;
                }
            }

            Visit(_order.AsSpan(0, isAlone ? next : count), values, (width, height), depth, share, maxima);
            first = end;
        }

        for (var i = 0; i < maxima.Length; i++)
        {
            if (maxima[i] >= 0)
            {
                maxima[i] = DisjointSets.Root(maxima, i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Visit(
        ReadOnlySpan<int> order, ReadOnlySpan<float> values, (int Width, int Height) plane, double depth, double share,
        Span<int> parents)
    {
        // Indices stay within the image, so references save the checks of spans.
        ref var value = ref MemoryMarshal.GetReference(values);
        ref var parent = ref MemoryMarshal.GetReference(parents);
        var (width, height) = plane;
        var area = width * height;
        var (ofWidth, ofHeight) = (1.0 / width, 1.0 / height);
        Span<int> beside = stackalloc int[26];
        foreach (var pixel in order)
        {
            // Adding a half makes the rounded product the exact quotient.
            var line = (int)((pixel + .5) * ofWidth);
            var z = (int)((line + .5) * ofHeight);
            var (x, y) = (pixel - (line * width), line - (z * height));
            var (left, right) = (x > 0 ? -1 : 0, x < width - 1 ? 1 : 0);
            var (above, below) = (y > 0 ? -width : 0, y < height - 1 ? width : 0);
            var found = 0;
            var highest = -1;
            var brightest = float.NegativeInfinity;
            var last = pixel + area < values.Length ? pixel + area : pixel;
            for (var center = z > 0 ? pixel - area : pixel; center <= last; center += area)
            {
                for (var row = center + above; row <= center + below; row += width)
                {
                    for (var other = row + left; other <= row + right; other++)
                    {
                        if (Unsafe.Add(ref parent, other) >= 0)
                        {
                            beside[found++] = other;
                            var brightness = Unsafe.Add(ref value, other);
                            if (brightness > brightest)
                            {
                                (highest, brightest) = (other, brightness);
                            }
                        }
                    }
                }
            }

            if (highest < 0)
            {
                parents[pixel] = pixel;
                continue;
            }

            var own = parents[pixel] = DisjointSets.Root(parents, highest);
            foreach (var other in beside[..found])
            {
                // Most neighbors belong to the same maximum.
                if (Unsafe.Add(ref parent, other) == own) continue;

                var maximum = DisjointSets.Root(parents, other);
                if (maximum == own) continue;

                var (high, low) = values[own] >= values[maximum] ? (own, maximum) : (maximum, own);
                if (values[low] - values[pixel] < Math.Max(depth, share * values[low]))
                {
                    parents[low] = high;
                    own = high;
                }
            }
        }
    }
}
