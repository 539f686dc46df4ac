namespace Stylize.PowerShell;

/// <summary>Lets -Options accept tables and the objects of Get-StylizePreset, Optimize-StylizePreset and
/// Get-StylizeProvenance in addition to options.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PresetOptionsAttribute : ArgumentTransformationAttribute
{
    /// <summary>The required type of the options; by default any.</summary>
    public Type OptionsType { get; init; } = typeof(IOperationOptions);

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        var described = given is StylizeProvenance made ? made.Options
            : given is PSCustomObject ? inputData as PSObject : null;
        var values = given is IDictionary table
            ? Entries(table)
            : described?.Properties.Select(option => KeyValuePair.Create(option.Name, (object?)option.Value));
        if (values is not null && !OptionsType.IsInterface) return Read([.. values], new Inputs(engineIntrinsics));

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

    /// <summary>Returns options with the given values. PowerShell would do so too, but not in a constrained session,
    /// and for an unknown name it would list all properties with their types.</summary>
    private object Read(KeyValuePair<string, object?>[] values, Inputs inputs)
    {
        var set = OptionSet.ForRecord(OptionsType);
        string[] known = [.. set.All.Select(option => option.Name)];
        values = Array.ConvertAll(values, value => Named(value, set));
        if (values.FirstOrDefault(value => set.Find(value.Key) is null).Key is { } name)
        {
            var meant = OptionDeclaration.Meant(name, set.All).Select(option => option.Name).ToArray();
            var near = meant.Length > 0 ? OptionWords.Alternatives(meant) : NearestWord.Find(name, known);
            throw new ArgumentTransformationMetadataException(
                $"Unknown option '{PrintableText.Short(name)}'.{(near is null ? "" : $" Did you mean {near}?")}");
        }

        try
        {
            return OptionSet.ApplyKnown(
                (IOperationOptions)Activator.CreateInstance(OptionsType)!,
                values.Select(value => KeyValuePair.Create(value.Key, StylizeCmdlet.Unwrap(value.Value))), inputs);
        }
        catch (StylizeException refusal)
        {
            throw new ArgumentTransformationMetadataException(refusal.Message, refusal);
        }
    }

    /// <summary>Returns the entries of a table, and those of nested tables as Tone.Contrast.</summary>
    private static IEnumerable<KeyValuePair<string, object?>> Entries(IDictionary table, string outer = "") =>
        table.Cast<DictionaryEntry>().SelectMany(entry => StylizeCmdlet.Unwrap(entry.Value) is IDictionary inner
            ? Entries(inner, $"{outer}{entry.Key}.") : [KeyValuePair.Create($"{outer}{entry.Key}", entry.Value)]);

    /// <summary>Returns a value by the name of its option. PowerShell completes the names of properties, such as
    /// LockedColors and Refinement.</summary>
    private static KeyValuePair<string, object?> Named(KeyValuePair<string, object?> value, OptionSet set) =>
        set.Find(value.Key) is null && set.All.FirstOrDefault(
            option => option.Place.Equals(value.Key, StringComparison.OrdinalIgnoreCase)) is { } option
            ? new(option.Name, option.Declared.Negated && value.Value is bool on ? !on : value.Value) : value;

    private sealed class Inputs(EngineIntrinsics engine) : IOptionInputs
    {
        public IImageCodec Codec => ImageCodecs.Default;

        public string FullPath(string path, string option) =>
            engine.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);
    }
}
