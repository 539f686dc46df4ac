namespace Stylize.Engine.Segmentation.Labels;

/// <summary>Labels of a mask that another program or a person made: all pixels of a value are one object.</summary>
internal static class GivenLabels
{
    /// <summary>Returns the objects of runs as regions in the order of their values, which become their
    /// numbers.</summary>
    /// <param name="runs">Runs with objects.</param>
    public static LabeledRuns ByValue(RunTable runs)
    {
        var objects = runs.Objects;
        int[] values = [0, .. Sorted(objects)];
        var labels = new int[objects.Length];
        for (var run = 0; run < labels.Length; run++)
        {
            labels[run] = run > 0 && objects[run] == objects[run - 1]
                ? labels[run - 1] : Array.BinarySearch(values, objects[run]);
        }

        return new LabeledRuns(runs, labels, values.Length - 1, values);
    }

    public static int Count(RunTable runs) => Sorted(runs.Objects).Length;

    private static int[] Sorted(ReadOnlySpan<int> objects) => [.. objects.ToArray().Distinct().Order()];

    /// <summary>Returns whole objects as regions in the order of their first pixels.</summary>
    /// <param name="runs">Runs with objects.</param>
    public static LabeledRuns InOrder(RunTable runs)
    {
        var known = new Dictionary<int, int>();
        var labels = new int[runs.Count];
        for (var run = 0; run < labels.Length; run++)
        {
            ref var label = ref CollectionsMarshal.GetValueRefOrAddDefault(known, runs.Objects[run], out var isKnown);
            label = isKnown ? label : known.Count;
            labels[run] = label;
        }

        return new LabeledRuns(runs, labels, known.Count);
    }

    /// <summary>Returns the values whose pixels are not connected, in order.</summary>
    public static IReadOnlyList<int> InPieces(RunTable runs, CancellationToken cancellation)
    {
        var objects = runs.Objects;
        var pieces = new bool[objects.Length + 1];
        var (seen, parted) = (new HashSet<int>(), new SortedSet<int>());
        var components = RunLabeler.Label(runs, 8, cancellation);
        for (var run = 0; run < objects.Length; run++)
        {
            if (pieces[components.Labels[run]]) continue;

            pieces[components.Labels[run]] = true;
            if (!seen.Add(objects[run]))
            {
                parted.Add(objects[run]);
            }
        }

        return [.. parted];
    }
}
