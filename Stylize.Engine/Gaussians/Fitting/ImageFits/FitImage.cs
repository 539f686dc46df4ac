using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>Makes targets of decoded images.</summary>
internal static class FitImage
{
    /// <summary>The means of blocks of so many pixels a side, colors weighted by alpha. The caller owns the image.</summary>
    public static SampleImage<float> Reduce(FitPhotograph image, int factor, ThreadGrant threads, CancellationToken cancellation)
    {
        var (width, height) = ((image.Width + factor - 1) / factor, (image.Height + factor - 1) / factor);
        var planes = new Raster<float>[image.Channels];
        for (var channel = planes.Length - 1; channel >= 0; channel--)
        {
            var (plane, reduced) = (channel, planes[channel] = new Raster<float>(width, height));
            var mean = image.HasAlpha && channel < 3 ? planes[^1] : null;
            RowBands.ForEach(height, threads, cancellation, (_, first, end) =>
            {
                using var scratch = new PooledBuffer<float>(image.Width);
                for (var y = first; y < end; y++)
                {
                    ReduceRow(image, plane, factor, y, reduced.Row(y), scratch.Span);
                    for (var x = 0; mean is not null && x < width; x++)
                    {
                        reduced.Row(y)[x] /= MathF.Max(mean.Row(y)[x], 1f / 1024);
                    }
                }
            });
        }

        return new SampleImage<float>(planes, image.HasAlpha, 32);
    }

    /// <summary>The target of an image, colours premultiplied by alpha; the caller owns it.</summary>
    public static FitTarget Target(FitPhotograph image)
    {
        var target = Target(image, new FitTile(0, 0, image.Width, image.Height));
        target.MeasureBackground();
        return target;
    }

    /// <summary>The target of a part of an image, without a background; the caller owns it.</summary>
    public static FitTarget Target(
        FitPhotograph image, FitTile part, ThreadGrant threads = default, CancellationToken cancellation = default)
    {
        var target = new FitTarget(part.Width, part.Height, image.Channels);
        RowBands.ForEach(part.Height, threads, cancellation, (_, first, end) =>
        {
            using var scratch = new PooledBuffer<float>(image.Width);
            for (var y = first; y < end; y++)
            {
                for (var channel = 0; channel < target.Channels; channel++)
                {
                    target.SetRow(channel, y, image.Row(channel, part.Top + y, scratch.Span).Slice(part.Left, part.Width));
                }
            }
        });

        return target;
    }

    /// <summary>Pixels that are not wholly transparent.</summary>
    public static int CountVisible(FitPhotograph image)
    {
        if (!image.HasAlpha)
        {
            return (int)Math.Min(int.MaxValue, image.PixelCount);
        }

        var visible = 0L;
        using var scratch = new PooledBuffer<float>(image.Width);
        for (var y = 0; y < image.Height; y++)
        {
            foreach (var alpha in image.Row(image.Channels - 1, y, scratch.Span))
            {
                visible += alpha > 0 ? 1 : 0;
            }
        }

        return (int)Math.Min(int.MaxValue, visible);
    }

    private static void ReduceRow(FitPhotograph image, int channel, int factor, int y, Span<float> reduced, Span<float> scratch)
    {
        reduced.Clear();
        var end = Math.Min(image.Height, (y + 1) * factor);
        for (var row = y * factor; row < end; row++)
        {
            var samples = image.Row(channel, row, scratch);
            var at = 0;
            for (var x = 0; x < reduced.Length; x++)
            {
                for (var next = Math.Min(samples.Length, at + factor); at < next; at++)
                {
                    reduced[x] += samples[at];
                }
            }
        }

        for (var x = 0; x < reduced.Length; x++)
        {
            reduced[x] /= (end - (y * factor)) * (Math.Min(image.Width, (x + 1) * factor) - (x * factor));
        }
    }
}
