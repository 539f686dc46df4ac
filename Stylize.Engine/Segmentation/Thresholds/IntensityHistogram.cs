namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>Counts of the 65,536 possible sample values in one tile, or in several tiles together.</summary>
public sealed class IntensityHistogram
{
    /// <summary>Number of possible sample values.</summary>
    public const int Levels = 65536;

    private readonly long[] _counts = new long[Levels];

    /// <summary>The count of each value from 0 to 65535.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Number of samples.</summary>
    public long Total { get; private set; }

    /// <summary>Lowest value that occurs; 65,536 if the histogram is empty.</summary>
    public int Minimum { get; private set; } = Levels;

    /// <summary>Highest value that occurs; -1 if the histogram is empty.</summary>
    public int Maximum { get; private set; } = -1;

    /// <summary>Returns the histogram of a raster.</summary>
    public static IntensityHistogram FromImage(Raster<ushort> image)
    {
        var histogram = new IntensityHistogram();
        histogram.Add(image, image.Height);
        return histogram;
    }

    /// <summary>Adds the first <paramref name="rows"/> rows of a raster.</summary>
    public unsafe void Add(Raster<ushort> image, int rows)
    {
        // Four tables in turn: neighbors are often equal, and incrementing the same count again would wait for the
        // previous store.
        using var tables = new PooledBuffer<uint>(4 * Levels, clear: true);
        uint* t0 = tables.Pointer, t1 = t0 + Levels, t2 = t1 + Levels, t3 = t2 + Levels;
        for (var y = 0; y < rows; y++)
        {
            var row = image.Row(y);
            var x = 0;
            for (; x <= row.Length - 4; x += 4)
            {
                t0[row[x]]++;
                t1[row[x + 1]]++;
                t2[row[x + 2]]++;
                t3[row[x + 3]]++;
            }

            for (; x < row.Length; x++)
            {
                t0[row[x]]++;
            }
        }

        Total += (long)rows * image.Width;
        for (var i = 0; i < Levels; i++)
        {
            var count = (long)t0[i] + t1[i] + t2[i] + t3[i];
            if (count != 0)
            {
                _counts[i] += count;
                Minimum = Math.Min(Minimum, i);
                Maximum = Math.Max(Maximum, i);
            }
        }
    }

    /// <summary>Adds samples, slower than a raster.</summary>
    internal void Add(ReadOnlySpan<ushort> samples)
    {
        foreach (var sample in samples)
        {
            _counts[sample]++;
            (Minimum, Maximum) = (Math.Min(Minimum, sample), Math.Max(Maximum, sample));
        }

        Total += samples.Length;
    }

    /// <summary>Returns the histogram of the samples subtracted from the highest one.</summary>
    /// <param name="highest">At least <see cref="Maximum"/>.</param>
    internal IntensityHistogram Inverted(ushort highest)
    {
        var inverted = new IntensityHistogram { Total = Total };
        if (Total == 0) return inverted;

        (inverted.Minimum, inverted.Maximum) = (highest - Maximum, highest - Minimum);
        for (var value = Minimum; value <= Maximum; value++)
        {
            inverted._counts[highest - value] = _counts[value];
        }

        return inverted;
    }

    /// <summary>Adds the counts of another histogram.</summary>
    public void Add(IntensityHistogram other)
    {
        TensorPrimitives.Add(_counts, other._counts, _counts);
        Total += other.Total;
        Minimum = Math.Min(Minimum, other.Minimum);
        Maximum = Math.Max(Maximum, other.Maximum);
    }

    /// <summary>Returns the number, sum and sum of squares of the samples, exactly.</summary>
    public SampleSums Sums()
    {
        ulong sum = 0;
        UInt128 squares = 0;
        for (var i = Minimum; i <= Maximum; i++)
        {
            sum += (ulong)i * (ulong)_counts[i];
            squares += (UInt128)((ulong)i * (ulong)i) * (ulong)_counts[i];
        }

        return new SampleSums(Total, sum, squares);
    }

    /// <summary>Returns a percentile, interpolated as in NumPy.</summary>
    /// <param name="percent">0 to 100.</param>
    public double Percentile(double percent)
    {
        var rank = percent / 100 * (Total - 1);
        var (first, share) = ((long)rank, rank - (long)rank);
        var counts = Counts;
        var (seen, lower) = (0L, -1);
        for (var value = 0; value < counts.Length; value++)
        {
            seen += counts[value];
            lower = lower < 0 && seen > first ? value : lower;
            if (seen > Math.Min(first + 1, Total - 1)) return lower + (share * (value - lower));
        }

        return lower;
    }

    /// <summary>Returns the lower median: the smallest value that at least half of the samples do not exceed.</summary>
    public int Median()
    {
        var half = (Total + 1) / 2;
        long below = 0;
        for (var i = Minimum; i <= Maximum; i++)
        {
            below += _counts[i];
            if (below >= half) return i;
        }

        throw new InvalidOperationException("An empty histogram has no median.");
    }
}

/// <summary>Number, sum and sum of squares of samples, exact.</summary>
public readonly record struct SampleSums(long Count, ulong Sum, UInt128 Squares)
{
    /// <summary>Mean intensity.</summary>
    public double Mean => (double)Sum / Count;

    /// <summary>Population standard deviation.</summary>
    public double StandardDeviation =>
        Math.Sqrt((double)(((UInt128)(ulong)Count * Squares) - ((UInt128)Sum * Sum))) / Count;

    /// <summary>Returns the sums of the first <paramref name="rows"/> rows of a raster.</summary>
    /// <remarks>Sums are integers, so the result does not depend on the width of vectors.</remarks>
    public static SampleSums FromImage(Raster<ushort> image, int rows)
    {
        ulong sum = 0;
        UInt128 squares = 0;
        for (var y = 0; y < rows; y++)
        {
            ReadOnlySpan<ushort> row = image.Row(y);
            ulong rowSum = 0, rowSquares = 0;
            var x = 0;
            if (Vector512.IsHardwareAccelerated || Vector256.IsHardwareAccelerated || Vector128.IsHardwareAccelerated)
            {
                // A 32-bit lane overflows after 32,768 vectors (two samples of at most 65,535 each), so at most 16,384
                // are added before the lanes are summed.
                while (row.Length - x >= Vector<ushort>.Count)
                {
                    var end = Math.Min(row.Length - Vector<ushort>.Count, x + (16384 * Vector<ushort>.Count));
                    var sums = Vector<uint>.Zero;
                    var squareSums = Vector<ulong>.Zero;
                    for (; x <= end; x += Vector<ushort>.Count)
                    {
                        Vector.Widen(new Vector<ushort>(row[x..]), out var low, out var high);
                        sums += low + high;
                        Vector.Widen(low * low, out var a, out var b);
                        Vector.Widen(high * high, out var c, out var d);
                        squareSums += (a + b) + (c + d);
                    }

                    Vector.Widen(sums, out var s0, out var s1);
                    rowSum += Vector.Sum(s0) + Vector.Sum(s1);
                    rowSquares += Vector.Sum(squareSums);
                }
            }

            for (; x < row.Length; x++)
            {
                rowSum += row[x];
                rowSquares += (ulong)row[x] * row[x];
            }

            sum += rowSum;
            squares += rowSquares;
        }

        return new SampleSums((long)rows * image.Width, sum, squares);
    }

    /// <summary>Adds the sums of two sets of samples.</summary>
    public static SampleSums operator +(SampleSums a, SampleSums b) =>
        new(a.Count + b.Count, a.Sum + b.Sum, a.Squares + b.Squares);
}
