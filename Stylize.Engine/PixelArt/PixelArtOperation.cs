using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Annealing;
using Stylize.Engine.PixelArt.Dithering;
using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Makes pixel art of a photograph: superpixels on a coarse grid and a palette, found together by deterministic annealing as in Gerstner et
/// al., "Pixelated Image Abstraction" (NPAR 2012), and refined as docs/pixel-art.md describes.
/// </summary>
public sealed class PixelArtOperation : IOperation
{
    /// <summary>The operation's name, as the command line spells it.</summary>
    public const string OperationName = "pixel-art";

    /// <param name="options">The options of every run.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of its range.</exception>
    public PixelArtOperation(PixelArtOptions options)
    {
        options.Validate();
        Options = options;
    }

    /// <summary>The options of every run.</summary>
    public PixelArtOptions Options { get; }

    IOperationOptions IOperation.Options => Options;

    /// <inheritdoc/>
    public string Name => OperationName;

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public IReadOnlyList<string> Learned { get; init; } = [];

    /// <inheritdoc/>
    public string TargetSuffix => ".pixelart.png";

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input)
    {
        var info = input.Info;
        var (width, height) = Options.GridSize(info.Width, info.Height);
        var columns = new GridAxis(info.Width, width, Options.Stride);
        var rows = new GridAxis(info.Height, height, Options.Stride);

        // The decoded image, three floats a sample, the superpixels with their sums, the enlarged result, and a megabyte for the rest.
        var samples = (long)columns.Samples * rows.Samples;
        var cells = (long)width * height;
        var side = Options.CellSide(width, height);
        return (4 * info.PixelCount) + (12 * samples) + (256 * cells) + (4 * cells * side * side) + (1 << 20);
    }

    /// <inheritdoc/>
    public IArtefact Run(ImageInput input, OperationContext context)
    {
        Raster<Rgba32> image;
        using (context.Phases.Start("decode"))
        {
            image = input.DecodeRgba();
        }

        return Run(image, input.Codec, context);
    }

    /// <summary>Makes pixel art of a decoded image.</summary>
    /// <param name="image">The image. It is disposed of as soon as it is no longer needed.</param>
    /// <param name="codec">Reads an importance map, writes progress images and the result.</param>
    /// <param name="context">What the run may use, and whom it tells.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: the grid needs too many samples of this image; or what reading the importance map throws.
    /// </exception>
    /// <exception cref="OperationCanceledException">The context's cancellation was asked for.</exception>
    public PixelArtResult Run(Raster<Rgba32> image, IImageCodec codec, OperationContext context)
    {
        var (width, height) = Options.GridSize(image.Width, image.Height);
        using var samples = Sample(image, width, height, context);
        var importance = Options.ImportanceMap is { } map ? ImportanceMap.Read(map, codec, width, height) : [];
        using var grid = new SuperpixelGrid(width, height);
        var moments = SuperpixelInitialisation.Initialise(grid, samples, importance);
        using var superpixels = new SuperpixelRefinement(
            samples, grid, Options.SpatialWeight, Options.PositionSmoothing, Options.ColorSmoothing, new RowTeam(context.MaxThreads));
        var parameters = Parameters(Options);
        using var mixture = new PaletteMixture(grid, parameters);
        var annealing = new DeterministicAnnealing(superpixels, mixture, parameters, moments.LargestVariance);
        using (context.Phases.Start("anneal"))
        {
            annealing.Run(context.Cancellation, () =>
            {
                context.Progress?.Invoke(new OperationProgress(annealing.Progress, "annealing"));
                if (Options.ProgressImageInterval > 0 && annealing.Iterations % Options.ProgressImageInterval == 0)
                {
                    WriteProgressImage(annealing.Iterations);
                }
            });
            if (Options.ProgressImageInterval > 0 && annealing.Iterations % Options.ProgressImageInterval != 0)
            {
                WriteProgressImage(annealing.Iterations);
            }
        }

        var palette = mixture.ToColors();
        if (Options.Refinement)
        {
            using (context.Phases.Start("refine"))
            {
                palette = ResultRefinement.Run(samples, grid, superpixels, mixture, Options.SmoothnessWeight, context.Cancellation);
            }
        }

        if (Options.Dither != DitherMethod.None)
        {
            using (context.Phases.Start("dither"))
            {
                Dither(grid, samples, palette, context);
            }
        }

        var cells = Render(grid, samples, palette);
        var used = CellImage.UsedColors(cells);
        return new PixelArtResult(
            cells,
            new Palette(Options.Palette?.Name ?? "found", used.Length > 0 ? used : [default(Rgba32)]),
            Options.CellSide(width, height),
            annealing.Iterations,
            annealing.Temperature,
            codec,
            context.Metadata);

        void WriteProgressImage(int iteration)
        {
            if (context.WriteBeside is { } write)
            {
                using var state = Render(grid, samples, mixture.ToColors());
                using var enlarged = CellEnlargement.Enlarge(state, Options.CellSide(width, height));
                var encoding = new EncodeOptions(ImageFormat.Png) { Metadata = context.Metadata };
                write($"_{iteration}.png", stream => codec.Encode(enlarged, stream, encoding));
            }
        }
    }

    /// <summary>What annealing needs to know of the options.</summary>
    internal static AnnealingParameters Parameters(PixelArtOptions options) => new()
    {
        LockedColors = [.. Given(options).Select(LabConversion.FromRgba)],
        MaxColors = options.Palette?.Colors.Count ?? options.Colors,
        SplitDistance = options.SplitDistance,
        SplitPerturbation = options.SplitPerturbation,
        InitialTemperatureFactor = options.InitialTemperatureFactor,
        CoolingRate = options.CoolingRate,
        FinalTemperature = options.FinalTemperature,
        PaletteTolerance = options.PaletteTolerance,
        MaxIterations = options.MaxIterations,
        StagnationTolerance = options.StagnationTolerance,
        StagnationIterations = options.StagnationIterations,
    };

    /// <summary>The colours that the user gave, which stay as they are.</summary>
    private static IReadOnlyList<Rgba32> Given(PixelArtOptions options) => options.Palette?.Colors ?? options.LockedColors;

    private void Dither(SuperpixelGrid grid, CellSamples samples, Lab[] palette, OperationContext context)
    {
        var saturation = Options.Palette is null ? Options.Saturation : 1;
        var tones = CellTones.Measure(samples, saturation, new RowTeam(context.MaxThreads));
        var map = Options.Dither switch
        {
            DitherMethod.Bayer => ThresholdMap.Bayer(Options.DitherSize ?? 4),
            DitherMethod.BlueNoise => ThresholdMap.BlueNoise(Options.DitherSize ?? 32),
            _ => null,
        };
        new CellDither(tones, grid, CellImage.ToRgba(palette, Given(Options), Options.Saturation))
            .Run(map, (float)(Options.DitherStrength ?? 1), context.Cancellation);
    }

    private CellSamples Sample(Raster<Rgba32> image, int width, int height, OperationContext context)
    {
        using (context.Phases.Start("convert"))
        using (image)
        {
            return CellSamples.Convert(
                image,
                new GridAxis(image.Width, width, Options.Stride),
                new GridAxis(image.Height, height, Options.Stride),
                Options.AlphaThreshold,
                context);
        }
    }

    private Raster<Rgba32> Render(SuperpixelGrid grid, CellSamples samples, Lab[] palette) => CellImage.Render(
        grid, samples.Opacity, Options.AlphaThreshold, CellImage.ToRgba(palette, Given(Options), Options.Saturation));
}
