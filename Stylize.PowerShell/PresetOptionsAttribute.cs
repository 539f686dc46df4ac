namespace Stylize.PowerShell;

/// <summary>Lets -Options accept the objects of Get-StylizePreset and Optimize-StylizePreset in addition to options.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PresetOptionsAttribute : ArgumentTransformationAttribute
{
    /// <summary>The required type of the options; by default any.</summary>
    public Type OptionsType { get; init; } = typeof(IOperationOptions);

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var (options, operation) = (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            StylizePreset preset => (preset.Options, preset.Operation),
            TuningResult tuned => (tuned.Options, "another operation"),
            _ => (null, null),
        };
        return options is null ? inputData
            : OptionsType.IsInstanceOfType(options) ? options
            : throw new ArgumentTransformationMetadataException($"The preset belongs to {operation}, which has different options.");
    }
}
