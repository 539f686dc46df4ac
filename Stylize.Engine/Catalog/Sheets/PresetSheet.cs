namespace Stylize.Engine.Catalog.Sheets;

/// <summary>Draws a preset sheet: the photograph and its results with several options, each with a label.</summary>
internal static class PresetSheet
{
    /// <summary>
    /// Longer side of a picture with the aspect ratio of a photograph, in pixels; pixel art of the default size has
    /// cells of 4 pixels. Longer pictures have about the same area.
    /// </summary>
    public const int Side = 384;

    private const int MaxSide = 1024;
    private const double PhotographAspect = 1.5;
    private const double SheetAspect = 1.6;
    private const int Gap = 16;

    private static readonly Rgba32 Paper = new(255, 255, 255);

    /// <summary>Creates the pictures and draws the sheet.</summary>
    /// <param name="context">Receives a warning for each preset that cannot be read, and for each picture that cannot
    /// be created; its place stays empty.</param>
    /// <returns>A raster that the caller owns.</returns>
    /// <exception cref="StylizeException">The photograph cannot be read, or no picture can be created.</exception>
    public static Raster<Rgba32> Draw(string path, SheetPlan plan, IImageCodec codec, OperationContext context)
    {
        var input = new ImageInput(ImageSource.File(path), codec).Tolerant();
        // A tile of more than 8 bits is too dark without the contrast of its results.
        var isTile = plan.Variants[0].Operation.WantsGray && input.Info is { ColorPlanes: 1, BitsPerSample: > 8 };
        using var photograph = InputPicture.Draw(input, 2 * MaxSide, isTile, context);
        using var inputs = new Inputs(input, photograph);
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
                    place.Draw(photograph, isPixelated: false, context);
                    continue;
                }

                try
                {
                    var variant = plan.Variants[i - 1];
                    using var preview = variant.Operation.Preview(
                        variant.Options, inputs.For(variant), 2 * Math.Max(width, height),
                        PreviewTime.Unlimited, context);
                    place.Draw(preview.Picture, preview.IsPixelated, context);
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
        return (Math.Max(1, (int)Math.Round(width / longer * side)),
            Math.Max(1, (int)Math.Round(height / longer * side)));
    }

    /// <summary>Returns the number of columns that gives the sheet the shape of a screen.</summary>
    private static int Columns(int count, int cellWidth, int cellHeight) => Enumerable.Range(1, count).MinBy(columns =>
    {
        var rows = (count + columns - 1) / columns;
        var empty = (columns * rows) - count;
        return Math.Abs(Math.Log(columns * cellWidth / (SheetAspect * rows * cellHeight))) + (.05 * empty);
    });

    /// <summary>The photograph as the variants read it: a frame of it, in gray if an operation needs it.</summary>
    private sealed class Inputs(ImageInput input, Raster<Rgba32> photograph) : IDisposable
    {
        private readonly Dictionary<(int? Frame, bool IsGray), PreviewInput> _inputs = [];
        private readonly List<Raster<Rgba32>> _owned = [];

        public PreviewInput For(SheetVariant variant)
        {
            var isModel = variant.Operation.InputExtensions is not null;
            var key = (
                Frame: variant.Operation.FrameOf(variant.Options),
                IsGray: !isModel && variant.Operation.WantsGray && input.Info.ColorPlanes != 1);
            if (!_inputs.TryGetValue(key, out var found))
            {
                _inputs.Add(key, found = Create(key.Frame, key.IsGray));
            }

            return found;
        }

        public void Dispose()
        {
            foreach (var prepared in _inputs.Values)
            {
                prepared.Dispose();
            }

            _owned.ForEach(image => image.Dispose());
        }

        private PreviewInput Create(int? frame, bool isGray)
        {
            var still = frame is null ? input : input.Still(frame);
            if (frame is null or 0 && !isGray) return new(still, photograph.Width, photograph.Height, () => photograph);

            var image = still.DecodeRgba();
            _owned.Add(image);
            if (isGray)
            {
                EncodedGray.Convert(image);
                still = ImageInput.Pixels(image, input.Codec, input.Source.Name);
            }

            return new(still, image.Width, image.Height, () => image);
        }
    }
}
