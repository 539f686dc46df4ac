using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.DotArt.Background;

/// <summary>Finds the background of an image and marks it in a plane by <see cref="BackgroundMask.Bit"/>.</summary>
internal static class BackgroundPass
{
    /// <summary>Marks pixels that are more than half transparent.</summary>
    public static void MarkTransparent(Raster<Rgba32> image, Raster<ushort> plane, OperationContext context) =>
        RowBands.ForEach(image.Height, context.MaxThreads, context.Cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                BackgroundMask.MarkTransparent(image.Row(y), plane.Row(y));
            }
        });

    /// <summary>Marks the background of the mask image if the options have one, else the detected background.</summary>
    /// <param name="image">The image.</param>
    /// <param name="plane">A plane of the image's size.</param>
    /// <param name="options">How the background is found.</param>
    /// <param name="input">Its codec reads the mask; null for an image in memory, which has no mask.</param>
    /// <param name="context">Threads, cancellation and log.</param>
    public static void Mark(
        Raster<Rgba32> image, Raster<ushort> plane, BackgroundOptions options, ImageInput? input, OperationContext context)
    {
        using (context.Phases.Start("background"))
        {
            if (options.MaskPath is { } path && input is not null)
            {
                using var mask = input.Codec.DecodeRgba(ImageSource.File(path), input.DecodeOptions);
                for (var y = 0; y < image.Height; y++)
                {
                    BackgroundMask.MarkByMask(mask, y, image.Height, plane.Row(y));
                }

                return;
            }

            MarkDetected(image, plane, options, context);
        }
    }

    private static void MarkDetected(Raster<Rgba32> image, Raster<ushort> plane, BackgroundOptions options, OperationContext context)
    {
        var colors = BackgroundColors.Find(image, options);
        if (colors.Length == 0)
        {
            return;
        }

        long marked = 0;
        RowBands.ForEach(image.Height, context.MaxThreads, context.Cancellation, (_, first, end) =>
        {
            using var scratch = new PooledBuffer<float>(3 * (image.Width + 16));
            var inBand = 0L;
            for (var y = first; y < end; y++)
            {
                inBand += BackgroundMask.MarkByColor(image.Row(y), colors, options.Tolerance, plane.Row(y), scratch.Span);
            }

            Interlocked.Add(ref marked, inBand);
        });
        if (marked < BackgroundMask.MaxShare * image.PixelCount)
        {
            return;
        }

        context.Verbose?.Invoke("95 % of the image or more would be background, so no background is removed.");
        RowBands.ForEach(image.Height, context.MaxThreads, context.Cancellation, (_, first, end) =>
        {
            for (var y = first; y < end; y++)
            {
                BackgroundMask.Clear(plane.Row(y));
                BackgroundMask.MarkTransparent(image.Row(y), plane.Row(y));
            }
        });
    }
}
