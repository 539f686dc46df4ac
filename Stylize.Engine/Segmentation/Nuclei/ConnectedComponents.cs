using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Nuclei;

internal static class ConnectedComponents
{
    public static RunTable Runs<T>(ReadOnlySpan<T> mask, int width, int height, T value)
        where T : IEquatable<T>
    {
        var runs = new RunTable(width, height);
        for (var y = 0; y < height; y++)
        {
            runs.BeginRow();
            var row = mask.Slice(y * width, width);
            for (var x = 0; x < width;)
            {
                var skipped = row[x..].IndexOf(value);
                if (skipped < 0) break;

                x += skipped;
                var length = row[x..].IndexOfAnyExcept(value);
                var end = length < 0 ? width : x + length;
                runs.Add(x, end);
                x = end;
            }
        }

        return runs;
    }

    /// <summary>Fills holes: small background components that do not touch the border.</summary>
    public static void FillHoles(Span<bool> mask, int width, int height, double largest)
    {
        using var holes = RunLabeler.Label(Runs<bool>(mask, width, height, false), 4);
        foreach (var (run, label) in Small(holes, largest))
        {
            mask.Slice((holes.Runs.Rows[run] * width) + holes.Runs.Starts[run],
                holes.Runs.Ends[run] - holes.Runs.Starts[run]).Fill(true);
        }
    }

    /// <summary>Gives the pixels of small holes the highest adjacent label.</summary>
    /// <param name="between">True to fill also holes with several adjacent labels.</param>
    public static void FillHoles(Span<int> labels, int width, int height, double largest, bool between = true)
    {
        using var holes = RunLabeler.Label(Runs<int>(labels, width, height, 0), 4);
        var small = Small(holes, largest);
        var (beside, below) = (new int[holes.Count + 1], new int[holes.Count + 1]);
        Array.Fill(below, int.MaxValue);
        foreach (var (run, hole) in small)
        {
            // A hole lies within the image, and so do all four neighbors of its pixels.
            var row = holes.Runs.Rows[run] * width;
            var (start, end) = (row + holes.Runs.Starts[run], row + holes.Runs.Ends[run]);
            Meet(labels[start - 1]);
            Meet(labels[end]);
            for (var i = start; i < end; i++)
            {
                Meet(labels[i - width]);
                Meet(labels[i + width]);
            }

            void Meet(int label)
            {
                beside[hole] = Math.Max(beside[hole], label);
                below[hole] = label > 0 ? Math.Min(below[hole], label) : below[hole];
            }
        }

        foreach (var (run, hole) in small.Where(s => between || beside[s.Label] == below[s.Label]))
        {
            var row = holes.Runs.Rows[run] * width;
            labels.Slice(row + holes.Runs.Starts[run], holes.Runs.Ends[run] - holes.Runs.Starts[run])
                .Fill(beside[hole]);
        }
    }

    public static long[] Areas(LabeledRuns components, out bool[] onBorder)
    {
        var areas = new long[components.Count + 1];
        onBorder = new bool[components.Count + 1];
        var runs = components.Runs;
        for (var run = 0; run < runs.Count; run++)
        {
            areas[components.Labels[run]] += runs.Ends[run] - runs.Starts[run];
            onBorder[components.Labels[run]] |= runs.Rows[run] == 0 || runs.Rows[run] == runs.Height - 1
                || runs.Starts[run] == 0 || runs.Ends[run] == runs.Width;
        }

        return areas;
    }

    private static List<(int Run, int Label)> Small(LabeledRuns components, double largest)
    {
        var areas = Areas(components, out var onBorder);
        var small = new List<(int, int)>();
        for (var run = 0; run < components.Runs.Count; run++)
        {
            var label = components.Labels[run];
            if (!onBorder[label] && areas[label] < largest)
            {
                small.Add((run, label));
            }
        }

        return small;
    }
}
