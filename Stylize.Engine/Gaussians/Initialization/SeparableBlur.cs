using System.Numerics.Tensors;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Initialization;

/// <summary>Gaussian blur of a plane, by rows and then by columns; border pixels are repeated outwards.</summary>
internal static class SeparableBlur
{
    /// <summary>Blurs <paramref name="plane"/> in place.</summary>
    /// <param name="plane">Any values.</param>
    /// <param name="sigma">Standard deviation in pixels, above 0; the kernel ends at 3 standard deviations.</param>
    public static void Apply(Raster<float> plane, float sigma, int maxThreads, CancellationToken cancellation)
    {
        var kernel = Kernel(sigma);
        var radius = kernel.Length / 2;
        var (width, height) = (plane.Width, plane.Height);
        using var rows = new Raster<float>(width, height);
        RowBands.ForEach(height, maxThreads, cancellation, (_, first, end) =>
        {
            using var padded = new PooledBuffer<float>(width + (2 * radius));
            for (var y = first; y < end; y++)
            {
                var source = plane.Row(y);
                var line = padded.Span;
                line[..radius].Fill(source[0]);
                source.CopyTo(line[radius..]);
                line[(radius + width)..].Fill(source[^1]);
                var target = rows.Row(y);
                TensorPrimitives.Multiply(line[..width], kernel[0], target);
                for (var k = 1; k < kernel.Length; k++)
                {
                    TensorPrimitives.MultiplyAdd(line.Slice(k, width), kernel[k], target, target);
                }
            }
        });
        RowBands.ForEach(height, maxThreads, cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                var target = plane.Row(y);
                TensorPrimitives.Multiply(rows.Row(Math.Clamp(y - radius, 0, height - 1)), kernel[0], target);
                for (var k = 1; k < kernel.Length; k++)
                {
                    TensorPrimitives.MultiplyAdd(rows.Row(Math.Clamp(y + k - radius, 0, height - 1)), kernel[k], target, target);
                }
            }
        });
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
