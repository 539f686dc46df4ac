using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Initialization;

/// <summary>Gaussian blur of a plane, by rows and then by columns; border pixels are repeated outwards.</summary>
internal static unsafe class SeparableBlur
{
    /// <summary>Blurs <paramref name="plane"/> in place.</summary>
    /// <param name="sigma">Standard deviation in pixels, above 0; the kernel ends at 3 standard deviations.</param>
    public static void Apply(Raster<float> plane, float sigma, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var kernel = Kernel(sigma);
        var radius = kernel.Length / 2;
        var (width, height) = (plane.Width, plane.Height);
        using var rows = new Raster<float>(width, height);
        RowBands.ForEach(height, maxThreads, cancellation, (_, first, end) =>
        {
            using var padded = new PooledBuffer<float>(width + (2 * radius));
            var taps = stackalloc float*[kernel.Length];
            for (var k = 0; k < kernel.Length; k++)
            {
                taps[k] = padded.Pointer + k;
            }

            for (var y = first; y < end; y++)
            {
                var source = plane.Row(y);
                var line = padded.Span;
                line[..radius].Fill(source[0]);
                source.CopyTo(line[radius..]);
                line[(radius + width)..].Fill(source[^1]);
                Sum(taps, kernel, rows.Row(y));
            }
        });
        RowBands.ForEach(height, maxThreads, cancellation, (_, first, end) =>
        {
            var taps = stackalloc float*[kernel.Length];
            for (var y = first; y < end; y++)
            {
                for (var k = 0; k < kernel.Length; k++)
                {
                    taps[k] = rows.Pointer + ((nint)Math.Clamp(y + k - radius, 0, height - 1) * rows.Stride);
                }

                Sum(taps, kernel, plane.Row(y));
            }
        });
    }

    /// <summary>Sums rows times the kernel's values, in its order: four vectors of eight lanes, then one, then a pixel at a time.</summary>
    /// <param name="taps">Where the row of each of the kernel's values begins.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Sum(float** taps, float[] kernel, Span<float> target)
    {
        const int Lanes = 8;
        var x = 0;
        for (; x <= target.Length - (4 * Lanes); x += 4 * Lanes)
        {
            var sum0 = Vector256.Load(taps[0] + x) * kernel[0];
            var sum1 = Vector256.Load(taps[0] + x + Lanes) * kernel[0];
            var sum2 = Vector256.Load(taps[0] + x + (2 * Lanes)) * kernel[0];
            var sum3 = Vector256.Load(taps[0] + x + (3 * Lanes)) * kernel[0];
            for (var k = 1; k < kernel.Length; k++)
            {
                var factor = Vector256.Create(kernel[k]);
                sum0 += Vector256.Load(taps[k] + x) * factor;
                sum1 += Vector256.Load(taps[k] + x + Lanes) * factor;
                sum2 += Vector256.Load(taps[k] + x + (2 * Lanes)) * factor;
                sum3 += Vector256.Load(taps[k] + x + (3 * Lanes)) * factor;
            }

            sum0.CopyTo(target[x..]);
            sum1.CopyTo(target[(x + Lanes)..]);
            sum2.CopyTo(target[(x + (2 * Lanes))..]);
            sum3.CopyTo(target[(x + (3 * Lanes))..]);
        }

        for (; x <= target.Length - Lanes; x += Lanes)
        {
            var sum = Vector256.Load(taps[0] + x) * kernel[0];
            for (var k = 1; k < kernel.Length; k++)
            {
                sum += Vector256.Load(taps[k] + x) * kernel[k];
            }

            sum.CopyTo(target[x..]);
        }

        for (; x < target.Length; x++)
        {
            var sum = taps[0][x] * kernel[0];
            for (var k = 1; k < kernel.Length; k++)
            {
                sum += taps[k][x] * kernel[k];
            }

            target[x] = sum;
        }
    }

    private static float[] Kernel(float sigma)
    {
        var radius = Math.Max(1, (int)MathF.Ceiling(3 * sigma));
        var kernel = new float[(2 * radius) + 1];
        var sum = 0f;
        for (var i = -radius; i <= radius; i++)
        {
            sum += kernel[i + radius] = (float)PortableMath.Exp(-(i * i) / (2 * sigma * sigma));
        }

        TensorPrimitives.Divide(kernel, sum, kernel);
        return kernel;
    }
}
