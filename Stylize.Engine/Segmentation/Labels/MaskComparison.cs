namespace Stylize.Engine.Segmentation.Labels;

/// <summary>The difference of a label mask from a reference. Of masks with one value, each piece is an object.
/// </summary>
/// <param name="ChangedPixels">Number of pixels whose labels differ.</param>
/// <param name="Iou">Intersection over union of an object of the reference with the object that fits it best, mean.
/// </param>
/// <param name="F1At50">F1 score of objects; those with an intersection over union of .5 or more are the same.</param>
/// <param name="F1At70">F1 score with .7.</param>
/// <param name="Split">Number of objects of the reference that hold most of two or more objects.</param>
/// <param name="Merged">Number of objects that hold most of two or more objects of the reference.</param>
/// <param name="Missed">Number of objects of the reference of which objects cover less than half.</param>
/// <param name="Added">Number of objects of which objects of the reference cover less than half.</param>
internal sealed record MaskComparison(
    long ChangedPixels, double Iou, double F1At50, double F1At70, int Split, int Merged, int Missed, int Added)
{
    /// <summary>Compares two gray images, if both are label masks: most of their values are one connected region each.
    /// </summary>
    /// <returns>The comparison; null if one of the images is not a mask.</returns>
    /// <exception cref="StylizeException">One of the images is unreadable.</exception>
    public static MaskComparison? TryCompare(ImageInput image, ImageInput reference, CancellationToken cancellation)
    {
        if (image.Info.ColorPlanes != 1 || reference.Info.ColorPlanes != 1) return null;

        using var runs = Read(image, cancellation);
        if (!AreLabels(runs, cancellation)) return null;

        using var others = Read(reference, cancellation);
        return AreLabels(others, cancellation) ? Compare(runs!, others!, cancellation) : null;
    }

    private static MaskComparison Compare(RunTable image, RunTable reference, CancellationToken cancellation)
    {
        var isBinary = GivenLabels.Count(image) == 1 && GivenLabels.Count(reference) == 1;
        var (ours, theirs) = (Objects(image, isBinary, cancellation), Objects(reference, isBinary, cancellation));
        var (areas, expected) = (Areas(image, ours), Areas(reference, theirs));
        var overlaps = new Dictionary<(int Ours, int Theirs), long>();
        var (same, other) = (0L, 0);
        for (var run = 0; run < image.Count; run++)
        {
            var (row, start, end) = (image.Rows[run], image.Starts[run], image.Ends[run]);
            while (other < reference.Count
                && (reference.Rows[other], reference.Ends[other] - 1).CompareTo((row, start)) < 0)
            {
                other++;
            }

            for (var at = other; at < reference.Count && reference.Rows[at] == row && reference.Starts[at] < end; at++)
            {
                var pixels = Math.Min(end, reference.Ends[at]) - Math.Max(start, reference.Starts[at]);
                CollectionsMarshal.GetValueRefOrAddDefault(overlaps, (ours[run], theirs[at]), out _) += pixels;
                same += image.Objects[run] == reference.Objects[at] ? pixels : 0;
            }
        }

        var fits = overlaps.Select(pair => (pair.Key.Ours, pair.Key.Theirs, Iou: (double)pair.Value
                / (areas[pair.Key.Ours] + expected[pair.Key.Theirs] - pair.Value)))
            .OrderByDescending(pair => pair.Iou).ThenBy(pair => pair.Ours).ThenBy(pair => pair.Theirs).ToList();
        var covered = overlaps.AggregateBy(pair => pair.Key.Theirs, 0L, (sum, pair) => sum + pair.Value).ToDictionary();
        var known = overlaps.AggregateBy(pair => pair.Key.Ours, 0L, (sum, pair) => sum + pair.Value).ToDictionary();
        var best = fits.DistinctBy(pair => pair.Theirs).Sum(pair => pair.Iou);
        return new MaskComparison(
            areas.Values.Sum() + expected.Values.Sum() - overlaps.Values.Sum() - same,
            expected.Count > 0 ? best / expected.Count : areas.Count == 0 ? 1 : 0,
            F1(.5), F1(.7),
            overlaps.Where(pair => 2 * pair.Value > areas[pair.Key.Ours]).CountBy(pair => pair.Key.Theirs)
                .Count(pair => pair.Value > 1),
            overlaps.Where(pair => 2 * pair.Value > expected[pair.Key.Theirs]).CountBy(pair => pair.Key.Ours)
                .Count(pair => pair.Value > 1),
            expected.Count(pair => 2 * covered.GetValueOrDefault(pair.Key) < pair.Value),
            areas.Count(pair => 2 * known.GetValueOrDefault(pair.Key) < pair.Value));

        double F1(double threshold)
        {
            var (usedOurs, usedTheirs) = (new HashSet<int>(), new HashSet<int>());
            foreach (var (one, two, _) in fits.TakeWhile(pair => pair.Iou >= threshold))
            {
                if (!usedOurs.Contains(one) && usedTheirs.Add(two)) usedOurs.Add(one);
            }

            var all = areas.Count + expected.Count;
            return all == 0 ? 1 : 2.0 * usedOurs.Count / all;
        }
    }

    private static int[] Objects(RunTable runs, bool isBinary, CancellationToken cancellation) =>
        isBinary ? [.. RunLabeler.Label(runs, 8, cancellation).Labels] : runs.Objects.ToArray();

    private static Dictionary<int, long> Areas(RunTable runs, int[] objects)
    {
        var areas = new Dictionary<int, long>();
        for (var run = 0; run < objects.Length; run++)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(areas, objects[run], out _) += runs.Ends[run] - runs.Starts[run];
        }

        return areas;
    }

    /// <summary>Returns the runs of an image; null if its numbers are not labels, or runs are as short as in
    /// photographs.</summary>
    private static RunTable? Read(ImageInput input, CancellationToken cancellation)
    {
        const int MinLength = 2;
        var runs = RunTable.WithObjects(input.Info.Width, input.Info.Height);
        return runs.HandedTo<RunTable, RunTable?>(table =>
        {
            var (row, isMask) = (new int[table.Width], true);
            input.Codec.ReadNumbers(
                input.Source, (y, values) =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    for (var x = 0; x < row.Length && isMask; x++)
                    {
                        isMask &= values[x] >= 0 && values[x] <= int.MaxValue && values[x] == Math.Floor(values[x]);
                        row[x] = isMask ? (int)values[x] : 0;
                    }

                    if (isMask)
                    {
                        table.AddRow(row);
                        isMask = (long)table.Count * MinLength <= ((y + 1L) * row.Length) + row.Length;
                    }
                },
                input.DecodeOptions);
            if (isMask) return table;

            table.Dispose();
            return null;
        });
    }

    private static bool AreLabels(RunTable? runs, CancellationToken cancellation)
    {
        if (runs is null) return false;

        var count = GivenLabels.Count(runs);
        return count <= 1 || 2 * GivenLabels.InPieces(runs, cancellation).Count <= count;
    }
}
