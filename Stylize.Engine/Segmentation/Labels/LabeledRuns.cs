using Stylize.Engine.Imaging;

namespace Stylize.Engine.Segmentation.Labels;

/// <summary>Runs and their labels: 1 to <see cref="Count"/>, or 0 for a dropped region. Owns the runs.</summary>
public sealed class LabeledRuns : IDisposable
{
    private readonly int[] _labels;

    internal LabeledRuns(RunTable runs, int[] labels, int count)
    {
        Runs = runs;
        _labels = labels;
        Count = count;
    }

    /// <summary>The runs in raster order.</summary>
    public RunTable Runs { get; }

    /// <summary>Label of each run.</summary>
    public ReadOnlySpan<int> Labels => _labels.AsSpan(0, Runs.Count);

    /// <summary>Number of regions, the highest label.</summary>
    public int Count { get; private set; }

    /// <summary>Drops regions and renumbers the others 1, 2, 3 and so on in the same order.</summary>
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

        Count = count;
    }

    /// <summary>Writes the labels of a window into a raster; background is 0. Labels above 65,535 need a 32-bit raster.</summary>
    /// <param name="rows">Rows of the window, at most the raster's height.</param>
    public void Paint<T>(Raster<T> target, int left, int top, int rows)
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
                    row[from..to].Fill(T.CreateChecked(_labels[run]));
                }
            }
        }
    }

    /// <summary>Writes a row of a window as differences: each label minus the previous one, modulo the size of the type.</summary>
    /// <param name="row">One element per column of the window.</param>
    /// <param name="left">First column of the window.</param>
    internal void PaintDifferences<T>(Span<T> row, int left, int y)
        where T : unmanaged, System.Numerics.INumberBase<T>
    {
        row.Clear();
        var starts = Runs.Starts;
        var ends = Runs.Ends;
        var end = Runs.RowOffset(y + 1);
        for (var run = Runs.RowOffset(y); run < end; run++)
        {
            var from = Math.Max(starts[run] - left, 0);
            var to = Math.Min(ends[run] - left, row.Length);
            if (_labels[run] != 0 && from < to)
            {
                var label = T.CreateTruncating(_labels[run]);
                row[from] = unchecked(row[from] + label);
                if (to < row.Length)
                {
                    row[to] = unchecked(row[to] - label);
                }
            }
        }
    }

    /// <summary>Returns the memory of the runs to its pool.</summary>
    public void Dispose() => Runs.Dispose();
}
