using Stylize.Engine.PixelArt.Machines;
using Stylize.Engine.PixelArt.Results;
using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Converts a photograph to pixel art. Superpixels on a coarse grid and a palette are found together by deterministic
/// annealing (Gerstner et al., "Pixelated Image Abstraction", NPAR 2012), then refined. docs/method/pixel-art.md
/// describes the steps.
/// </summary>
public sealed class PixelArtOperation : DefinedOperation<PixelArtOptions>, IOperation
{
    /// <summary>The suffix of any progress image.</summary>
    private const string ProgressSuffix = "_*.png";

    /// <param name="options">The options of every run.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range.</exception>
    public PixelArtOperation(PixelArtOptions options)
        : base(PixelArtDefinition.Value, options)
    {
        Plan = new PixelArtPlan(options);
        if (options.Format == PixelArtFormat.Packed && Plan.Colors.Max > PackedCells.MaxColors)
        {
            throw Errors.PackedColors.With(nameof(options.Format), PackedCells.MaxColors);
        }
    }

    /// <summary>The plan of every run, before an input is known.</summary>
    internal PixelArtPlan Plan { get; }

    /// <summary>The further files next to each output; null for none.</summary>
    internal PixelArtBatchOptions? Added { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<object> AllOptions => Added is null ? [Options] : [Options, Added];

    /// <inheritdoc/>
    public IReadOnlyList<ProvenanceOption> Differences =>
        [.. ProvenanceOptions.FromRecord(Options), .. PixelArtBatchFiles.Options(Added)];

    /// <inheritdoc/>
    public IReadOnlyList<string> Learned { get; init; } = [];

    /// <inheritdoc/>
    public RunFile? RunFile { get; init; }

    /// <inheritdoc/>
    public override OutputNames Outputs =>
        PixelArtBatchFiles.Suffixes(Added)
            .Aggregate(NamesFor(Options) with { ForInput = NamesFor }, (names, suffix) => names.With(suffix));

    internal static OutputNames NamesFor(PixelArtOptions options)
    {
        var output = PixelArtPlan.OutputFor(options);
        return new(options.Format == PixelArtFormat.Frames ? NumberedFrames.Suffix(0) : output.StillSuffix)
        {
            JoinsInputs = options.Format == PixelArtFormat.SpriteSheet,
            SideSuffixes = options.Format == PixelArtFormat.SpriteSheet ? [output.JsonSuffix] : [],
            MoreFiles = options.ProgressImageInterval is > 0 and var interval
                ? $"progress images <stem>_<iteration>.png every {interval} iterations"
                : null,
            AllSuffixes = [.. output.AllSuffixes, NumberedFrames.Suffix(0), .. output.StillSuffixes],
            SameExtensions = CellOutput.SameExtensions(output.StillSuffix),
            MoreSuffix = options.ProgressImageInterval > 0 ? ProgressSuffix : null,
            AllSideSuffixes =
            [
                output.JsonSuffix, ".pixelart_????.png", CellChart.Suffix, ProgressSuffix,
                .. Enum.GetValues<PaletteFormat>().Select(PixelArtBatchFiles.SuffixFor),
            ],
        };
    }

    /// <inheritdoc/>
    public override long EstimateMemory(ImageInput input)
    {
        var sum = 0L;
        JoinedInputs.ForEach(input.Parts, part => sum += Memory(part));
        return sum;
    }

    private long Memory(ImageInput input)
    {
        var info = input.Info;
        var plan = Plan.ForInput(input);
        var fit = plan.Fit;
        var (columns, rows) = plan.Axes(fit.Part.Width, fit.Part.Height, fit.Size);

        // The decoded image, three floats per sample, the superpixels with their sums, the enlarged output, and 1 MiB
        // for the rest.
        var all = (long)fit.Grid.Width * fit.Grid.Height;
        var (cells, side) = Options.Format == PixelArtFormat.SpriteSheet
            ? (all * Plan.Output.FramesOf(input), Plan.Sheet.Scale)
            : (all, Plan.CellSide(fit.Grid.Width, fit.Grid.Height, Plan.Output.Still));
        var seams = Options.Tileable ? TileSeam.EstimateMemory(info.PixelCount) : 0;
        var pixels = plan.Reduction == 1
            ? info.PixelCount : input.With(Options.Tone).DecodedPixels(CellSamples.MaxPixels);
        return (4 * pixels) + (12L * columns.Samples * rows.Samples)
            + (256 * cells) + (4 * cells * side * side) + seams
            + ThinLines.EstimateMemory(all) + (1 << 20);
    }

    /// <inheritdoc/>
    public override long EstimatePixels(ImageInput input) =>
        input.Parts.Count == 1 ? Pixels(input) : input.Parts.Sum(Pixels);

    private long Pixels(ImageInput input) => input.Info.PixelCount * Math.Max(1, Plan.Output.FramesOf(input));

    /// <inheritdoc/>
    public override IArtifact Run(ImageInput input, OperationContext context)
    {
        if (Added is null) return Sized(input, context);

        var files = new PixelArtBatchFiles(Plan, Added);
        files.Check(input);
        return files.AddTo(Sized(input, context), input.Source.Name, context.Provenance);
    }

    private CellArtifact Sized(ImageInput input, OperationContext context)
    {
        if (Options.TargetSize is null) return Convert(input, context);

        var tries = 0;
        return new SizeSearch(Options, options => new PixelArtOperation(options).Convert(
            input, tries++ == 0 ? context : context with { Warning = null, Verbose = null })).Find(input.Source.Name);
    }

    private CellArtifact Convert(ImageInput input, OperationContext context)
    {
        if (input.Parts.Count > 1) return Join([.. input.Parts.Select(part => part.With(Options.Tone))], context);

        input = input.With(Options.Tone);
        input = Options.Frame is null && input.Info.IsAnimation ? input : input.OnePage(Options.Frame, context);
        var plan = Plan.ForInput(input);
        plan.RequireGrid();
        return plan.Output.IsAnimated(input) ? Animate(plan, input, context) : Still(plan, input, context);
    }

    /// <summary>Converts a decoded image, which is disposed of as soon as it is no longer needed.</summary>
    internal PixelArtResult Run(Raster<Rgba32> image, IImageCodec codec, OperationContext context)
    {
        var plan = Plan.ForSize(image.Width, image.Height);
        plan.RequireGrid();
        return StillWork.Run(plan, image, codec, context);
    }

    private CellArtifact Still(PixelArtPlan plan, ImageInput input, OperationContext context)
    {
        var still = StillWork.Run(plan, Decode(plan, input, context), input.Codec, context);
        if (Options.AttributeCells == AttributeCells.Nes)
        {
            PatternTiles.Check(still.Cells, context);
        }

        return Options.Format switch
        {
            PixelArtFormat.Scr or PixelArtFormat.Koa =>
                new ScreenCells(still.Cells, still.Palette, plan.Colors.Palette!, plan.Machine!, input.Codec, context),
            PixelArtFormat.Svg => new VectorCells(still.Cells, still.Palette, still.Scale, input.Codec, context),
            PixelArtFormat.Packed => new PackedCells(
                still.Cells, still.Palette, plan.Colors.Palette ?? still.Palette, Options.Scale ?? 1,
                input.Codec, context),
            PixelArtFormat.SpriteSheet => SpriteSheet.FromRows(
                [InputCells.FromStill(input.Source.Name, still.Cells, plan.StillTime)], still.Palette, plan.Sheet,
                input.Codec, context),
            _ => still,
        };
    }

    /// <summary>Decodes a still image with its tone, without a background if planned. Local contrast would strengthen a
    /// border of less than a cell, which is ignored otherwise.</summary>
    private Raster<Rgba32> Decode(PixelArtPlan plan, ImageInput input, OperationContext context)
    {
        Raster<Rgba32> image;
        using (context.Phases.Start("decode"))
        {
            if (Options.Tone.LocalContrast is > 0)
            {
                image = input.With(new ToneOptions()).DecodeRgba(context, CellSamples.MaxPixels);
                var (part, size) = (plan.Fit.Part, plan.Fit.Size);
                PictureRim.Find(image, (double)part.Width / size.Width, (double)part.Height / size.Height).Clear(image);
                ImageInput.Apply(Options.Tone, image, context);
            }
            else
            {
                image = input.DecodeRgba(context, CellSamples.MaxPixels);
            }
        }

        if (Options.TransparentBackground)
        {
            SpriteBackground.Remove(image, input.Source.Name, context);
        }

        return image;
    }

    private CellArtifact Animate(PixelArtPlan plan, ImageInput input, OperationContext context)
    {
        var work = FrameWork.Prepare(plan, [input], known => SharedPalette.LearnFrames(input, known, context), context);
        if (Options.Format == PixelArtFormat.SpriteSheet)
        {
            return SpriteSheet.FromRows([work.Row(input, context)], work.Palette, plan.Sheet, input.Codec, context);
        }

        var (frames, format) = (work.Frames(input, context), plan.Output.FormatForAnimation(input));
        var scale = plan.CellSide(frames.Size.Columns, frames.Size.Rows, format);
        return Options.Format == PixelArtFormat.Frames
            ? new NumberedFrames(frames, scale, input.Codec, context)
            : new AnimatedPixelArt(frames, scale, format, input.Codec, context);
    }

    private SpriteSheet Join(IReadOnlyList<ImageInput> parts, OperationContext context)
    {
        RequireNames(parts);
        var quietly = context with { Progress = null, Warning = null };
        var work = FrameWork.Prepare(Plan, parts, known => SharedPalette.Learn(parts, known, quietly), quietly);
        return SpriteSheet.FromRows(work.Rows(parts, context), work.Palette, Plan.Sheet, parts[0].Codec, context);
    }

    /// <summary>Checks the names of the inputs of a sheet, before any work.</summary>
    /// <exception cref="StylizeException">TargetConflict: two inputs have the same name, and so would their
    /// tags.</exception>
    private static void RequireNames(IReadOnlyList<ImageInput> parts)
    {
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in parts.Select(part => part.Source.Name))
        {
            var name = FrameSequence.StemOf(source);
            if (!names.TryAdd(name, source)) throw Errors.SameSprite.With(source, names[name], name);
        }
    }

    /// <summary>Returns the output names for an input, which sets the format of an animation and the number of numbered
    /// frames.</summary>
    private OutputNames NamesFor(ImageInput input)
    {
        var (output, names) = (Plan.Output, NamesFor(Options));
        var suffix = output.SuffixFor(input) ?? names.Suffix;
        return names with
        {
            Suffix = suffix,
            SameExtensions = CellOutput.SameExtensions(suffix),
            SideSuffixes = Options.Format == PixelArtFormat.Frames
                ? [.. Enumerable.Range(1, output.FramesOf(input) - 1).Select(NumberedFrames.Suffix)]
                : names.SideSuffixes,
        };
    }
}
