using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Regions;

/// <summary>Sums over the intensities of every region in one channel, accumulated window by window: exact ones of
/// samples, or those of floating-point numbers.</summary>
public sealed class IntensitySums
{
    private const int PieceSamples = 1024;

    private readonly Entry[] _entries;
    private readonly NumberEntry[] _numbers;

    /// <summary>Creates empty sums for labels 1 to <paramref name="regions"/>.</summary>
    /// <param name="regions">Number of regions.</param>
    /// <param name="ofNumbers">True for sums of floating-point numbers.</param>
    public IntensitySums(int regions, bool ofNumbers = false)
    {
        AreNumbers = ofNumbers;
        _entries = ofNumbers ? [] : new Entry[regions + 1];
        _numbers = ofNumbers ? new NumberEntry[regions + 1] : [];
        Array.Fill(_entries, new Entry { Minima = Vector128<ushort>.AllBitsSet });
    }

    /// <summary>True for sums of floating-point numbers.</summary>
    public bool AreNumbers { get; }

    /// <summary>Adds the pixels of a window. Each pixel of a region must be added exactly once.</summary>
    public void Add(LabeledRuns labeled, Raster<ushort> window, int left, int top, int rows)
    {
        for (var y = 0; y < rows; y++)
        {
            AddRow(labeled, window.Row(y), left, top + y);
        }
    }

    /// <summary>Adds pixels of a row, as samples or as floating-point numbers. Each pixel of a region must be added
    /// exactly once.</summary>
    internal void AddRow<T>(LabeledRuns labeled, ReadOnlySpan<T> row, int left, int y)
        where T : unmanaged
    {
        var starts = labeled.Runs.Starts;
        var ends = labeled.Runs.Ends;
        var labels = labeled.Labels;
        var end = labeled.Runs.RowOffset(y + 1);
        for (var run = labeled.Runs.RowOffset(y); run < end; run++)
        {
            var from = Math.Max(starts[run] - left, 0);
            var to = Math.Min(ends[run] - left, row.Length);
            if (labels[run] == 0 || from >= to) continue;

            if (typeof(T) == typeof(double))
            {
                _numbers[labels[run]].Add(left + from, y, MemoryMarshal.Cast<T, double>(row[from..to]));
            }
            else
            {
                AddRun(ref _entries[labels[run]], MemoryMarshal.Cast<T, ushort>(row), from, to, left + from, y);
            }
        }
    }

    /// <summary>Returns the statistics of a region; a count of 0 if no pixel was added.</summary>
    internal IntensityStatistics Of(int label)
    {
        if (AreNumbers)
        {
            ref readonly var numbers = ref _numbers[label];
            return new(
                numbers.Count, numbers.Minimum, numbers.Maximum, numbers.Mean,
                Math.Sqrt(numbers.Squares / numbers.Count), numbers.SumX / (numbers.Mean * numbers.Count),
                numbers.SumY / (numbers.Mean * numbers.Count));
        }

        ref readonly var entry = ref _entries[label];
        return entry.Count == 0 ? default : new(
            entry.Count, entry.Minimum, entry.Maximum, entry.Mean, entry.StandardDeviation,
            (double)entry.SumX / entry.Sum, (double)entry.SumY / entry.Sum);
    }

    /// <remarks>
    /// Processes 16 samples per vector, the last ones masked, or one by one if the row ends within them. The scalar
    /// equivalent is <see cref="AddSamples"/>.
    /// </remarks>
    private static void AddRun(ref Entry entry, ReadOnlySpan<ushort> row, int from, int to, int x, int y)
    {
        if (!Vector256.IsHardwareAccelerated)
        {
            AddSamples(ref entry, row[from..to], x, y);
            return;
        }

        for (; from < to; from += PieceSamples)
        {
            var count = Math.Min(to - from, PieceSamples);
            var vectors = (count + 15) / 16;
            if (from + (16 * vectors) > row.Length)
            {
                AddSamples(ref entry, row.Slice(from, count), x, y);
            }
            else
            {
                AddVectors(ref entry, ref MemoryMarshal.GetReference(row[from..]), count, vectors, x, y);
            }

            x += count;
        }
    }

    /// <summary>Adds samples in vectors. No 32-bit sum overflows for up to <see cref="PieceSamples"/>
    /// samples.</summary>
    private static void AddVectors(ref Entry entry, ref ushort samples, int count, int vectors, int x, int y)
    {
        var lanes = Vector256<ushort>.Indices;
        var (low, high, before) = (Vector256<uint>.Zero, Vector256<uint>.Zero, Vector256<uint>.Zero);
        var squares = Vector256<ulong>.Zero;
        var (minimum, maximum) = (Vector256<ushort>.AllBitsSet, Vector256<ushort>.Zero);
        for (var vector = 0; vector < vectors; vector++)
        {
            var values = Vector256.LoadUnsafe(ref samples, (nuint)(16 * vector));
            if (vector == vectors - 1)
            {
                var inside = Vector256.LessThan(lanes, Vector256.Create((ushort)(count - (16 * vector))));
                minimum = Vector256.Min(minimum, values | ~inside);
                values &= inside;
            }
            else
            {
                minimum = Vector256.Min(minimum, values);
            }

            maximum = Vector256.Max(maximum, values);
            var (first, second) = Vector256.Widen(values);

            // Adding the running sums once per vector weights each vector by the number of vectors after it.
            before += low + high;
            low += first;
            high += second;
            var (firstSquares, secondSquares) = (first * first, second * second);
            squares += (firstSquares.AsUInt64() & Vector256.Create(0xffff_fffful)) + (firstSquares.AsUInt64() >>> 32);
            squares += (secondSquares.AsUInt64() & Vector256.Create(0xffff_fffful)) + (secondSquares.AsUInt64() >>> 32);
        }

        var sum = (ulong)Vector256.Sum(low + high);
        var indices = Vector256<uint>.Indices;
        var inVectors = (ulong)Vector256.Sum((low * indices) + (high * (indices + Vector256.Create(8u))));
        var ofVectors = ((ulong)(vectors - 1) * sum) - Vector256.Sum(before);
        entry.Add(
            x, y, count, sum, Vector256.Sum(squares), inVectors + (16 * ofVectors),
            Vector128.Min(minimum.GetLower(), minimum.GetUpper()),
            Vector128.Max(maximum.GetLower(), maximum.GetUpper()));
    }

    private static void AddSamples(ref Entry entry, ReadOnlySpan<ushort> samples, int x, int y)
    {
        ulong sum = 0, squares = 0, moment = 0;
        ushort minimum = ushort.MaxValue, maximum = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            uint value = samples[i];
            sum += value;
            squares += value * value;
            moment += value * (ulong)(uint)i;
            minimum = Math.Min(minimum, (ushort)value);
            maximum = Math.Max(maximum, (ushort)value);
        }

        entry.Add(x, y, samples.Length, sum, squares, moment, Vector128.Create(minimum), Vector128.Create(maximum));
    }

    /// <summary>Number of pixels, sums of intensity I, I^2, x I and y I, and the extremes of I.</summary>
    private struct Entry
    {
        public long Count;
        public ulong Sum;
        public ulong Squares;
        public ulong SumX;
        public ulong SumY;

        /// <summary>The minimum sample of each of eight lanes.</summary>
        public Vector128<ushort> Minima;

        /// <summary>The maximum sample of each of eight lanes.</summary>
        public Vector128<ushort> Maxima;

        public readonly ushort Minimum =>
            TensorPrimitives.Min(MemoryMarshal.Cast<Vector128<ushort>, ushort>(new(in Minima)));
        public readonly ushort Maximum =>
            TensorPrimitives.Max(MemoryMarshal.Cast<Vector128<ushort>, ushort>(new(in Maxima)));
        public readonly double Mean => (double)Sum / Count;

        /// <summary>Adds pixels of row <paramref name="y"/>, starting at column <paramref name="x"/>.</summary>
        /// <param name="moment">Sum of i I, where i is 0 for the first pixel.</param>
        /// <param name="minima">Their minimum samples, in any lanes.</param>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(
            int x, int y, int count, ulong sum, ulong squares, ulong moment, Vector128<ushort> minima,
            Vector128<ushort> maxima)
        {
            Sum += sum;
            Squares += squares;
            SumX += ((ulong)x * sum) + moment;
            SumY += (ulong)y * sum;
            Count += count;
            Minima = Vector128.Min(Minima, minima);
            Maxima = Vector128.Max(Maxima, maxima);
        }

        /// <summary>Population standard deviation.</summary>
        public readonly double StandardDeviation =>
            Math.Sqrt((double)(((UInt128)(ulong)Count * Squares) - ((UInt128)Sum * Sum))) / Count;
    }

    /// <summary>Number of pixels, their extremes, their mean, the sum of squared differences from it (Welford 1962),
    /// and sums of x I and y I.</summary>
    private struct NumberEntry
    {
        public long Count;
        public double Minimum;
        public double Maximum;
        public double Mean;
        public double Squares;
        public double SumX;
        public double SumY;

        public void Add(int x, int y, ReadOnlySpan<double> values)
        {
            foreach (var value in values)
            {
                Minimum = Count == 0 ? value : Math.Min(Minimum, value);
                Maximum = Count == 0 ? value : Math.Max(Maximum, value);
                Count++;
                var difference = value - Mean;
                Mean += difference / Count;
                Squares += difference * (value - Mean);
                SumX += x++ * value;
                SumY += y * value;
            }
        }
    }
}

/// <summary>Statistics of the intensities of a region.</summary>
/// <param name="Count">Number of pixels.</param>
/// <param name="StandardDeviation">That of the population.</param>
/// <param name="X">Mean column, weighted by intensity.</param>
/// <param name="Y">Mean row, weighted by intensity.</param>
internal readonly record struct IntensityStatistics(
    long Count, double Minimum, double Maximum, double Mean, double StandardDeviation, double X, double Y);
