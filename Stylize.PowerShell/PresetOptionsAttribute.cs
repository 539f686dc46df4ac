namespace Stylize.PowerShell;

/// <summary>Lets -Options accept the objects of Get-StylizePreset and Optimize-StylizePreset in addition to
/// options.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PresetOptionsAttribute : ArgumentTransformationAttribute
{
    /// <summary>The required type of the options; by default any.</summary>
    public Type OptionsType { get; init; } = typeof(IOperationOptions);

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (given is IDictionary table)
        {
            RequireNames(table);
        }

        var (options, operation) = given switch
        {
            StylizePreset preset => (preset.Options, preset.Operation),
            TuningResult tuned => (tuned.Options, "another operation"),
            _ => (null, null),
        };
        return options is null ? inputData
            : OptionsType.IsInstanceOfType(options) ? options
            : throw new ArgumentTransformationMetadataException(
                $"The preset belongs to {operation}, which has different options.");
    }

    /// <summary>Rejects unknown names, for which PowerShell would list all properties with their types.</summary>
    private void RequireNames(IDictionary table)
    {
        string[] known =
            [.. OptionsType.GetProperties().Where(property => property.CanWrite).Select(property => property.Name)];
        if (table.Keys.Cast<object>().Select(key => $"{key}").FirstOrDefault(IsUnknown) is { } name)
        {
            var meant = OptionDeclaration.Meant(name, OptionSet.ForRecord(OptionsType).All)
                .Select(option => option.Name).ToArray();
            var near = meant.Length > 0 ? OptionWords.Alternatives(meant) : NearestWord.Find(name, known);
            throw new ArgumentTransformationMetadataException(
                $"Unknown option '{PrintableText.Short(name)}'.{(near is null ? "" : $" Did you mean {near}?")}");
        }

        bool IsUnknown(string name) => !known.Contains(name, StringComparer.OrdinalIgnoreCase);
    }
}
