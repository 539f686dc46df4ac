using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Catalog.Sheets;

/// <summary>Draws a preset sheet: the photograph and its results with several options, each with a label.</summary>
public static class PresetSheet
{
    /// <summary>Longer side of a picture on the sheet in pixels; pixel art of the default size has cells of 4 pixels.</summary>
    public const int Side = 384;

    private const int Gap = 16;
    private const double Aspect = 1.6;

    private static readonly Rgba32 Paper = new(255, 255, 255);

    /// <summary>Creates the pictures and draws the sheet.</summary>
    /// <param name="context">Receives a warning for each picture that cannot be created; its place stays empty.</param>
    /// <returns>A raster that the caller owns.</returns>
    /// <exception cref="StylizeException">The photograph cannot be read, or no picture can be created.</exception>
    public static Raster<Rgba32> Draw(string path, SheetPlan plan, IImageCodec codec, OperationContext context)
    {
        var source = ImageSource.File(path);
        using var photograph = codec.DecodeRgba(source);
        var (width, height) = Fit(photograph.Width, photograph.Height, Side, mayGrow: true);
        var labels = plan.Variants.Select(variant => variant.Label).Prepend("Original").ToArray();
        var texts = new SheetLabels(labels, width, Side);
        var (cellWidth, cellHeight) = (texts.Width + Gap, height + (Gap / 2) + texts.Height + Gap);
        var columns = Columns(labels.Length, cellWidth, cellHeight);
        var rows = (labels.Length + columns - 1) / columns;
        var sheet = new Raster<Rgba32>(Gap + (columns * cellWidth), Gap + (rows * cellHeight));
        try
        {
            sheet.Fill(Paper);
            StylizeException? failure = null;
            var made = 0;
            for (var i = 0; i < labels.Length; i++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                context.Progress?.Invoke(new OperationProgress((double)i / labels.Length, labels[i]));
                var (left, top) = (Gap + (i % columns * cellWidth), Gap + (i / columns * cellHeight));
                texts.Write(i, sheet, left, top + height + (Gap / 2));
                left += (texts.Width - width) / 2;
                if (i == 0)
                {
                    Place(sheet, photograph, left, top, width, height, context);
                    continue;
                }

                try
                {
                    using var picture = Picture(plan.Variants[i - 1], photograph, source, codec, context);
                    Place(sheet, picture, left, top, width, height, context);
                    made++;
                }
                catch (StylizeException cause)
                {
                    failure = cause;
                    context.Warning?.Invoke($"{labels[i]}: {cause.Message}");
                }
            }

            return made > 0 || failure is null ? sheet : throw failure;
        }
        catch
        {
            sheet.Dispose();
            throw;
        }
    }

    /// <summary>Creates a picture from a copy of the photograph, reduced to the preview size of the operation.</summary>
    private static Raster<Rgba32> Picture(
        SheetVariant variant, Raster<Rgba32> photograph, ImageSource source, IImageCodec codec, OperationContext context)
    {
        var quiet = context with { Progress = null, Verbose = null, Warning = null };
        var max = variant.Operation.PreviewPixels;
        if (photograph.PixelCount <= max) return variant.Operation.Draw(variant.Options, new ImageInput(source, codec), 2 * Side, quiet);

        var side = (int)Math.Sqrt(max * (double)Math.Max(photograph.Width, photograph.Height)
            / Math.Min(photograph.Width, photograph.Height));
        var (width, height) = Fit(photograph.Width, photograph.Height, side, mayGrow: false);
        using var small = Resampler.Resize(photograph, width, height, ResampleFilter.Box, context.MaxThreads, context.Cancellation);
        return variant.Operation.Draw(variant.Options, ImageInput.Pixels(small, codec, source.Name), 2 * Side, quiet);
    }

    private static (int Width, int Height) Fit(int width, int height, int side, bool mayGrow)
    {
        var scale = (double)side / Math.Max(width, height);
        scale = mayGrow ? scale : Math.Min(1, scale);
        return (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
    }

    /// <summary>Returns the number of columns that gives the sheet the shape of a screen.</summary>
    private static int Columns(int count, int cellWidth, int cellHeight) => Enumerable.Range(1, count).MinBy(columns =>
    {
        var rows = (count + columns - 1) / columns;
        var empty = (columns * rows) - count;
        return Math.Abs(Math.Log(columns * cellWidth / (Aspect * rows * cellHeight))) + (.05 * empty);
    });

    private static void Place(
        Raster<Rgba32> sheet, Raster<Rgba32> picture, int left, int top, int width, int height, OperationContext context)
    {
        var filter = picture.Width > width || picture.Height > height ? ResampleFilter.Box
            : width % picture.Width == 0 && height % picture.Height == 0 ? ResampleFilter.Nearest
            : ResampleFilter.Lanczos3;
        using var fitted = Resampler.Resize(picture, width, height, filter, context.MaxThreads, context.Cancellation);
        for (var y = 0; y < height; y++)
        {
            var row = sheet.Row(top + y).Slice(left, width);
            fitted.Row(y).CopyTo(row);
            foreach (ref var pixel in row)
            {
                pixel = OverWhite.Blend(pixel);
            }
        }
    }
}
