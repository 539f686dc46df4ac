using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Learns one palette for many images. Of each image only the mean colours of its cells are kept, gathered in boxes of the Lab space,
/// so memory does not grow with the number of images. Every image counts alike, whatever its size.
/// </summary>
public static class SharedPalette
{
    /// <summary>Side of a box, in Lab units.</summary>
    private const float Box = 4;

    /// <summary>Reads the images one after another and finds the palette that serves them all.</summary>
    /// <param name="inputs">The images, read once and lazily. Those that cannot be read are left out with a warning.</param>
    /// <param name="options">Colors, LockedColors, Saturation, grid, AlphaThreshold and the annealing's options count.</param>
    /// <exception cref="StylizeException">ImageUnreadable: not one image could be read.</exception>
    public static Palette Learn(IEnumerable<ImageInput> inputs, PixelArtOptions options, OperationContext context)
    {
        options.Validate();
        var boxes = new SortedDictionary<(int L, int A, int B), Moments>();
        foreach (var input in inputs)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress?.Invoke(new OperationProgress(0, "learning the palette"));
            try
            {
                using var image = input.DecodeRgba();
                Add(image, options, boxes, context);
            }
            catch (StylizeException error)
            {
                context.Warning?.Invoke($"The shared palette is learnt without '{input.Source.Name}': {error.Message}");
            }
        }

        if (boxes.Count == 0)
        {
            throw new StylizeException(StylizeError.ImageUnreadable, "SharedPalette", "No image could be read to learn the palette from.", "Check the input paths.");
        }

        return new Palette("shared", Find(boxes.Values, options, context.Cancellation));
    }

    private static void Add(Raster<Rgba32> image, PixelArtOptions options, SortedDictionary<(int L, int A, int B), Moments> boxes, OperationContext context)
    {
        var (width, height) = options.GridSize(image.Width, image.Height);
        using var cells = Resampler.Resize(image, Math.Min(2 * width, image.Width), Math.Min(2 * height, image.Height), ResampleFilter.Box, context.MaxThreads, context.Cancellation);
        var weight = 1.0 / cells.PixelCount;
        for (var y = 0; y < cells.Height; y++)
        {
            foreach (var cell in cells.Row(y))
            {
                if (cell.A >= options.AlphaThreshold * 255)
                {
                    var lab = LabConversion.FromRgba(cell);
                    var key = ((int)MathF.Floor(lab.L / Box), (int)MathF.Floor(lab.A / Box), (int)MathF.Floor(lab.B / Box));
                    var moments = boxes.GetValueOrDefault(key);
                    moments.Add(lab.L, lab.A, lab.B, weight);
                    boxes[key] = moments;
                }
            }
        }
    }

    private static unsafe Rgba32[] Find(IReadOnlyCollection<Moments> boxes, PixelArtOptions options, CancellationToken cancellation)
    {
        using var points = new Superpixels(boxes.Count, 1);
        var all = default(Moments);
        var i = points.Index(0, 0);
        foreach (var box in boxes)
        {
            (points.L[i], points.A[i], points.B[i]) = (box.Mean.L, box.Mean.A, box.Mean.B);
            points.Weight[i++] = (float)box.Weight;
            all.Add(box.Mean.L, box.Mean.A, box.Mean.B, box.Weight);
        }

        using var mixture = new PaletteMixture(points, [.. options.LockedColors.Select(LabConversion.FromRgba)], options.Colors, options.SplitDistance, options.SplitPerturbation);
        var temperature = Math.Max(options.InitialTemperatureFactor * Math.Sqrt(2 * all.LargestVariance), options.FinalTemperature);
        for (var iteration = 0; iteration < options.MaxIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (mixture.Refine(temperature).Moved < options.PaletteTolerance)
            {
                if (temperature <= options.FinalTemperature)
                {
                    break;
                }

                temperature = Math.Max(temperature * options.CoolingRate, options.FinalTemperature);
                mixture.Expand();
            }
        }

        mixture.Close();
        using var swap = new PaletteSwap(points, mixture.ToColors(), mixture.Locked, mixture.MaxColors);
        return CellImage.ToRgba(swap.Run(cancellation), options.LockedColors, options.Saturation);
    }
}
