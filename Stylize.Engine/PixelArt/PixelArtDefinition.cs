namespace Stylize.Engine.PixelArt;

/// <summary>Defines the pixel-art operation. The grid and the number of colors are a matter of taste, so they are not
/// tuned.</summary>
internal sealed class PixelArtDefinition : OperationDefinition<PixelArtOptions>, ILearnsFromInputs
{
    private const long PixelsPerCell = 12;
    private const long MaxDraftCells = 150_000;

    public static PixelArtDefinition Value { get; } = new()
    {
        Name = "pixel-art",
        Version = 36,
        Cmdlet = "ConvertTo-PixelArt",
        Summary = "Convert photographs to pixel art: a coarse grid of cells in a few colors (<stem>.pixelart.png).",
        Examples =
        [
            "stylize pixel-art photo.jpg -o out",
            "stylize pixel-art photos -o out --width 96 --colors 16 --scale 8",
            "stylize pixel-art clip.webp -o clip.gif --palette pico-8",
            "stylize pixel-art \"scans/**/*.png\" -o out --palette pico-8 --json",
            "stylize pixel-art photo.jpg --palette \"#1d2b53,#ff004d,#ffec27\" --what-if",
        ],
        Synonyms = [new("spritesheet", " --format sprite-sheet"), new("convert", "")],
        ProvenanceExtensions = [".gpl", ".json", ".html"],
        OptionTypes = [typeof(PixelArtOptions), typeof(PixelArtBatchOptions)],
        BuiltIn = () => PixelArtOptions.Presets,
        IsOnSheets = true,
        CountEntry = "Colors",
    };

    public override OutputNames Outputs => field ??= PixelArtOperation.NamesFor(new PixelArtOptions());

    public override IReadOnlyList<TuningParameter> TuningParameters =>
    [
        Tune(nameof(PixelArtOptions.Stride), [4, 2, 1], (o, v) => o with { Stride = v }),
        Tune(nameof(PixelArtOptions.Refinement), [false, true], (o, v) => o with { Refinement = v }),
    ];

    public override IOperation WarmUp() => new PixelArtOperation(new PixelArtOptions { Width = 16, Colors = 4 });

    /// <exception cref="StylizeException">OptionInvalid: an option is out of range, or a shared palette and a given one
    /// are combined.
    /// </exception>
    public override IOperation Create(params IReadOnlyList<object> records) =>
        Create(TypedOptions(records), BatchOf(records), null);

    public override IReadOnlyList<object> Read(OperationStart start) => [Options(start), Batch(start)];

    public Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? Learning(IReadOnlyList<object> records) =>
        BatchOf(records) is { SharedPalette: true } batch && TypedOptions(records) is var options
            ? (inputs, context) => Create(options, batch, LearnedPalettes.Find(inputs, options, context))
            : null;

    protected override IOperation Create(PixelArtOptions options) => new PixelArtOperation(options);

    /// <summary>Returns the initial options of a command, with the format that the destination's extension
    /// implies.</summary>
    protected override PixelArtOptions Options(OperationStart start)
    {
        var options = start.Read<PixelArtOptions>(
            Batch(start).Fast ? nameof(PixelArtBatchOptions.Fast) : null, typeof(PixelArtBatchOptions));
        return start.Apply(
            CellOutput.Implied(start.Destination) is { } format ? options with { Format = format } : options);
    }

    protected override long PreviewPixels(PixelArtOptions options, PreviewInput input, PreviewTime time) =>
        time != PreviewTime.Draft ? UsualPixels
            : Math.Max(UsualDraftPixels, PixelsPerCell * Math.Min(MaxDraftCells, Cells(options, input)));

    /// <summary>Draws one pixel per cell. The grid of a draft has no more cells than can be drawn in time, and more
    /// than a page shows.
    /// </summary>
    protected internal override PixelArtOptions ForPreview(
        PixelArtOptions options, PreviewCopy copy, int side, PreviewTime time)
    {
        options = options with { Format = PixelArtFormat.Png, ProgressImageInterval = 0, Scale = 1 };
        var scale = Math.Sqrt((double)MaxDraftCells / Cells(options, copy.Of));
        var (columns, rows) = Grid(options, copy.Of);
        return scale >= 1 || time != PreviewTime.Draft ? options
            : options with { Width = Math.Max(1, (int)(columns * scale)), Height = Math.Max(1, (int)(rows * scale)) };
    }

    private static long Cells(PixelArtOptions options, PreviewInput input) =>
        (long)Grid(options, input).Columns * Grid(options, input).Rows;

    private static (int Columns, int Rows) Grid(PixelArtOptions options, PreviewInput input) => GridFit.Cells(
        options.Width, options.Height, PixelArtPlan.RuleFor(options)?.Aspect ?? 1, input.Width, input.Height);

    /// <summary>Creates the operation of a batch. Its options state a palette that was learned from all inputs, so that
    /// the provenance names it and a worker needs no other input.</summary>
    /// <param name="shared">The palette found for all inputs; null without a shared palette, or before it is
    /// found.</param>
    private static IOperation Create(PixelArtOptions options, PixelArtBatchOptions batch, Palette? shared)
    {
        OptionSet.ForRecord<PixelArtBatchOptions>().Check(batch, options);
        var learned = shared is null ? options : options with
        {
            Palette = shared,
            PaletteMatch = new ColorPlan(options, null).WithLearned(shared).Match,
        };
        var added =
            new PixelArtBatchOptions { SavePalette = batch.SharedPalette ? null : batch.SavePalette,
                Chart = batch.Chart };
        return new PixelArtOperation(learned)
        {
            Added = added == new PixelArtBatchOptions() ? null : added,
            Learned = shared is null ? [] : [nameof(PixelArtOptions.Palette)],
            RunFile = batch.SharedPalette || shared is not null ? SharedFile(batch, shared) : null,
        };
    }

    /// <summary>Returns the file of the shared palette; null if it is not saved.</summary>
    /// <param name="shared">The palette; null before it is found.</param>
    private static RunFile? SharedFile(PixelArtBatchOptions batch, Palette? shared) =>
        batch.SavePalette is { } format && PixelArtBatchFiles.SuffixFor(format) is var extension
            ? new RunFile(
                SharedPalette.Name + extension,
                shared is null ? null : stream => PaletteFile.Write(shared, extension, stream))
            : null;

    private static PixelArtBatchOptions BatchOf(IEnumerable<object> records) =>
        records.OfType<PixelArtBatchOptions>().SingleOrDefault() ?? new PixelArtBatchOptions();

    private static PixelArtBatchOptions Batch(OperationStart start) =>
        start.Apply(start.ReadLike<PixelArtBatchOptions>(typeof(PixelArtOptions)));
}
