namespace Stylize.Engine.Segmentation.Labels;

/// <summary>Connected-component labeling by union-find on runs (Wu, Otoo and Suzuki 2009).</summary>
/// <remarks>The earlier run is the root of its set, so labels follow raster order, as in scikit-image.</remarks>
public static class RunLabeler
{
    /// <summary>Labels the connected components. Runs of different objects are not connected.</summary>
    /// <param name="connectivity">8: pixels that share a corner are connected; 4: only those that share an edge.</param>
    public static LabeledRuns Label(RunTable runs, int connectivity = 8, CancellationToken cancellation = default)
    {
        if (connectivity is not (4 or 8)) throw StylizeException.Option("Connectivity", connectivity, "4 or 8");

        var parents = new int[runs.Count];
        var starts = runs.Starts;
        var ends = runs.Ends;
        var objects = runs.Objects;
        var reach = connectivity == 8 ? 1 : 0;
        var previous = 0;
        for (var y = 0; y < runs.Height; y++)
        {
            if ((y & 63) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            var (first, end) = (runs.RowOffset(y), runs.RowOffset(y + 1));
            var above = previous;
            for (var run = first; run < end; run++)
            {
                parents[run] = run;
                var (from, to) = (starts[run] - reach, ends[run] + reach);
                while (above < first && ends[above] <= from)
                {
                    above++;
                }

                for (var other = above; other < first && starts[other] < to; other++)
                {
                    if (objects.IsEmpty || objects[other] == objects[run])
                    {
                        Unite(parents, other, run);
                    }
                }
            }

            previous = first;
        }

        // A parent comes before its children, so one pass replaces parents with labels.
        var count = 0;
        for (var run = 0; run < parents.Length; run++)
        {
            parents[run] = parents[run] == run ? ++count : parents[parents[run]];
        }

        return new LabeledRuns(runs, parents, count);
    }

    private static void Unite(int[] parents, int a, int b)
    {
        a = Root(parents, a);
        b = Root(parents, b);
        if (a < b)
        {
            parents[b] = a;
        }
        else
        {
            parents[a] = b;
        }
    }

    private static int Root(int[] parents, int run)
    {
        while (parents[run] != run)
        {
            run = parents[run] = parents[parents[run]];
        }

        return run;
    }
}
