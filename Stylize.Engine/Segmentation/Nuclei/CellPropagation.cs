using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>
/// Finds whole cells from their nuclei: each pixel of the foreground belongs to the nucleus to which its path is
/// shortest, where steps across edges of the image are long (Jones, Carpenter and Golland 2005; Propagation of
/// IdentifySecondaryObjects in CellProfiler).
/// </summary>
/// <remarks>
/// The length of a step is sqrt(D^2 + s R^2): D is the sum of absolute differences of the samples of the 3 x 3 pixels
/// around both ends, s is 1 to a side and 2 to a corner, and R is the regularization. Of paths of the same length, that
/// to the lowest label counts.
/// </remarks>
internal static class CellPropagation
{
    /// <summary>Bytes per pixel: sample, label and length of the path, and the queue.</summary>
    public const int BytesPerPixel = 24;

    /// <summary>The light of both sides mixes up to 2 pixels from a border, which lies half a pixel before the center
    /// of the next pixel.</summary>
    private const double Guard = 2.5;

    /// <summary>Returns the cells with the numbers of their nuclei, which they contain. The caller disposes
    /// them.</summary>
    /// <param name="nuclei">Dropped regions above the minimum area keep other cells out; smaller ones do not.</param>
    /// <param name="image">The samples of the cells.</param>
    /// <param name="threshold">Pixels above it are foreground.</param>
    /// <param name="regularization">In samples: the higher, the less edges count.</param>
    /// <param name="ground">The ground of cells that have none around them, to move outlines to the half maximum of the
    /// cytoplasm; null to leave them at the threshold.</param>
    public static LabeledRuns Cells(
        LabeledRuns nuclei, Raster<ushort> image, double threshold, double regularization, long minimumArea,
        double? ground, CancellationToken cancellation)
    {
        var (width, height) = (image.Width, image.Height);
        if ((width + 2L) * (height + 2L) > Array.MaxLength / 2)
        {
            throw Errors.MontageTooLarge.With("Cells", width, height);
        }

        using var dropped = Dropped(nuclei, minimumArea, cancellation);
        using var labels = Propagate(nuclei, dropped, image, threshold, regularization, cancellation);
        if (ground is { } light)
        {
            using var inside = Raster<int>.Packed(width, height);
            labels.Pixels.CopyTo(inside.Pixels);
            Fill(inside, nuclei, _ => 0);
            KeepInside(inside);
            HalfMaximum.Outline(image, labels, inside, light);
            Fill(labels, nuclei, label => label);
        }

        foreach (ref var label in labels.Pixels)
        {
            label = label > nuclei.Count ? 0 : nuclei.NumberOf(label);
        }

        return GivenLabels.ByValue(RunTable.FromObjects(labels.Pixels, width));
    }

    /// <summary>Returns the pixels of cells outside of their nuclei and away from nuclei and ground, with the same
    /// numbers. The caller disposes them.</summary>
    public static LabeledRuns Cytoplasm(LabeledRuns cells, LabeledRuns nuclei) => Inside(cells, nuclei);

    /// <summary>Returns the pixels of regions away from their border, with the same numbers. The caller disposes them.
    /// </summary>
    public static LabeledRuns Inside(LabeledRuns regions, LabeledRuns? without = null)
    {
        using var numbers = Raster<int>.Packed(regions.Runs.Width, regions.Runs.Height);
        regions.Paint(numbers, 0, 0, numbers.Height, asNumbers: true);
        if (without is not null) Fill(numbers, without, _ => 0);
        KeepInside(numbers);
        return GivenLabels.ByValue(RunTable.FromObjects(numbers.Pixels, numbers.Width));
    }

    /// <summary>Gives the pixels of regions values for their labels. Dropped regions, such as debris, keep theirs.
    /// </summary>
    private static void Fill(Raster<int> pixels, LabeledRuns regions, Func<int, int> valueOf)
    {
        var runs = regions.Runs;
        for (var run = 0; run < runs.Count; run++)
        {
            if (regions.Labels[run] is not 0 and var label)
            {
                pixels.Row(runs.Rows[run])[runs.Starts[run]..runs.Ends[run]].Fill(valueOf(label));
            }
        }
    }

    /// <summary>Clears pixels up to the guard from pixels without a label; of narrow objects, those up to half of their
    /// largest distance.</summary>
    private static void KeepInside(Raster<int> labels)
    {
        int[] depths = [.. labels.Pixels];
        new DistanceMap().Compute(depths, labels.Width, labels.Height);
        var deepest = new Dictionary<int, int>();
        for (var i = 0; i < depths.Length; i++)
        {
            if (depths[i] == 0) continue;

            ref var depth = ref CollectionsMarshal.GetValueRefOrAddDefault(deepest, labels.Pixels[i], out _);
            depth = Math.Max(depth, depths[i]);
        }

        for (var i = 0; i < depths.Length; i++)
        {
            if (depths[i] > 0 && depths[i] < Guard * Guard && 4 * depths[i] <= deepest[labels.Pixels[i]])
            {
                labels.Pixels[i] = 0;
            }
        }
    }

    /// <summary>Returns the dropped regions that are no debris, such as those on the border.</summary>
    private static LabeledRuns Dropped(LabeledRuns nuclei, long minimumArea, CancellationToken cancellation)
    {
        var dropped = RunLabeler.Label(nuclei.Runs.Plain(run => nuclei.Labels[run] == 0), 8, cancellation);
        dropped.Keep([.. ConnectedComponents.Areas(dropped, out _).Select(area => area > minimumArea)]);
        return dropped;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Raster<int> Propagate(
        LabeledRuns nuclei, LabeledRuns dropped, Raster<ushort> image, double threshold, double regularization,
        CancellationToken cancellation)
    {
        // A frame of one pixel, outside of the foreground, with the samples next to it.
        var (width, height, stride) = (image.Width, image.Height, image.Width + 2);
        var samples = new ushort[stride * (height + 2)];
        var lengths = new double[samples.Length];
        var labels = new int[samples.Length];
        Array.Fill(lengths, -1);
        for (var y = -1; y <= height; y++)
        {
            var row = image.Row(Math.Clamp(y, 0, height - 1));
            var at = (y + 1) * stride;
            row.CopyTo(samples.AsSpan(at + 1));
            (samples[at], samples[at + stride - 1]) = (row[0], row[^1]);
            for (var x = 0; x < width && y >= 0 && y < height; x++)
            {
                lengths[at + 1 + x] = row[x] > threshold ? double.PositiveInfinity : -1;
            }
        }

        var queue = new PriorityQueue<int, double>();
        Plant(nuclei, 0);
        Plant(dropped, nuclei.Count);
        int[] steps = [-stride - 1, -stride, -stride + 1, -1, 1, stride - 1, stride, stride + 1];
        for (var count = 0; queue.TryDequeue(out var from, out var length); count++)
        {
            if ((count & 0xffff) == 0) cancellation.ThrowIfCancellationRequested();
            if (length != lengths[from]) continue;

            foreach (var step in steps)
            {
                var to = from + step;
                if (lengths[to] <= length) continue;

                double difference = Difference(samples, stride, from, to);
                var sides = Math.Abs(step) is var s && (s == 1 || s == stride) ? 1 : 2;
                var found = length + Math.Sqrt((difference * difference) + (sides * regularization * regularization));
                if (found < lengths[to])
                {
                    (lengths[to], labels[to]) = (found, labels[from]);
                    queue.Enqueue(to, found);
                }
                else if (found == lengths[to])
                {
                    labels[to] = Math.Min(labels[to], labels[from]);
                }
            }
        }

        var inside = Raster<int>.Packed(width, height);
        for (var y = 0; y < height; y++)
        {
            labels.AsSpan(((y + 1) * stride) + 1, width).CopyTo(inside.Row(y));
        }

        ConnectedComponents.FillHoles(inside.Pixels, width, height, double.PositiveInfinity, between: false);
        return inside;

        void Plant(LabeledRuns seeds, int before)
        {
            for (var run = 0; run < seeds.Runs.Count; run++)
            {
                var at = ((seeds.Runs.Rows[run] + 1) * stride) + 1;
                for (var i = at + seeds.Runs.Starts[run]; i < at + seeds.Runs.Ends[run] && seeds.Labels[run] != 0; i++)
                {
                    labels[i] = before + seeds.Labels[run];
                    if (lengths[i] > 0)
                    {
                        queue.Enqueue(i, 0);
                    }

                    lengths[i] = 0;
                }
            }
        }
    }

    /// <summary>Returns the sum of absolute differences of the samples around two pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Difference(ushort[] samples, int stride, int from, int to)
    {
        var sum = 0;
        for (var row = -stride; row <= stride; row += stride)
        {
            for (var i = row - 1; i <= row + 1; i++)
            {
                sum += Math.Abs(samples[from + i] - samples[to + i]);
            }
        }

        return sum;
    }
}
