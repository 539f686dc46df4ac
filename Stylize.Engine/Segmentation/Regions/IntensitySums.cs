using Stylize.Engine.Imaging;
using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>
/// Exact sums over the intensities of every region in one channel. They are added window by window; a window is a whole image, a strip of
/// it, or a tile of a montage.
/// </summary>
public sealed class IntensitySums
{
    private readonly Entry[] _entries;

    /// <param name="regions">Number of regions, the highest label.</param>
    public IntensitySums(int regions)
    {
        _entries = new Entry[regions + 1];
        Array.Fill(_entries, new Entry { Minimum = ushort.MaxValue });
    }

    /// <summary>Adds the pixels of a window. Each pixel of a region must be added exactly once.</summary>
    /// <param name="labelled">The regions of the whole image.</param>
    /// <param name="window">Sample values of the window.</param>
    /// <param name="left">Column of the image at which the window begins.</param>
    /// <param name="top">Row of the image at which the window begins.</param>
    /// <param name="rows">Rows of the window that are used, from its first.</param>
    public void Add(LabelledRuns labelled, Raster<ushort> window, int left, int top, int rows)
    {
        var starts = labelled.Runs.Starts;
        var ends = labelled.Runs.Ends;
        var labels = labelled.Labels;
        for (var y = 0; y < rows; y++)
        {
            ReadOnlySpan<ushort> row = window.Row(y);
            var end = labelled.Runs.RowOffset(top + y + 1);
            for (var run = labelled.Runs.RowOffset(top + y); run < end; run++)
            {
                var from = Math.Max(starts[run] - left, 0);
                var to = Math.Min(ends[run] - left, row.Length);
                if (labels[run] != 0 && from < to)
                {
                    AddRun(ref _entries[labels[run]], row[from..to], left + from, top + y);
                }
            }
        }
    }

    /// <summary>The sums of one region.</summary>
    internal ref readonly Entry this[int label] => ref _entries[label];

    private static void AddRun(ref Entry entry, ReadOnlySpan<ushort> pixels, int x, int y)
    {
        uint sum = 0;
        ulong squares = 0, moment = 0;
        ushort minimum = entry.Minimum, maximum = entry.Maximum;
        var i = 0;
        while (i < pixels.Length)
        {
            // A sum of 65,536 samples of at most 65,535 fits 32 bits.
            var end = Math.Min(pixels.Length, i + 65536);
            for (; i < end; i++)
            {
                uint value = pixels[i];
                sum += value;
                squares += value * value;
                moment += value * (ulong)(uint)i;
                minimum = Math.Min(minimum, (ushort)value);
                maximum = Math.Max(maximum, (ushort)value);
            }

            entry.Sum += sum;
            entry.SumX += (ulong)x * sum;
            entry.SumY += (ulong)y * sum;
            sum = 0;
        }

        entry.Squares += squares;
        entry.SumX += moment;
        entry.Count += pixels.Length;
        entry.Minimum = minimum;
        entry.Maximum = maximum;
    }

    /// <summary>Number of pixels, sums of intensity I, I^2, x I and y I, and the extremes of I.</summary>
    internal struct Entry
    {
        public long Count;
        public ulong Sum;
        public ulong Squares;
        public ulong SumX;
        public ulong SumY;
        public ushort Minimum;
        public ushort Maximum;

        public readonly double Mean => (double)Sum / Count;

        /// <summary>Population standard deviation.</summary>
        public readonly double StandardDeviation =>
            Math.Sqrt((double)(((UInt128)(ulong)Count * Squares) - ((UInt128)Sum * Sum))) / Count;
    }
}
