using System.Numerics;
using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt;

/// <summary>
/// How much each pixel asks for a dot. Strength = .7 * Sobel magnitude / its maximum + .3 * standard deviation / its maximum, each share at most 1;
/// the deviation is that of the 29 pixels whose centres are within 3 pixels. Borders repeat the edge pixel.
/// A value is the strength in 1/32767; the top bit marks background.
/// </summary>
internal static class StrengthPlane
{
    /// <summary>Marks a background pixel.</summary>
    public const ushort BackgroundBit = 0x8000;

    /// <summary>The value of strength 1.</summary>
    public const int One = 32767;

    /// <summary>Largest magnitude of the 3x3 Sobel operator on 0..255: 1020 * sqrt(2).</summary>
    public const float TrueGradientMaximum = 1442.4978f;

    /// <summary>The magnitude at which the method's origin saturates.</summary>
    public const float OriginGradientMaximum = 362f;

    /// <summary>Largest standard deviation of values in 0..255.</summary>
    public const float TrueDeviationMaximum = 127.5f;

    /// <summary>What the method's origin divides a deviation by.</summary>
    public const float OriginDeviationMaximum = 255f;

    private const int Margin = 16;
    private const float WindowPixels = 29f;

    /// <summary>Fills rows [firstRow, endRow) of <paramref name="strength"/>. Rows around them are read from the image, so that any split into bands gives the same plane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(Raster<Rgba32> image, Raster<ushort> strength, int firstRow, int endRow, bool adaptive, bool saturate)
    {
        var width = image.Width;
        var rows = endRow - firstRow + 6;
        var stride = (width + (2 * Margin) + 15) & ~15;
        using var grey = new PooledBuffer<float>(rows * stride);
        using var sums = new PooledBuffer<float>(rows * stride);
        using var squares = new PooledBuffer<float>(rows * stride);
        for (var i = 0; i < rows; i++)
        {
            var line = grey.Span.Slice(i * stride, stride);
            Luma.Row(image.Row(Math.Clamp(firstRow - 3 + i, 0, image.Height - 1)), line.Slice(Margin, width));
            line[..Margin].Fill(line[Margin]);
            line[(Margin + width)..].Fill(line[Margin + width - 1]);
            if (adaptive)
            {
                SumFive(line, sums.Span.Slice(i * stride, stride), squares.Span.Slice(i * stride, stride), width);
            }
        }

        var gradientScale = 0.7f / (saturate ? OriginGradientMaximum : TrueGradientMaximum);
        var deviationScale = 0.3f / (saturate ? OriginDeviationMaximum : TrueDeviationMaximum) / WindowPixels;
        for (var y = firstRow; y < endRow; y++)
        {
            var line = y - firstRow + 3;
            if (adaptive)
            {
                Row(grey.Span, sums.Span, squares.Span, line * stride, stride, gradientScale, deviationScale, strength.Row(y));
            }
            else
            {
                GradientRow(grey.Span, line * stride, stride, gradientScale / 0.7f, strength.Row(y));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumFive(ReadOnlySpan<float> grey, Span<float> sums, Span<float> squares, int width)
    {
        for (var x = Margin; x < Margin + width; x += Vector<float>.Count)
        {
            var a = new Vector<float>(grey[(x - 2)..]);
            var b = new Vector<float>(grey[(x - 1)..]);
            var c = new Vector<float>(grey[x..]);
            var d = new Vector<float>(grey[(x + 1)..]);
            var e = new Vector<float>(grey[(x + 2)..]);
            (a + b + c + d + e).CopyTo(sums[x..]);
            ((a * a) + (b * b) + (c * c) + (d * d) + (e * e)).CopyTo(squares[x..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row(ReadOnlySpan<float> grey, ReadOnlySpan<float> sums, ReadOnlySpan<float> squares, int line, int stride, float gradientScale, float deviationScale, Span<ushort> target)
    {
        Span<int> packed = stackalloc int[Vector<int>.Count];
        var two = new Vector<float>(2f);
        var gradientMost = new Vector<float>(0.7f);
        var deviationMost = new Vector<float>(0.3f);
        for (var x = 0; x < target.Length; x += Vector<float>.Count)
        {
            var at = line + Margin + x;
            var left = new Vector<float>(grey[(at - 3)..]);
            var right = new Vector<float>(grey[(at + 3)..]);
            var above3 = new Vector<float>(grey[(at - (3 * stride))..]);
            var below3 = new Vector<float>(grey[(at + (3 * stride))..]);
            var sum = new Vector<float>(sums[at..]) + left + right + above3 + below3
                + new Vector<float>(sums[(at - stride)..]) + new Vector<float>(sums[(at + stride)..])
                + new Vector<float>(sums[(at - (2 * stride))..]) + new Vector<float>(sums[(at + (2 * stride))..]);
            var square = new Vector<float>(squares[at..]) + (left * left) + (right * right) + (above3 * above3) + (below3 * below3)
                + new Vector<float>(squares[(at - stride)..]) + new Vector<float>(squares[(at + stride)..])
                + new Vector<float>(squares[(at - (2 * stride))..]) + new Vector<float>(squares[(at + (2 * stride))..]);
            var variance = Vector.Max((square * WindowPixels) - (sum * sum), Vector<float>.Zero);
            var magnitude = Magnitude(grey, at, stride, two);
            var s = Vector.Min(magnitude * gradientScale, gradientMost) + Vector.Min(Vector.SquareRoot(variance) * deviationScale, deviationMost);
            Store(s, packed, target, x);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradientRow(ReadOnlySpan<float> grey, int line, int stride, float scale, Span<ushort> target)
    {
        Span<int> packed = stackalloc int[Vector<int>.Count];
        var two = new Vector<float>(2f);
        for (var x = 0; x < target.Length; x += Vector<float>.Count)
        {
            Store(Vector.Min(Magnitude(grey, line + Margin + x, stride, two) * scale, Vector<float>.One), packed, target, x);
        }
    }

    private static Vector<float> Magnitude(ReadOnlySpan<float> grey, int at, int stride, Vector<float> two)
    {
        var a = new Vector<float>(grey[(at - stride - 1)..]);
        var b = new Vector<float>(grey[(at - stride)..]);
        var c = new Vector<float>(grey[(at - stride + 1)..]);
        var d = new Vector<float>(grey[(at - 1)..]);
        var e = new Vector<float>(grey[(at + 1)..]);
        var f = new Vector<float>(grey[(at + stride - 1)..]);
        var g = new Vector<float>(grey[(at + stride)..]);
        var h = new Vector<float>(grey[(at + stride + 1)..]);
        var across = c - a + (two * (e - d)) + h - f;
        var down = f - a + (two * (g - b)) + h - c;
        return Vector.SquareRoot((across * across) + (down * down));
    }

    private static void Store(Vector<float> strength, Span<int> packed, Span<ushort> target, int x)
    {
        Vector.ConvertToInt32((strength * One) + new Vector<float>(0.5f)).CopyTo(packed);
        var count = Math.Min(packed.Length, target.Length - x);
        for (var i = 0; i < count; i++)
        {
            target[x + i] = (ushort)packed[i];
        }
    }
}
