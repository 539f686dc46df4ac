namespace Stylize.Engine.Segmentation.Labels;

/// <summary>Runs and their labels: 1 to <see cref="Count"/>, or 0 for a dropped region. Owns the runs.</summary>
public sealed class LabeledRuns : IDisposable
{
    private readonly int[] _labels;
    private int[]? _numbers;

    /// <param name="numbers">The number of each label in masks and tables, increasing, with 0 first; null for the label itself.</param>
    internal LabeledRuns(RunTable runs, int[] labels, int count, int[]? numbers = null)
    {
        Runs = runs;
        _labels = labels;
        _numbers = numbers;
        Count = count;
    }

    /// <summary>The runs in raster order.</summary>
    public RunTable Runs { get; }

    /// <summary>Label of each run.</summary>
    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, Runs.Count);

    /// <summary>Number of regions, the highest label.</summary>
    public int Count { get; private set; }

    /// <summary>Returns the number of regions with pixels in a window.</summary>
    public int CountIn(int left, int top, int width, int height)
    {
        var seen = new bool[Count + 1];
        var count = 0;
        for (var run = Runs.RowOffset(top); run < Runs.RowOffset(top + height); run++)
        {
            var label = _labels[run];
            if (label != 0 && !seen[label] && Runs.Starts[run] < left + width && Runs.Ends[run] > left)
            {
                seen[label] = true;
                count++;
            }
        }

        return count;
    }

    /// <summary>The highest number of a region in masks; 0 without regions.</summary>
    public int MaxNumber => NumberOf(Count);

    /// <summary>Returns the number of a region in masks and tables: its label, or the value in a given label mask.</summary>
    public int NumberOf(int label) => _numbers is null ? label : _numbers[label];

    /// <summary>
    /// Drops regions and relabels the others 1, 2, 3 and so on in the same order. Regions of a given label mask keep their numbers.
    /// </summary>
    /// <param name="keep">One value per label, true to keep its region; index 0 is not used.</param>
    public void Keep(ReadOnlySpan<bool> keep)
    {
        var numbers = new int[Count + 1];
        var count = 0;
        for (var label = 1; label <= Count; label++)
        {
            numbers[label] = keep[label] ? ++count : 0;
        }

        var labels = _labels.AsSpan(0, Runs.Count);
        for (var run = 0; run < labels.Length; run++)
        {
            labels[run] = numbers[labels[run]];
        }

        if (_numbers is { } given)
        {
            _numbers = [.. given.Where((_, label) => label == 0 || numbers[label] > 0)];
        }

        Count = count;
    }

    /// <summary>Writes the labels of a window into a raster; background is 0. Labels above 65,535 need a 32-bit raster.</summary>
    /// <param name="rows">Rows of the window, at most the raster's height.</param>
    /// <param name="asNumbers">True to write the numbers of the regions instead of their labels.</param>
    public void Paint<T>(Raster<T> target, int left, int top, int rows, bool asNumbers = false)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var starts = Runs.Starts;
        var ends = Runs.Ends;
        for (var y = 0; y < rows; y++)
        {
            var row = target.Row(y);
            row.Clear();
            var end = Runs.RowOffset(top + y + 1);
            for (var run = Runs.RowOffset(top + y); run < end; run++)
            {
                var from = Math.Max(starts[run] - left, 0);
                var to = Math.Min(ends[run] - left, row.Length);
                if (_labels[run] != 0 && from < to)
                {
                    row[from..to].Fill(T.CreateChecked(asNumbers ? NumberOf(_labels[run]) : _labels[run]));
                }
            }
        }
    }

    /// <summary>Returns the memory of the runs to its pool.</summary>
    public void Dispose() => Runs.Dispose();
}
