using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Makes targets of decoded images.</summary>
internal static class FitImage
{
    /// <summary>Channels of an image's target: 1 for grey, 3 for colour, 4 for any image with alpha.</summary>
    public static int Channels(SampleImage<float> image) => image.HasAlpha ? 4 : image.ColorPlanes >= 3 ? 3 : 1;

    /// <summary>A copy of a part of an image as grey, RGB, or RGB with alpha; the caller owns it.</summary>
    public static SampleImage<float> Crop(SampleImage<float> image, int left, int top, int width, int height)
    {
        var sources = Enumerable.Range(0, Channels(image)).Select(channel => Plane(image, channel)).ToArray();
        var planes = new Raster<float>[sources.Length];
        for (var channel = 0; channel < planes.Length; channel++)
        {
            planes[channel] = new Raster<float>(width, height);
            for (var y = 0; y < height; y++)
            {
                sources[channel].Row(top + y).Slice(left, width).CopyTo(planes[channel].Row(y));
            }
        }

        return new SampleImage<float>(planes, image.HasAlpha, image.BitsPerSample);
    }

    /// <summary>
    /// An image whose pixels are the means of squares of <paramref name="factor"/> pixels a side, of what there is of them at the right and
    /// lower edge; colours are weighted by alpha. The caller owns it.
    /// </summary>
    public static SampleImage<float> Reduce(SampleImage<float> image, int factor, int threads, CancellationToken cancellation)
    {
        var (width, height) = ((image.Width + factor - 1) / factor, (image.Height + factor - 1) / factor);
        var planes = new Raster<float>[Channels(image)];
        for (var channel = planes.Length - 1; channel >= 0; channel--)
        {
            var source = Plane(image, channel);
            var alpha = image.HasAlpha && channel < 3 ? image.Planes[^1] : null;
            var reduced = planes[channel] = new Raster<float>(width, height);
            var mean = alpha is null ? null : planes[^1];
            RowBands.ForEach(height, threads, cancellation, (_, first, end) =>
            {
                for (var y = first; y < end; y++)
                {
                    ReduceRow(source, alpha, factor, y, reduced.Row(y));
                    for (var x = 0; mean is not null && x < width; x++)
                    {
                        reduced.Row(y)[x] /= MathF.Max(mean.Row(y)[x], 1f / 1024);
                    }
                }
            });
        }

        return new SampleImage<float>(planes, image.HasAlpha, image.BitsPerSample);
    }

    /// <summary>The target of an image, colours premultiplied by alpha; the caller owns it.</summary>
    public static FitTarget Target(SampleImage<float> image)
    {
        var channels = Channels(image);
        var target = new FitTarget(image.Width, image.Height, channels);
        using var row = new PooledBuffer<float>(image.Width);
        for (var channel = 0; channel < channels; channel++)
        {
            for (var y = 0; y < image.Height; y++)
            {
                Plane(image, channel).Row(y).CopyTo(row.Span);
                if (image.HasAlpha && channel < 3)
                {
                    System.Numerics.Tensors.TensorPrimitives.Multiply(row.Span, image.Planes[^1].Row(y), row.Span);
                }

                target.SetRow(channel, y, row.Span);
            }
        }

        target.MeasureBackground();
        return target;
    }

    /// <summary>Pixels that are not wholly transparent.</summary>
    public static int CountVisible(SampleImage<float> image)
    {
        if (!image.HasAlpha)
        {
            return (int)Math.Min(int.MaxValue, (long)image.Width * image.Height);
        }

        var visible = 0L;
        for (var y = 0; y < image.Height; y++)
        {
            foreach (var alpha in image.Planes[^1].Row(y))
            {
                visible += alpha > 0 ? 1 : 0;
            }
        }

        return (int)Math.Min(int.MaxValue, visible);
    }

    private static void ReduceRow(Raster<float> source, Raster<float>? alpha, int factor, int y, Span<float> reduced)
    {
        reduced.Clear();
        var end = Math.Min(source.Height, (y + 1) * factor);
        for (var row = y * factor; row < end; row++)
        {
            var samples = source.Row(row);
            var weights = alpha is null ? default : alpha.Row(row);
            for (var x = 0; x < samples.Length; x++)
            {
                reduced[x / factor] += alpha is null ? samples[x] : samples[x] * weights[x];
            }
        }

        for (var x = 0; x < reduced.Length; x++)
        {
            reduced[x] /= (end - (y * factor)) * (Math.Min(source.Width, (x + 1) * factor) - (x * factor));
        }
    }

    private static Raster<float> Plane(SampleImage<float> image, int channel) =>
        image.HasAlpha && channel == 3 ? image.Planes[^1] : image.Planes[image.ColorPlanes >= 3 ? channel : 0];
}
