using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt.Rendering;
using Stylize.Engine.PixelArt.Results;
using Stylize.Engine.PixelArt.Samples;
using Stylize.Engine.PixelArt.Sheets;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Converts a photograph to pixel art. Superpixels on a coarse grid and a palette are found together by deterministic annealing (Gerstner
/// et al., "Pixelated Image Abstraction", NPAR 2012), then refined. docs/method/pixel-art.md describes the steps.
/// </summary>
public sealed class PixelArtOperation : IOperation
{
    /// <summary>The operation's name, as in commands.</summary>
    public const string OperationName = "pixel-art";

    /// <summary>The version of the operation's output.</summary>
    public const int OperationVersion = 2;

    /// <summary>Largest number of cells for which the palette is found on the grid itself, not on a coarser one.</summary>
    private const int MaxAnnealedCells = 16_384;

    /// <summary>Approximate number of cells of the coarser grid.</summary>
    private const int CoarseCells = 8_192;

    /// <summary>Approximate number of samples along the side of a cell of the coarser grid.</summary>
    private const int CoarseSamples = 6;

    /// <summary>Maximum number of opaque colors of a GIF; one more is transparent.</summary>
    private const int MaxGifColors = 255;

    /// <summary>Duration of a still image in a sheet, in milliseconds.</summary>
    private const int StillTime = 100;

    /// <summary>Progress at the end of each step, as a share of the run; measured at 96 and at 512 cells per row.</summary>
    private const double AnnealingEnd = 0.7;
    private const double CoarseAnnealingEnd = 0.33;
    private const double SettlingEnd = 0.75;

    private readonly PixelArtOptions _converted;

    /// <param name="options">The options of every run.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    public PixelArtOperation(PixelArtOptions options)
    {
        options.Validate();
        Options = options;

        // The color around a padded picture is one of the colors.
        _converted = options is { PadColor: { A: > 0 } pad, Palette: null } && options.LockedColors.Count < options.MaxFound
            ? options with { LockedColors = [.. options.LockedColors, pad] }
            : options;
    }

    /// <summary>The options of every run.</summary>
    public PixelArtOptions Options { get; }

    IOperationOptions IOperation.Options => Options;

    /// <inheritdoc/>
    public string Name => OperationName;

    /// <inheritdoc/>
    public int Version => OperationVersion;

    /// <inheritdoc/>
    public IReadOnlyList<string> Learned { get; init; } = [];

    /// <inheritdoc/>
    public OutputNames Outputs => NamesOf(Options) with { ForInput = NamesFor };

    internal static OutputNames NamesOf(PixelArtOptions options) =>
        new(options.Format == PixelArtFormat.Frames ? NumberedFrames.Suffix(0) : Suffix(FormatOf(options)))
        {
            JoinsInputs = options.Format == PixelArtFormat.SpriteSheet,
            SideSuffixes = options.Format == PixelArtFormat.SpriteSheet ? [SpriteSheet.JsonSuffix] : [],
            MoreFiles = options.ProgressImageInterval is > 0 and var interval
                ? $"progress images <stem>_<iteration>.png every {interval} iterations"
                : null,
            AllSuffixes = [Suffix(ImageFormat.Png), Suffix(ImageFormat.Gif), Suffix(ImageFormat.WebP), NumberedFrames.Suffix(0)],
            AllSideSuffixes = [SpriteSheet.JsonSuffix, ".pixelart_????.png"],
        };

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input)
    {
        var sum = 0L;
        JoinedInputs.ForEach(input.Parts, part => sum += Memory(part));
        return sum;
    }

    private long Memory(ImageInput input)
    {
        var info = input.Info;
        var fit = GridFit.Of(Options, info.Width, info.Height);
        var columns = new GridAxis(fit.Part.Width, fit.Size.Width, Options.Stride);
        var rows = new GridAxis(fit.Part.Height, fit.Size.Height, Options.Stride);
        var (width, height) = fit.Grid;

        // The decoded image, three floats per sample, the superpixels with their sums, the enlarged output, and 1 MiB for the rest.
        var samples = (long)columns.Samples * rows.Samples;
        var cells = (long)width * height;
        var side = Options.CellSide(width, height);
        if (Options.Format == PixelArtFormat.SpriteSheet)
        {
            side = Options.Scale ?? 1;
            cells *= FramesOf(input);
        }

        var seams = Options.Tileable ? TileSeam.EstimateMemory(info.PixelCount) : 0;
        return (4 * info.PixelCount) + (12 * samples) + (256 * cells) + (4 * cells * side * side) + seams + (1 << 20);
    }

    /// <inheritdoc/>
    public long EstimatePixels(ImageInput input) => input.Parts.Count == 1 ? Pixels(input) : input.Parts.Sum(Pixels);

    private long Pixels(ImageInput input) =>
        input.Info.PixelCount * (Options.Format == PixelArtFormat.Png ? 1 : Math.Max(1, FramesOf(input)));

    /// <inheritdoc/>
    public IArtifact Run(ImageInput input, OperationContext context)
    {
        if (input.Parts.Count > 1) return Join([.. input.Parts.Select(part => part.With(Options.Tone))], context);

        if (Options.Palette?.Colors.Count > MaxGifColors && !(Options.Colors <= MaxGifColors) && Target(input) == ImageFormat.Gif)
        {
            return new PixelArtOperation(Options with { Colors = MaxGifColors }).Run(input, context);
        }

        input = input.With(Options.Tone);
        if (Options.Frame is not null)
        {
            input = input.Still(Options.Frame);
        }

        var fit = GridFit.Of(Options, input.Info.Width, input.Info.Height);
        RequireSamples(fit.Part.Width, fit.Part.Height, fit.Size.Width, fit.Size.Height);
        if (Options.Frame is null && Options.Format != PixelArtFormat.Png && IsAnimated(input)) return Animate(input, context);

        Raster<Rgba32> image;
        using (context.Phases.Start("decode"))
        {
            image = input.DecodeRgba();
        }

        if (Options.TransparentBackground)
        {
            SpriteBackground.Remove(image, hasSoftEdges: true, input.Source.Name, context);
        }

        var still = Run(image, input.Codec, context);
        if (Options.Format != PixelArtFormat.SpriteSheet) return still;

        using (still)
        {
            var row = new SheetRow(input.Source.Name, [new CellFrame(still.Cells.Clone(), Options.FrameTime ?? StillTime)], 0);
            return SpriteSheet.Of([row], still.Palette, Sheet, input.Codec, context);
        }
    }

    /// <summary>Converts a decoded image.</summary>
    /// <param name="image">The image, which is disposed of as soon as it is no longer needed.</param>
    /// <param name="codec">Reads the image of the importance, and writes progress images and the output.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: the grid needs too many samples of this image. Also errors of reading the image of the importance.
    /// </exception>
    internal PixelArtResult Run(Raster<Rgba32> image, IImageCodec codec, OperationContext context)
    {
        if (Options.IsLimited)
        {
            var chosen = SharedPalette.LearnImage(image, Options, context);
            return new PixelArtOperation(Options.With(chosen)).Run(image, codec, context);
        }

        var (fit, size) = (GridFit.Of(Options, image.Width, image.Height), (image.Width, image.Height));
        if (!fit.IsWhole(image))
        {
            using var whole = image;
            image = fit.Cut(whole);
        }

        var options = ExactColors.Of(image, _converted);
        TileSeam? seam = null;
        if (Options.Tileable)
        {
            using var plain = image;
            seam = TileSeam.Find(plain);
            image = TileEdge.Wrap(plain, seam, fit.Size.Width, fit.Size.Height);
        }

        var (width, height) = (fit.Size.Width + (2 * Border), fit.Size.Height + (2 * Border));
        var coarse = CoarseSize(width, height);
        var first = (Palette: Array.Empty<Lab>(), Iterations: 0, Temperature: 0.0);
        CellWork work;
        using (image)
        {
            RequireSamples(image.Width, image.Height, width, height);
            using var importance = ImportanceImage.Read(Options, fit, size, seam, codec);
            if (coarse is { } grid)
            {
                using var coarseWork = Prepare(image, grid, options, importance, Part(context, CoarseAnnealingEnd));
                first = Anneal(coarseWork, codec, context);
            }

            work = new CellWork(
                image, width, height, options, Options.Stride, coarse is null ? Part(context, AnnealingEnd) : context, importance);
        }

        using (work)
        {
            if (coarse is null)
            {
                first = Anneal(work, codec, context);
            }
            else
            {
                first.Palette = work.Settle(first.Palette);
                context.Progress?.Invoke(new OperationProgress(SettlingEnd, "refining"));
            }

            var cells = fit.Pad(
                work.Finish(Options.Refinement ? work.RefinedPalette() : first.Palette, Border), Options.PadOf(Options.Palette));
            var used = CellImage.UsedColors(cells);
            Rgba32[] shown = used.Length > 0 ? used : [default];
            var palette = Options.Palette?.With(shown) ?? new Palette("found", shown);
            var scale = Options.CellSide(cells.Width, cells.Height);
            return new PixelArtResult(cells, palette, scale, FormatOf(Options), (first.Iterations, first.Temperature), codec, context);
        }
    }

    /// <summary>Number of cells of the opposite side around a tile during processing.</summary>
    private int Border => Options.Tileable ? TileEdge.Cells : 0;

    /// <summary>Throws, before any work, if a grid needs too many samples of an image.</summary>
    private void RequireSamples(int imageWidth, int imageHeight, int width, int height) =>
        _ = CellSamples.Count(new GridAxis(imageWidth, width, Options.Stride), new GridAxis(imageHeight, height, Options.Stride));

    private IArtifact Animate(ImageInput input, OperationContext context)
    {
        var options = Options.With(PaletteOf(() => SharedPalette.LearnFrames(input, _converted, context)));
        var (palette, match) = (options.Palette!, SharedPalette.Match([input], options, context));
        var work = new FrameWork(Options, palette, match, Border, Options.PadOf(palette));
        var frames = work.Frames(input, context);
        var scale = Options.CellSide(frames.Size.Columns, frames.Size.Rows);
        return Options.Format switch
        {
            PixelArtFormat.Frames => new NumberedFrames(frames, scale, input.Codec, context),
            PixelArtFormat.SpriteSheet => SpriteSheet.Of([FrameWork.Row(input, frames)], palette, Sheet, input.Codec, context),
            _ => new AnimatedPixelArt(frames, scale, AnimationFormat(input), input.Codec, context),
        };
    }

    private SpriteSheet Join(IReadOnlyList<ImageInput> parts, OperationContext context)
    {
        JoinedSheet.RequireNames(parts);
        var quietly = context with { Progress = null, Warning = null };
        var options = Options.With(PaletteOf(() => SharedPalette.Learn(parts, _converted, quietly)));
        var (palette, match) = (options.Palette!, SharedPalette.Match(parts, options, quietly));
        var work = new FrameWork(Options, palette, match, Border, Options.PadOf(palette));
        var rows = JoinedSheet.Rows(parts, context, (part, quiet) => Options.Frame is null && IsAnimated(part)
            ? FrameWork.Row(part, work.Frames(part, quiet))
            : work.Still(part, part.Still(Options.Frame), Options.FrameTime ?? StillTime, quiet));
        return SpriteSheet.Of(rows, palette, Sheet, parts[0].Codec, context);
    }

    private Palette PaletteOf(Func<Palette> learn) => Options.Palette is null || Options.IsLimited ? learn() : Options.Palette;

    private SheetOptions Sheet => new(
        Options.Scale ?? 1, Options.SheetColumns, Options.SheetPadding ?? 0, Options.SheetPowerOfTwo, Options.SheetTrim,
        Options.SheetData ?? SheetData.Hash);

    /// <summary>Returns the number of output frames for an input; 1 if it is unreadable, which the run reports later.</summary>
    private int FramesOf(ImageInput input)
    {
        try
        {
            return Options.Frame is null && IsAnimated(input) ? input.Info.Pages : 1;
        }
        catch (StylizeException)
        {
            return 1;
        }
    }

    /// <summary>Returns the format in which an input is written.</summary>
    private ImageFormat Target(ImageInput input) =>
        Options.Frame is null && IsAnimated(input) ? AnimationFormat(input) : FormatOf(Options);

    /// <summary>Returns the output names for an input, which sets the format of an animation and the number of numbered frames.</summary>
    private OutputNames NamesFor(ImageInput input)
    {
        var names = NamesOf(Options);
        return names with
        {
            Suffix = Options.Format is null && Options.Frame is null && DependsOnHeader(input)
                ? Suffix(AnimationFormat(input)) : names.Suffix,
            SideSuffixes = Options.Format == PixelArtFormat.Frames
                ? [.. Enumerable.Range(1, FramesOf(input) - 1).Select(NumberedFrames.Suffix)]
                : names.SideSuffixes,
        };
    }

    /// <summary>Returns the format that the options name, or PNG.</summary>
    private static ImageFormat FormatOf(PixelArtOptions options) => options.Format switch
    {
        PixelArtFormat.Gif => ImageFormat.Gif,
        PixelArtFormat.Webp => ImageFormat.WebP,
        _ => ImageFormat.Png,
    };

    private static string Suffix(ImageFormat format) => format switch
    {
        ImageFormat.Gif => ".pixelart.gif",
        ImageFormat.WebP => ".pixelart.webp",
        _ => ".pixelart.png",
    };

    /// <summary>True for an animation of several frames that is read from its first frame.</summary>
    private static bool IsAnimated(ImageInput input) =>
        input.DecodeOptions.Page == 0 && input.Info.IsAnimation;

    /// <summary>
    /// True if the output's name depends on the input's header. Planning reads the headers of these files only, so an animation in a file
    /// with another extension is written as APNG.
    /// </summary>
    private static bool DependsOnHeader(ImageInput input) =>
        Path.GetExtension(input.Source.Name).ToLowerInvariant() is ".gif" or ".webp";

    /// <summary>Returns the requested format, or that of the animation itself, or PNG for a still image.</summary>
    private ImageFormat AnimationFormat(ImageInput input)
    {
        if (Options.Format is not null) return FormatOf(Options);

        try
        {
            return DependsOnHeader(input) && IsAnimated(input) && !input.Info.IsSequence ? input.Info.Format : ImageFormat.Png;
        }
        catch (StylizeException)
        {
            // The run reports the error.
            return ImageFormat.Png;
        }
    }

    /// <summary>
    /// Returns the coarser grid on which the palette of a fine grid is found, or null to use the grid itself. A palette depends on the
    /// image as a whole, so some thousand superpixels determine it as well as hundreds of thousands. The published method has no coarser
    /// grid.
    /// </summary>
    private (int Width, int Height)? CoarseSize(int width, int height)
    {
        var cells = (long)width * height;
        if (cells <= MaxAnnealedCells || !Options.Refinement) return null;

        var factor = Math.Sqrt((double)CoarseCells / cells);
        return (Math.Max(1, (int)(width * factor)), Math.Max(1, (int)(height * factor)));
    }

    /// <summary>Prepares a coarser grid with just enough samples per cell for its mean color.</summary>
    private CellWork Prepare(
        Raster<Rgba32> image, (int Width, int Height) grid, ExactColors options, Raster<Rgba32>? importance, OperationContext context)
    {
        var side = Math.Min(image.Width / grid.Width, image.Height / grid.Height);
        return new CellWork(
            image, grid.Width, grid.Height, options, Math.Max(Options.Stride, side / CoarseSamples), context, importance);
    }

    /// <summary>Returns a context for the first part of a run, whose progress ends at a share of the whole.</summary>
    private static OperationContext Part(OperationContext context, double end) => context.Progress is not { } report
        ? context
        : context with { Progress = progress => report(progress with { Fraction = end * progress.Fraction }) };

    private (Lab[] Palette, int Iterations, double Temperature) Anneal(CellWork work, IImageCodec codec, OperationContext context)
    {
        var written = 0;
        var (iterations, temperature) = work.Anneal((iteration, isLast) =>
        {
            var interval = Options.ProgressImageInterval;
            if (interval > 0 && iteration > written && (isLast || iteration % interval == 0))
            {
                written = iteration;
                WriteProgressImage(work, iteration, codec, context);
            }
        });
        return (work.AnnealedPalette(), iterations, temperature);
    }

    private void WriteProgressImage(CellWork work, int iteration, IImageCodec codec, OperationContext context)
    {
        if (context.WriteSideFile is { } write)
        {
            using var state = work.Render(work.AnnealedPalette());
            using var enlarged = CellEnlargement.Enlarge(state, Options.CellSide(state.Width, state.Height));
            var encoding = new EncodeOptions(ImageFormat.Png) { Metadata = context.Metadata };
            write($"_{iteration}.png", stream => codec.Encode(enlarged, stream, encoding));
        }
    }
}
