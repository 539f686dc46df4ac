using Stylize.Engine.DotArt.Background;

namespace Stylize.Engine.DotArt.Gradient;

/// <summary>Computes the edge strength of each pixel, in [0,1]: 0.7 * Sobel magnitude / its maximum + 0.3 * standard
/// deviation / its maximum, with both quotients limited to 1. The 3x3 Sobel operator (Sobel and Feldman, 1968) is
/// applied to the gray of <see cref="EncodedGray"/>. The standard deviation covers the 29 pixels whose centers are
/// within 3 pixels. Pixels beyond the border repeat the edge pixel. Weights and window are those of vec2art
/// (github.com/robmcdonald5/vec2art); the maxima are the true ones. Values are in units of 1/32767; the top bit is
/// <see cref="Background.BackgroundMask.Bit"/>.</summary>
internal static class StrengthPlane
{
    /// <summary>The raster value of strength 1.</summary>
    public const int One = short.MaxValue;

    /// <summary>Upper bound of the magnitude of the 3x3 Sobel operator on 0..255: 1020 * sqrt(2).</summary>
    public const float MaxGradient = 1442.4978f;

    /// <summary>Maximum standard deviation of values in 0..255.</summary>
    public const float MaxDeviation = 127.5f;

    private const int Margin = 16;
    private const float WindowPixels = 29f;

    /// <summary>Fills rows [firstRow, endRow) of <paramref name="strength"/>. Neighboring rows are read from the image,
    /// so any split into bands gives the same values. Uses <see cref="Vector{T}"/>; the gray rows have a margin, so the
    /// last vector may extend beyond the row.</summary>
    /// <param name="strength">A raster of the width of the image.</param>
    /// <param name="adaptive">False to omit the standard deviation: strength = Sobel magnitude / its maximum.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Fill(Raster<Rgba32> image, Raster<ushort> strength, int firstRow, int endRow, bool adaptive)
    {
        var width = image.Width;
        var rows = endRow - firstRow + 6;
        var stride = (width + (2 * Margin) + 15) & ~15;
        using var gray = new PooledBuffer<float>(rows * stride);
        using var sums = new PooledBuffer<float>(rows * stride);
        using var squares = new PooledBuffer<float>(rows * stride);
        for (var i = 0; i < rows; i++)
        {
            var line = gray.Span.Slice(i * stride, stride);
            EncodedGray.Row(image.Row(Math.Clamp(firstRow - 3 + i, 0, image.Height - 1)), line.Slice(Margin, width));
            line[..Margin].Fill(line[Margin]);
            line[(Margin + width)..].Fill(line[Margin + width - 1]);
            if (adaptive)
            {
                SumFive(line, sums.Span.Slice(i * stride, stride), squares.Span.Slice(i * stride, stride), width);
            }
        }

        const float GradientScale = 0.7f / MaxGradient, DeviationScale = 0.3f / MaxDeviation / WindowPixels;
        for (var y = firstRow; y < endRow; y++)
        {
            var line = y - firstRow + 3;
            if (adaptive)
            {
                Row(gray.Span, sums.Span, squares.Span, line * stride, stride, GradientScale, DeviationScale,
                    strength.Row(y));
            }
            else
            {
                GradientRow(gray.Span, line * stride, stride, GradientScale / 0.7f, strength.Row(y));
            }
        }
    }

    /// <summary>Computes the sum and the sum of squares of each pixel and its two neighbors on either side.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void SumFive(ReadOnlySpan<float> gray, Span<float> sums, Span<float> squares, int width)
    {
        for (var x = Margin; x < Margin + width; x += Vector<float>.Count)
        {
            var a = new Vector<float>(gray[(x - 2)..]);
            var b = new Vector<float>(gray[(x - 1)..]);
            var c = new Vector<float>(gray[x..]);
            var d = new Vector<float>(gray[(x + 1)..]);
            var e = new Vector<float>(gray[(x + 2)..]);
            (a + b + c + d + e).CopyTo(sums[x..]);
            ((a * a) + (b * b) + (c * c) + (d * d) + (e * e)).CopyTo(squares[x..]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Row(
        ReadOnlySpan<float> gray, ReadOnlySpan<float> sums, ReadOnlySpan<float> squares, int line, int stride,
        float gradientScale, float deviationScale, Span<ushort> target)
    {
        Span<int> packed = stackalloc int[Vector<int>.Count];
        var two = new Vector<float>(2f);
        var gradientLimit = new Vector<float>(0.7f);
        var deviationLimit = new Vector<float>(0.3f);
        for (var x = 0; x < target.Length; x += Vector<float>.Count)
        {
            var at = line + Margin + x;
            var left = new Vector<float>(gray[(at - 3)..]);
            var right = new Vector<float>(gray[(at + 3)..]);
            var above3 = new Vector<float>(gray[(at - (3 * stride))..]);
            var below3 = new Vector<float>(gray[(at + (3 * stride))..]);
            var sum = new Vector<float>(sums[at..]) + left + right + above3 + below3
                + new Vector<float>(sums[(at - stride)..]) + new Vector<float>(sums[(at + stride)..])
                + new Vector<float>(sums[(at - (2 * stride))..]) + new Vector<float>(sums[(at + (2 * stride))..]);
            var square = new Vector<float>(squares[at..]) + (left * left) + (right * right) + (above3 * above3)
                + (below3 * below3)
                + new Vector<float>(squares[(at - stride)..]) + new Vector<float>(squares[(at + stride)..])
                + new Vector<float>(squares[(at - (2 * stride))..]) + new Vector<float>(squares[(at + (2 * stride))..]);
            var variance = Vector.Max((square * WindowPixels) - (sum * sum), Vector<float>.Zero);
            var magnitude = Magnitude(gray, at, stride, two);
            var s = Vector.Min(magnitude * gradientScale, gradientLimit)
                + Vector.Min(VectorRoots.Square(variance) * deviationScale, deviationLimit);
            Store(s, packed, target, x);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void GradientRow(ReadOnlySpan<float> gray, int line, int stride, float scale, Span<ushort> target)
    {
        Span<int> packed = stackalloc int[Vector<int>.Count];
        var two = new Vector<float>(2f);
        for (var x = 0; x < target.Length; x += Vector<float>.Count)
        {
            Store(Vector.Min(Magnitude(gray, line + Margin + x, stride, two) * scale, Vector<float>.One),
                packed, target, x);
        }
    }

    /// <summary>Returns the magnitude of the 3x3 Sobel gradient.</summary>
    private static Vector<float> Magnitude(ReadOnlySpan<float> gray, int at, int stride, Vector<float> two)
    {
        var a = new Vector<float>(gray[(at - stride - 1)..]);
        var b = new Vector<float>(gray[(at - stride)..]);
        var c = new Vector<float>(gray[(at - stride + 1)..]);
        var d = new Vector<float>(gray[(at - 1)..]);
        var e = new Vector<float>(gray[(at + 1)..]);
        var f = new Vector<float>(gray[(at + stride - 1)..]);
        var g = new Vector<float>(gray[(at + stride)..]);
        var h = new Vector<float>(gray[(at + stride + 1)..]);
        var across = c - a + (two * (e - d)) + h - f;
        var down = f - a + (two * (g - b)) + h - c;
        return VectorRoots.Square((across * across) + (down * down));
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

/// <summary>Normalizes strength per image with a gain that maps its 99th percentile to <see cref="Reference"/>. Soft
/// and sharp photographs, and the same photograph at different sizes, then get about the same number of dots per
/// megapixel. The percentile is at least <see cref="MinPercentile"/>, so that faint noise in a flat image does not
/// become edges.</summary>
internal static class StrengthGain
{
    /// <summary>The strength to which the 99th percentile is mapped.</summary>
    public const float Reference = 0.5f;

    private const double ShareAbove = 0.01;
    private const float MinPercentile = 0.05f;

    /// <summary>Returns the gain of a strength raster; background counts as strength 0.</summary>
    public static float Measure(Raster<ushort> strength, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        const int Shift = 4;
        const int Bins = (StrengthPlane.One + 1) >> Shift;
        var bins = new int[Bins];
        RowBands.ForEach(strength.Height, maxThreads, cancellation, (_, first, end) =>
        {
            var ofBand = new int[Bins];
            for (var y = first; y < end; y++)
            {
                foreach (var value in strength.Row(y))
                {
                    ofBand[(value & BackgroundMask.Bit) != 0 ? 0 : value >> Shift]++;
                }
            }

            lock (bins)
            {
                TensorPrimitives.Add(bins, ofBand, bins);
            }
        });
        var wanted = (long)(strength.PixelCount * ShareAbove);
        var bin = Bins - 1;
        for (long above = bins[bin]; bin > 0 && above <= wanted; above += bins[bin])
        {
            bin--;
        }

        var percentile = ((bin << Shift) + (1 << (Shift - 1))) / (float)StrengthPlane.One;
        return Reference / MathF.Max(percentile, MinPercentile);
    }
}
