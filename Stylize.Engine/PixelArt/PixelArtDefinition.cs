namespace Stylize.Engine.PixelArt;

/// <summary>Defines the pixel-art operation. The grid and the number of colors are a matter of taste, so they are not tuned.</summary>
internal sealed class PixelArtDefinition : OperationDefinition<PixelArtOptions>, ILearnsFromInputs
{
    private const long DraftPixels = 250_000;
    private const long PixelsPerCell = 12;
    private const long MaxDraftCells = 150_000;

    public static PixelArtDefinition Value { get; } = new()
    {
        Name = PixelArtOperation.OperationName,
        Version = PixelArtOperation.OperationVersion,
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
        Synonyms = [new("spritesheet", " --format sprite-sheet")],
        ProvenanceExtensions = [".gpl", ".json", ".html"],
        OptionTypes = [typeof(PixelArtOptions), typeof(PixelArtBatchOptions)],
        BuiltIn = () => PixelArtOptions.Presets,
        IsOnSheets = true,
        CountEntry = "Colors",
    };

    public override OutputNames Outputs => field ??= PixelArtOperation.NamesOf(new PixelArtOptions());

    public override IReadOnlyList<TuningParameter> TuningParameters =>
    [
        Tune(nameof(PixelArtOptions.Stride), [4, 2, 1], (o, v) => o with { Stride = v }),
        Tune(nameof(PixelArtOptions.CoolingRate), [0.4, 0.6, 0.7, 0.8], (o, v) => o with { CoolingRate = v }),
        Tune(nameof(PixelArtOptions.FinalTemperature), [4.0, 2, 1], (o, v) => o with { FinalTemperature = v }),
        Tune(nameof(PixelArtOptions.PaletteTolerance), [4, 2, 1, 0.5], (o, v) => o with { PaletteTolerance = v }),
        Tune(nameof(PixelArtOptions.Refinement), [false, true], (o, v) => o with { Refinement = v }),
    ];

    public override IOperation WarmUp() => new PixelArtOperation(new PixelArtOptions { Width = 16, Colors = 4, MaxIterations = 12 });

    public override IOperation Create(params IReadOnlyList<object> records) => BatchOf(records).Create(TypedOptions(records));

    public override IReadOnlyList<object> Read(OperationStart start) => [Options(start), Batch(start)];

    public Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? Learning(IReadOnlyList<object> records) =>
        BatchOf(records) is { SharedPalette: true } batch && TypedOptions(records) is var options
            ? (inputs, context) => batch.Create(options, PixelArtBatchOptions.FindShared(inputs, options, context))
            : null;

    protected override IOperation Create(PixelArtOptions options) => new PixelArtOperation(options);

    protected override PixelArtOptions Options(OperationStart start) => start.Apply(PixelArtOptions.Start(
        start.Destination,
        start.Read<PixelArtOptions>(Batch(start).Fast ? nameof(PixelArtBatchOptions.Fast) : null, typeof(PixelArtBatchOptions))));

    protected override long PreviewPixels(PixelArtOptions options, PreviewInput input, PreviewTime time) =>
        time != PreviewTime.Draft ? UsualPixels
            : Math.Max(DraftPixels, PixelsPerCell * Math.Min(MaxDraftCells, Cells(options, input)));

    /// <summary>Draws one pixel per cell. The grid of a draft has no more cells than can be drawn in time, and more than a page shows.
    /// </summary>
    protected internal override PixelArtOptions ForPreview(PixelArtOptions options, PreviewCopy copy, int side, PreviewTime time)
    {
        options = options with { Format = PixelArtFormat.Png, ProgressImageInterval = 0, Scale = 1 };
        var scale = Math.Sqrt((double)MaxDraftCells / Cells(options, copy.Of));
        var (columns, rows) = options.GridSize(copy.Of.Width, copy.Of.Height);
        return scale >= 1 || time != PreviewTime.Draft ? options
            : options with { Width = Math.Max(1, (int)(columns * scale)), Height = Math.Max(1, (int)(rows * scale)) };
    }

    private static long Cells(PixelArtOptions options, PreviewInput input)
    {
        var (columns, rows) = options.GridSize(input.Width, input.Height);
        return (long)columns * rows;
    }

    private static PixelArtBatchOptions BatchOf(IEnumerable<object> records) =>
        records.OfType<PixelArtBatchOptions>().SingleOrDefault() ?? new PixelArtBatchOptions();

    private static PixelArtBatchOptions Batch(OperationStart start) =>
        start.Apply(start.ReadLike<PixelArtBatchOptions>(typeof(PixelArtOptions)));
}
