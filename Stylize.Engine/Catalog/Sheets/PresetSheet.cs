using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Engine.Catalog.Sheets;

/// <summary>Draws a preset sheet: the photograph and its results with several options, each with a label.</summary>
public static class PresetSheet
{
    /// <summary>
    /// Longer side of a picture with the aspect ratio of a photograph, in pixels; pixel art of the default size has cells of 4 pixels.
    /// Longer pictures have about the same area.
    /// </summary>
    public const int Side = 384;

    private const int MaxSide = 1024;
    private const double PhotographAspect = 1.5;
    private const double SheetAspect = 1.6;
    private const int Gap = 16;

    private static readonly Rgba32 Paper = new(255, 255, 255);

    /// <summary>Creates the pictures and draws the sheet.</summary>
    /// <param name="context">Receives a warning for each preset that cannot be read, and for each picture that cannot be created; its place
    /// stays empty.</param>
    /// <returns>A raster that the caller owns.</returns>
    /// <exception cref="StylizeException">The photograph cannot be read, or no picture can be created.</exception>
    public static Raster<Rgba32> Draw(string path, SheetPlan plan, IImageCodec codec, OperationContext context)
    {
        var input = new ImageInput(ImageSource.File(path), codec);
        using var photograph = VariantPicture.Original(input, 2 * MaxSide, context);
        using var copies = new Copies(photograph, input, context);
        var (width, height) = PictureSize(photograph.Width, photograph.Height);
        var labels = plan.Variants.Select(variant => variant.Label).Prepend("Original").ToArray();
        var texts = new SheetLabels(labels, width, Math.Max(width, Side));
        var (cellWidth, cellHeight) = (texts.Width + Gap, height + (Gap / 2) + texts.Height + Gap);
        var columns = Columns(labels.Length, cellWidth, cellHeight);
        var rows = (labels.Length + columns - 1) / columns;
        var sheet = new Raster<Rgba32>(Gap + (columns * cellWidth), Gap + (rows * cellHeight));
        try
        {
            sheet.Fill(Paper);
            var failures = new List<(string Label, StylizeException Cause)>();
            for (var i = 0; i < labels.Length; i++)
            {
                context.Cancellation.ThrowIfCancellationRequested();
                context.Progress?.Invoke(new OperationProgress((double)i / labels.Length, labels[i]));
                var (left, top) = (Gap + (i % columns * cellWidth), Gap + (i / columns * cellHeight));
                texts.Write(i, sheet, left, top + height + (Gap / 2));
                var place = new SheetPlace(sheet, left + ((texts.Width - width) / 2), top, width, height);
                if (i == 0)
                {
                    // A tile of more than 8 bits is too dark without the contrast of its results.
                    var isTile = plan.Variants[0].Options is SegmentationOptions or PlateOptions
                        && input.Info is { ColorPlanes: 1, BitsPerSample: > 8 };
                    using var tile = isTile ? RegionsPicture.Gray(input) : null;
                    place.Draw(tile ?? photograph, context);
                    continue;
                }

                try
                {
                    using var picture = copies.Draw(plan.Variants[i - 1], 2 * Math.Max(width, height));
                    place.Draw(picture, context);
                }
                catch (StylizeException cause)
                {
                    failures.Add((labels[i], cause));
                }
            }

            if (failures.Count == plan.Variants.Count) throw failures[^1].Cause;

            foreach (var skipped in plan.Skipped)
            {
                context.Warning?.Invoke(skipped.Message);
            }

            failures.ForEach(failure => context.Warning?.Invoke($"{failure.Label}: {failure.Cause.Message}"));
            return sheet;
        }
        catch
        {
            sheet.Dispose();
            throw;
        }
    }

    /// <summary>Returns the size of a picture of an image in pixels.</summary>
    private static (int Width, int Height) PictureSize(int width, int height)
    {
        var (longer, shorter) = ((double)Math.Max(width, height), Math.Min(width, height));
        var side = Math.Clamp(Side * Math.Sqrt(longer / shorter / PhotographAspect), Side, MaxSide);
        return (Math.Max(1, (int)Math.Round(width / longer * side)), Math.Max(1, (int)Math.Round(height / longer * side)));
    }

    /// <summary>Returns the number of columns that gives the sheet the shape of a screen.</summary>
    private static int Columns(int count, int cellWidth, int cellHeight) => Enumerable.Range(1, count).MinBy(columns =>
    {
        var rows = (count + columns - 1) / columns;
        var empty = (columns * rows) - count;
        return Math.Abs(Math.Log(columns * cellWidth / (SheetAspect * rows * cellHeight))) + (.05 * empty);
    });

    /// <summary>The photograph, reduced once for all variants that need the same number of pixels.</summary>
    private sealed class Copies(Raster<Rgba32> photograph, ImageInput input, OperationContext context) : IDisposable
    {
        private readonly Dictionary<long, Raster<Rgba32>> _copies = [];

        public Raster<Rgba32> Draw(SheetVariant variant, int side)
        {
            var pixels = variant.Operation.PreviewPixels;
            if (photograph.PixelCount <= pixels) return VariantPicture.Draw(variant.Operation, variant.Options, input, side, context);

            if (!_copies.TryGetValue(pixels, out var copy))
            {
                _copies.Add(pixels, copy = VariantPicture.Reduce(photograph, pixels, context));
            }

            return VariantPicture.Draw(
                variant.Operation, variant.Options, ImageInput.Pixels(copy, input.Codec, input.Source.Name), side, context,
                (double)copy.Width / photograph.Width);
        }

        public void Dispose()
        {
            foreach (var copy in _copies.Values)
            {
                copy.Dispose();
            }
        }
    }
}
