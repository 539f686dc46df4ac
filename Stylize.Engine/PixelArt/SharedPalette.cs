using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Annealing;
using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Finds one palette for many images. Each image adds to a histogram of its colours in Lab space, so memory does not grow with the number
/// of images. Every image weighs the same, whatever its size.
/// </summary>
public static class SharedPalette
{
    /// <summary>The name of palettes that were learned.</summary>
    internal const string Name = "shared";

    /// <summary>Most frames of an animation that its palette is learned from.</summary>
    private const int MaxFrames = 64;

    /// <summary>Frames below which none is left out; of more, neighbours are much alike.</summary>
    private const int FewFrames = 12;

    /// <summary>Side of a bin of the histogram, in Lab units.</summary>
    private const float BinSide = 4;

    /// <summary>Reads the images one after another and finds the palette that fits them together.</summary>
    /// <param name="inputs">The images and animations, each read once. One that cannot be read is left out with a warning.</param>
    /// <param name="options">
    /// The options that images are converted with. Those of the grid, of the palette and of annealing, Saturation and AlphaThreshold are
    /// used.
    /// </param>
    /// <param name="context">What the run may use, and whom it tells.</param>
    /// <exception cref="StylizeException">OptionInvalid, or ImageUnreadable: not one image could be read.</exception>
    /// <exception cref="OperationCanceledException">The context's cancellation was asked for.</exception>
    public static Palette Learn(IEnumerable<ImageInput> inputs, PixelArtOptions options, OperationContext context)
    {
        options.Validate();
        var histogram = new SortedDictionary<(int L, int A, int B), ColorMoments>();
        foreach (var input in inputs)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress?.Invoke(new OperationProgress(0, "learning the palette"));
            try
            {
                Add(input, options, histogram, context);
            }
            catch (StylizeException error)
            {
                context.Warning?.Invoke($"The shared palette leaves out '{input.Source.Name}': {error.Message}");
            }
        }

        if (histogram.Count == 0)
        {
            throw new StylizeException(StylizeError.ImageUnreadable, "SharedPalette",
                "No image could be read to learn the palette from.", "Check the input paths.");
        }

        return new Palette(Name, Find(histogram.Values, options, context.MaxThreads, context.Cancellation));
    }

    /// <summary>Finds the palette that fits the frames of an animation together, by a sample of them spread evenly.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: a frame is damaged.</exception>
    internal static Palette LearnFrames(ImageInput input, PixelArtOptions options, OperationContext context)
    {
        var histogram = new SortedDictionary<(int L, int A, int B), ColorMoments>();
        using (context.Phases.Start("learn"))
        {
            AddFrames(input, options, histogram, context);
            return histogram.Count == 0
                ? new Palette(Name, [new Rgba32(0, 0, 0)])
                : new Palette(Name, Find(histogram.Values, options, context.MaxThreads, context.Cancellation));
        }
    }

    /// <summary>Adds what will be made of an input: an image, or the frames of an animation, with a total weight of 1.</summary>
    private static void Add(
        ImageInput input,
        PixelArtOptions options,
        SortedDictionary<(int L, int A, int B), ColorMoments> histogram,
        OperationContext context)
    {
        if (options.Frame is null && options.Format != PixelArtFormat.Png && input.DecodeOptions.Page == 0 && input.Info.IsAnimation)
        {
            AddFrames(input, options, histogram, context);
            return;
        }

        using var image = (options.Frame is null ? input : input.Still(options.Frame)).DecodeRgba();
        Add(image, 1, options, histogram, context);
    }

    /// <summary>Adds a sample of an animation's frames, spread evenly over all, with a total weight of 1.</summary>
    private static void AddFrames(
        ImageInput input,
        PixelArtOptions options,
        SortedDictionary<(int L, int A, int B), ColorMoments> histogram,
        OperationContext context)
    {
        using var reader = input.Codec.OpenFrames(input.Source, input.DecodeOptions);
        using var frame = new Raster<Rgba32>(reader.Info.Width, reader.Info.Height);
        var step = Math.Max((reader.Info.Pages + MaxFrames - 1) / MaxFrames, reader.Info.Pages < FewFrames ? 1 : 2);
        var taken = (reader.Info.Pages + step - 1) / step;
        for (var i = 0; reader.Read(frame, out _); i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            context.Progress?.Invoke(new OperationProgress(0, "learning the palette"));
            if (i % step == 0)
            {
                Add(frame, 1.0 / taken, options, histogram, context);
            }
        }
    }

    /// <summary>Adds an image, reduced by box averaging to about four pixels a cell.</summary>
    private static void Add(
        Raster<Rgba32> image,
        double total,
        PixelArtOptions options,
        SortedDictionary<(int L, int A, int B), ColorMoments> histogram,
        OperationContext context)
    {
        var (width, height) = options.GridSize(image.Width, image.Height);
        using var reduced = Resampler.Resize(
            image,
            Math.Min(2 * width, image.Width),
            Math.Min(2 * height, image.Height),
            ResampleFilter.Box,
            context.MaxThreads,
            context.Cancellation);
        var weight = total / reduced.PixelCount;
        for (var y = 0; y < reduced.Height; y++)
        {
            foreach (var pixel in reduced.Row(y))
            {
                if (pixel.A >= options.AlphaThreshold * 255)
                {
                    var lab = LabConversion.FromRgba(pixel);
                    var bin = ((int)MathF.Floor(lab.L / BinSide), (int)MathF.Floor(lab.A / BinSide), (int)MathF.Floor(lab.B / BinSide));
                    var moments = histogram.GetValueOrDefault(bin);
                    moments.Add(lab.L, lab.A, lab.B, weight);
                    histogram[bin] = moments;
                }
            }
        }
    }

    /// <summary>
    /// Finds the palette of the histogram by annealing and swap-based clustering, as for one image. The bins' mean colours take the place
    /// of the superpixels, in a grid of one row, and have no positions.
    /// </summary>
    private static unsafe Rgba32[] Find(
        IReadOnlyCollection<ColorMoments> histogram, PixelArtOptions options, ThreadGrant threads, CancellationToken cancellation)
    {
        using var bins = new SuperpixelGrid(histogram.Count, 1);
        var all = default(ColorMoments);
        var i = bins.Index(0, 0);
        foreach (var bin in histogram)
        {
            (bins.L[i], bins.A[i], bins.B[i]) = (bin.Mean.L, bin.Mean.A, bin.Mean.B);
            bins.Weight[i++] = (float)bin.Weight;
            all.Add(bin.Mean.L, bin.Mean.A, bin.Mean.B, bin.Weight);
        }

        var parameters = CellWork.Parameters(options with { Palette = null });
        using var mixture = new PaletteMixture(bins, parameters, new RowTeam(threads));
        var temperature = parameters.InitialTemperature(all.LargestVariance);
        for (var iteration = 0; iteration < parameters.MaxIterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (mixture.Refine(temperature).Moved < parameters.PaletteTolerance)
            {
                if (temperature <= parameters.FinalTemperature)
                {
                    break;
                }

                temperature = parameters.Cool(temperature);
                mixture.Expand();
            }
        }

        mixture.Close();
        using var swap = new SwapClustering(bins, mixture.ToColors(), mixture.Locked, mixture.MaxColors);
        return CellImage.ToRgba(swap.Run(cancellation), options.LockedColors, options.Saturation);
    }
}
