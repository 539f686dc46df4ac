using Stylize.Engine.Runs;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Steps;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>Defines the segment operation, whose items are the wells of a plate.</summary>
internal sealed class SegmentDefinition : OperationDefinition<PlateOptions>
{
    private SegmentDefinition()
    {
    }

    internal static SegmentDefinition Value { get; } = new()
    {
        Name = PlateOptions.OperationName,
        Version = PlateOptions.OperationVersion,
        Cmdlet = "New-SegmentationMontage",
        Summary = "Segment the tiles of a plate: label masks, montages, overlays, tables and rows in a database.",
        Examples =
        [
            "stylize segment plate -o out --channel DAPI --measure-channel GFP",
            "stylize segment plate -o out --well E4 --method otsu --split --threshold-scope well",
            "stylize segment plate --list",
            "stylize segment plate -o out --database \"Host=db;Database=lab;Username=me\"",
        ],
        Kind = OperationKind.Plate,
        IncludesSubfolders = true,
        ProvenanceExtensions = [".html", ".json"],
        ComputedEntries = [PlateProvenance.Learned],
        PresetOwner = RegionsDefinition.Value,
        WantsGray = true,
        Steps = [.. StepTable.All.Select(step => (step.Name, step.Summary))],
    };

    /// <summary>Creates a run from user input.</summary>
    /// <param name="context">Limits, display and other services of the front end.</param>
    /// <param name="targets">Destination and database as full paths, and the wells to segment.</param>
    /// <param name="openStore">Opens a database: the full path of an SQLite file, or a connection string.</param>
    /// <exception cref="StylizeException">OptionInvalid, naming an option.</exception>
    public static PlateRun CreateRun(
        RunContext<WellResult> context, OperationStart start, TargetOptions targets,
        Func<string, IMeasurementStore> openStore)
    {
        var options = Value.Options(start);
        options.Validate();
        targets.Validate();
        return new PlateRun(context, options, targets, openStore);
    }

    /// <inheritdoc/>
    public override IOperationOptions FromPreset(IOperationOptions preset) =>
        new PlateOptions { Segmentation = (SegmentationOptions)preset };

    /// <inheritdoc/>
    public override IOperationOptions ToPreset(IOperationOptions options) => ((PlateOptions)options).Segmentation;

    /// <inheritdoc/>
    protected override IOperation Create(PlateOptions options) =>
        throw new NotSupportedException("A plate is not a single file.");

    /// <inheritdoc/>
    protected override PlateOptions Options(OperationStart start) => start.Apply(
        start.Options as PlateOptions
        ?? (start.Like is null
            ? new PlateOptions { Segmentation = start.Read<SegmentationOptions>() }
            : start.Read<PlateOptions>()));

    /// <inheritdoc/>
    protected override Preview Draw(
        PlateOptions options, PreviewInput input, int side, PreviewTime time, OperationContext context) =>
        RegionsDefinition.Value.Preview(options.Segmentation, input, side, time, context);
}
