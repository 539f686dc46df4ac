using Stylize.Engine.PixelArt.Machines;
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
    public const int OperationVersion = 8;

    private readonly PixelArtOptions _work;

    /// <param name="options">The options of every run.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    public PixelArtOperation(PixelArtOptions options)
    {
        options.Validate();
        var colors = options.IsLimited ? options.Colors : options.Palette?.Colors.Count ?? options.MaxFound;
        if (options.Format == PixelArtFormat.Packed && colors > PackedCells.MaxColors)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(options.Format), $"Packed pixels have at most {PackedCells.MaxColors} colors.",
                "Use a palette of up to 16 colors, or {Colors} 16.");
        }

        Options = options;
        _work = options.OfMachine();
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
    public RunFile? RunFile { get; init; }

    /// <inheritdoc/>
    public OutputNames Outputs => NamesOf(Options) with { ForInput = NamesFor };

    /// <summary>The suffix of any progress image.</summary>
    private const string ProgressSuffix = "_*.png";

    internal static OutputNames NamesOf(PixelArtOptions options)
    {
        var output = OutputOf(options);
        return new(options.Format == PixelArtFormat.Frames ? NumberedFrames.Suffix(0) : output.StillSuffix)
        {
            JoinsInputs = options.Format == PixelArtFormat.SpriteSheet,
            SideSuffixes = options.Format == PixelArtFormat.SpriteSheet ? [output.JsonSuffix] : [],
            MoreFiles = options.ProgressImageInterval is > 0 and var interval
                ? $"progress images <stem>_<iteration>.png every {interval} iterations"
                : null,
            AllSuffixes = [.. output.AllSuffixes, NumberedFrames.Suffix(0), .. output.DeviceSuffixes],
            SameExtensions = CellOutput.SameExtensions(output.StillSuffix),
            MoreSuffix = options.ProgressImageInterval > 0 ? ProgressSuffix : null,
            AllSideSuffixes =
            [
                output.JsonSuffix, ".pixelart_????.png", CellChart.Suffix, ProgressSuffix,
                .. Enum.GetValues<PaletteFormat>().Select(PixelArtBatchOptions.SuffixOf),
            ],
        };
    }

    internal static CellOutput OutputOf(PixelArtOptions options) => new(".pixelart", options.Format, options.Frame);

    private CellOutput Output => OutputOf(Options);

    /// <summary>True if the file is the whole screen of a machine.</summary>
    private bool IsScreen => _work.Format is PixelArtFormat.Scr or PixelArtFormat.Koa;

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
        var fit = GridFit.Of(_work, info.Width, info.Height);
        var stride = CellSamples.StrideOf(_work.Stride, fit.Part.Width, fit.Part.Height);
        var columns = new GridAxis(fit.Part.Width, fit.Size.Width, stride);
        var rows = new GridAxis(fit.Part.Height, fit.Size.Height, stride);
        var (width, height) = fit.Grid;

        // The decoded image, three floats per sample, the superpixels with their sums, the enlarged output, and 1 MiB for the rest.
        var samples = (long)columns.Samples * rows.Samples;
        var cells = (long)width * height;
        var side = _work.CellSide(width, height);
        if (_work.Format == PixelArtFormat.SpriteSheet)
        {
            side = _work.Scale ?? 1;
            cells *= Output.FramesOf(input);
        }

        var seams = _work.Tileable ? TileSeam.EstimateMemory(info.PixelCount) : 0;
        return (4 * info.PixelCount) + (12 * samples) + (256 * cells) + (4 * cells * side * side) + seams
            + ThinLines.EstimateMemory((long)width * height) + (1 << 20);
    }

    /// <inheritdoc/>
    public long EstimatePixels(ImageInput input) => input.Parts.Count == 1 ? Pixels(input) : input.Parts.Sum(Pixels);

    private long Pixels(ImageInput input) =>
        input.Info.PixelCount * (Output.IsStill ? 1 : Math.Max(1, Output.FramesOf(input)));

    /// <inheritdoc/>
    public IArtifact Run(ImageInput input, OperationContext context)
    {
        if (input.Parts.Count > 1) return Join([.. input.Parts.Select(part => part.With(_work.Tone))], context);

        var isTooMany = _work.Palette?.Colors.Count > CellOutput.MaxGifColors && !(_work.Colors <= CellOutput.MaxGifColors);
        var options = isTooMany && Output.Of(input) == ImageFormat.Gif ? _work with { Colors = CellOutput.MaxGifColors } : _work;
        input = input.With(_work.Tone);
        if (_work.Frame is not null)
        {
            input = input.Still(_work.Frame);
        }

        var fit = GridFit.Of(_work, input.Info.Width, input.Info.Height);
        RequireScreen(fit.Grid);
        StillWork.RequireSamples(_work, fit.Part.Width, fit.Part.Height, fit.Size.Width, fit.Size.Height);
        if (!Output.IsStill && Output.IsAnimated(input)) return Animate(options, input, context);

        Raster<Rgba32> image;
        using (context.Phases.Start("decode"))
        {
            image = Decode(input, fit);
        }

        if (_work.TransparentBackground)
        {
            SpriteBackground.Remove(image, input.Source.Name, context);
        }

        var still = StillWork.Run(options, image, input.Codec, context);
        if (_work.AttributeCells == AttributeCells.Nes)
        {
            PatternTiles.Check(still.Cells, context);
        }

        if (IsScreen)
        {
            return new ScreenCells(still.Cells, still.Palette, _work.Palette!, _work.Machine!, input.Codec, context);
        }

        if (_work.Format == PixelArtFormat.Packed)
        {
            return new PackedCells(still.Cells, still.Palette, options.Palette ?? still.Palette, _work.Scale ?? 1, input.Codec, context);
        }

        if (_work.Format != PixelArtFormat.SpriteSheet) return still;

        using (still)
        {
            var row = new SheetRow(input.Source.Name, [new CellFrame(still.Cells.Clone(), _work.FrameTime ?? CellOutput.StillTime)], 0);
            return SpriteSheet.Of([row], still.Palette, Sheet, input.Codec, context);
        }
    }

    /// <summary>Decodes a still image with its tone. Local contrast would strengthen a border of less than a cell, which is ignored
    /// otherwise.</summary>
    private Raster<Rgba32> Decode(ImageInput input, GridFit fit)
    {
        if (_work.Tone.LocalContrast is not > 0) return input.DecodeRgba();

        using var plain = input.With(new ToneOptions()).DecodeRgba();
        RimFill.Run(plain, PictureRim.Find(
            plain, (double)fit.Part.Width / fit.Size.Width, (double)fit.Part.Height / fit.Size.Height));
        return ImageInput.Pixels(plain, input.Codec, input.Source.Name).With(_work.Tone).DecodeRgba();
    }

    /// <exception cref="StylizeException">OptionInvalid: the grid is larger than a machine's could be, or not its screen.</exception>
    private void RequireScreen((int Width, int Height) grid)
    {
        if (_work.Machine is not { } machine) return;

        if (IsScreen && grid != (machine.Columns, machine.Rows))
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(PixelArtOptions.Width),
                $"This format holds {machine.Columns} x {machine.Rows} cells, not {grid.Width} x {grid.Height}.",
                "Omit {Width} and {Height}.");
        }

        if ((long)grid.Width * grid.Height > MachineRule.MaxCells)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(PixelArtOptions.AttributeCells), Invariant(
                    $"{grid.Width} x {grid.Height} cells are too many; {{AttributeCells}} allows {MachineRule.MaxCells:N0}."),
                "Use a smaller {Width}.");
        }
    }

    /// <summary>Converts a decoded image, which is disposed of as soon as it is no longer needed.</summary>
    internal PixelArtResult Run(Raster<Rgba32> image, IImageCodec codec, OperationContext context) =>
        StillWork.Run(_work, image, codec, context);

    /// <param name="options">The options for this input.</param>
    private IArtifact Animate(PixelArtOptions options, ImageInput input, OperationContext context)
    {
        options = options.With(PaletteOf(options, () => SharedPalette.LearnFrames(input, StillWork.WithPad(options), context)));
        var (palette, match) = (options.Palette!, SharedPalette.Match([input], options, context));
        var work = new FrameWork(_work, palette, match, StillWork.BorderOf(_work), _work.PadOf(palette));
        var frames = work.Frames(input, context);
        var format = Output.OfAnimation(input);
        var drawn = format == ImageFormat.Aseprite ? _work with { Format = PixelArtFormat.Aseprite } : _work;
        var scale = drawn.CellSide(frames.Size.Columns, frames.Size.Rows);
        return _work.Format switch
        {
            PixelArtFormat.Frames => new NumberedFrames(frames, scale, input.Codec, context),
            PixelArtFormat.SpriteSheet => SpriteSheet.Of([FrameWork.Row(input, frames)], palette, Sheet, input.Codec, context),
            _ => new AnimatedPixelArt(frames, scale, format, input.Codec, context),
        };
    }

    private SpriteSheet Join(IReadOnlyList<ImageInput> parts, OperationContext context)
    {
        JoinedSheet.RequireNames(parts);
        var quietly = context with { Progress = null, Warning = null };
        var options = _work.With(PaletteOf(_work, () => SharedPalette.Learn(parts, StillWork.WithPad(_work), quietly)));
        var (palette, match) = (options.Palette!, SharedPalette.Match(parts, options, quietly));
        var work = new FrameWork(_work, palette, match, StillWork.BorderOf(_work), _work.PadOf(palette));
        var rows = JoinedSheet.Rows(parts, context, (part, quiet) => Output.IsAnimated(part)
            ? FrameWork.Row(part, work.Frames(part, quiet))
            : work.Still(part, part.Still(_work.Frame), _work.FrameTime ?? CellOutput.StillTime, quiet));
        return SpriteSheet.Of(rows, palette, Sheet, parts[0].Codec, context);
    }

    private static Palette PaletteOf(PixelArtOptions options, Func<Palette> learn) =>
        options.Palette is null || options.IsLimited ? learn() : options.Palette;

    private SheetOptions Sheet => new(
        Output.Kind, _work.Scale ?? 1, _work.SheetColumns, _work.SheetPadding ?? 0, _work.SheetPowerOfTwo, _work.SheetTrim,
        _work.SheetData ?? SheetData.Hash);

    /// <summary>Returns the output names for an input, which sets the format of an animation and the number of numbered frames.</summary>
    private OutputNames NamesFor(ImageInput input)
    {
        var names = NamesOf(_work);
        return names with
        {
            Suffix = Output.SuffixFor(input) ?? names.Suffix,
            SameExtensions = CellOutput.SameExtensions(Output.SuffixFor(input) ?? names.Suffix),
            SideSuffixes = _work.Format == PixelArtFormat.Frames
                ? [.. Enumerable.Range(1, Output.FramesOf(input) - 1).Select(NumberedFrames.Suffix)]
                : names.SideSuffixes,
        };
    }
}
