using System.Numerics;
using System.Runtime.Intrinsics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Segmentation.Thresholds;

/// <summary>Number, sum and sum of squares of samples, exact.</summary>
public readonly record struct SampleSums(long Count, ulong Sum, UInt128 Squares)
{
    /// <summary>Mean intensity.</summary>
    public double Mean => (double)Sum / Count;

    /// <summary>Population standard deviation.</summary>
    public double StandardDeviation => Math.Sqrt((double)(((UInt128)(ulong)Count * Squares) - ((UInt128)Sum * Sum))) / Count;

    /// <summary>The sums of the first <paramref name="rows"/> rows of a raster.</summary>
    /// <remarks>
    /// Lanes: half as many 32-bit sums as a <see cref="Vector{T}"/> has 16-bit lanes, and a quarter as many 64-bit sums of squares; the
    /// remainder one by one. Integers, so the result does not depend on the width.
    /// </remarks>
    public static SampleSums Of(Raster<ushort> image, int rows)
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
                // A 32-bit lane overflows after 32768 vectors (two samples of at most 65535 each): at most 16384 are added before the lanes
                // are summed.
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

    /// <summary>The sums of two sets of samples together.</summary>
    public static SampleSums operator +(SampleSums a, SampleSums b) => new(a.Count + b.Count, a.Sum + b.Sum, a.Squares + b.Squares);
}
