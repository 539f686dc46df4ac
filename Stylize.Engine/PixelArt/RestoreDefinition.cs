namespace Stylize.Engine.PixelArt;

/// <summary>Defines the restore operation.</summary>
internal sealed class RestoreDefinition : OperationDefinition<RestoreOptions>
{
    private const long DraftPixels = 400_000;

    /// <summary>A reduced copy has less of the grid.</summary>
    private const long CopyPixels = 4_000_000;

    public static RestoreDefinition Value { get; } = new()
    {
        Name = "restore",
        Version = 11,
        Cmdlet = "Restore-PixelArt",
        Summary = "Restore enlarged, blurred or JPEG-damaged pixel art to one pixel per cell (<stem>.restored.png).",
        Examples =
        [
            "stylize restore screenshot.png",
            "stylize restore found/*.jpg -o restored --colors 16",
            "stylize restore sprite.jpg --cell-size 7.5 --palette pico-8",
            "stylize restore sprite.gif --transparent-background --format sprite-sheet -o sheet.png",
        ],
        ProvenanceExtensions = [".json"],
    };

    public override OutputNames Outputs => field ??= RestoreOperation.NamesFor(new RestoreOptions());

    protected override IOperation Create(RestoreOptions options) => new RestoreOperation(options);

    protected override RestoreOptions Options(OperationStart start) =>
        start.Apply(CellOutput.Implied(start.Destination) is { } format
            ? start.ReadLike<RestoreOptions>() with { Format = format } : start.ReadLike<RestoreOptions>());

    protected override long PreviewPixels(RestoreOptions options, PreviewInput input, PreviewTime time) =>
        time == PreviewTime.Draft ? DraftPixels : CopyPixels;

    protected internal override RestoreOptions ForPreview(
        RestoreOptions options, PreviewCopy copy, int side, PreviewTime time) =>
        options with { Format = PixelArtFormat.Png, CellSize = options.CellSize is { } cell
            ? Math.Max(1, cell * copy.Scale) : null };

    /// <summary>Uses a larger input if the cells are too small in the copy. A draft does not wait for a whole
    /// photograph.</summary>
    protected override Preview Draw(
        RestoreOptions options, PreviewInput input, int side, PreviewTime time, OperationContext context)
    {
        var copy = CopyOf(options, input, time, context);
        try
        {
            return Draw(options, copy, side, time, context);
        }
        catch (StylizeException failure) when (failure.Error == StylizeError.GridUncertain && copy.IsReduced)
        {
            copy = time == PreviewTime.Draft ? input.Copy(long.MaxValue, context) : input.Whole;
        }

        try
        {
            return Draw(options, copy.IsReduced ? copy : input.Whole, side, time, context);
        }
        catch (StylizeException failure) when (failure.Error == StylizeError.GridUncertain && copy.IsReduced)
        {
            // The failure names the size of the cells in the copy.
            throw Errors.CopyNotEnlarged.From(failure, failure.Target, failure.Message);
        }
    }
}
