using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Workers.Operations;

/// <summary>Segmentation of a plate, whose units are wells.</summary>
internal sealed class PlateWells : CarriedOperation
{
    public const string OperationName = "segment";

    public override string Name => OperationName;

    public override IReadOnlyList<Type> OptionTypes => [typeof(PlateOptions)];

    internal override string? EngineName => null;

    internal override int EngineVersion => 1;

    public override IOperation Create(
        IReadOnlyDictionary<string, object?> given, string? destination, IOptionInputs inputs, LearningInputs? learn) =>
        throw new NotSupportedException("Wells are no files.");

    internal override IOperation Restore(IReadOnlyDictionary<string, string[]> words, IOptionInputs inputs) =>
        throw new NotSupportedException("Wells are no files.");
}
