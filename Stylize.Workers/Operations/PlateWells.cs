using Stylize.Engine;
using Stylize.Engine.Catalog;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Segmentation;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates;
using Stylize.Engine.Segmentation.Plates.Run;

namespace Stylize.Workers.Operations;

/// <summary>Segmentation of a plate, whose units are wells.</summary>
public sealed class PlateWells : CarriedOperation
{
    /// <summary>Its name as the command line spells it.</summary>
    public const string OperationName = "segment";

    /// <inheritdoc/>
    public override string Name => OperationName;

    /// <inheritdoc/>
    public override IReadOnlyList<Type> OptionTypes => [typeof(PlateOptions)];

    internal override string? EngineName => null;

    internal override int EngineVersion => PlateRun.OperationVersion;

    private protected override IReadOnlyList<string> OtherNames => ["Preset", nameof(PlateOptions.Database)];

    /// <summary>The options of a plate from what a user gave.</summary>
    /// <param name="given">Option names with values or words, Preset and Database among them.</param>
    /// <param name="destination">Full path of the folder for the results; null for that of the first tile.</param>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    public static PlateOptions Options(
        IReadOnlyDictionary<string, object?> given, string? destination, bool force, IOptionInputs inputs, Func<string, bool> isShared)
    {
        var segmentation = UserPresets.Start<SegmentationOptions>(RegionsOperation.OperationName, Text(given, "Preset"), null);
        var database = Text(given, nameof(PlateOptions.Database));
        var options = OptionSet.Lay(new PlateOptions { Segmentation = segmentation }, given, inputs) with
        {
            Destination = destination ?? "",
            Database = database is null || isShared(database) ? database : inputs.FullPath(database, nameof(PlateOptions.Database)),
            Force = force,
        };
        options.Validate();
        return options;
    }

    /// <inheritdoc/>
    public override IOperation Create(
        IReadOnlyDictionary<string, object?> given, string? destination, IOptionInputs inputs, LearningInputs? learn) =>
        throw new NotSupportedException("Wells are no files.");

    internal override IOperation Restore(IReadOnlyDictionary<string, string[]> words, IOptionInputs inputs) =>
        throw new NotSupportedException("Wells are no files.");
}
