using Stylize.Engine.Catalog.Completion;
using Stylize.Engine.Catalog.Lines;

namespace Stylize.Engine.Catalog.Sheets;

/// <summary>Lists variants of the options of an operation to choose from.</summary>
internal static class Variants
{
    /// <summary>Maximum number of variants.</summary>
    public const int Max = 64;

    private static readonly string[] Colors = ["black", "gray", "white", "red", "orange", "gold", "green", "blue"];

    /// <summary>Returns the built-in and saved presets of an operation, without those whose files cannot be
    /// read.</summary>
    /// <param name="all">True for those too that lists leave out.</param>
    /// <param name="skipped">Receives the failures of the others; may be null.</param>
    public static IReadOnlyList<SheetVariant> OfPresets(
        OperationDefinition operation, bool all = false, Action<StylizeException>? skipped = null)
    {
        var saved = new UserPresets();
        var owner = operation.PresetOwner ?? operation;
        var variants = new List<SheetVariant>();
        foreach (var name in saved.ListedNames(owner, all, failure => skipped?.Invoke(failure)))
        {
            try
            {
                variants.Add(
                    new SheetVariant(name, operation, name, [], operation.FromPreset(saved.Load(owner, name))));
            }
            catch (StylizeException failure)
            {
                skipped?.Invoke(failure);
            }
        }

        return variants;
    }

    /// <summary>Returns the examples that sheets show after the presets of an operation.</summary>
    public static IEnumerable<SheetVariant> OfExamples(OperationDefinition operation, IOptionInputs inputs) =>
        operation.SheetExamples.Select(example => new SheetVariant(
            example.Label, operation, null, [.. example.Given],
            operation.OptionsOf(CommandLines.Start(operation, null, example.Given, inputs).Records())));

    /// <summary>Returns the options of a preset with several values of one option.</summary>
    /// <param name="preset">Name of a preset; null for Default.</param>
    /// <param name="given">Further options as texts by name, as for <see cref="CommandLines"/>.</param>
    /// <param name="name">Name of the option to vary, in any spelling.</param>
    /// <param name="values">Values as typed; null for all choices, or for numbers around the present one.</param>
    /// <exception cref="StylizeException">OptionInvalid: unknown option or preset, too many values, a given value that
    /// cannot be used, or an option without values of its own.</exception>
    public static IReadOnlyList<SheetVariant> OfOption(
        OperationDefinition operation, string? preset, IReadOnlyList<KeyValuePair<string, string>> given, string name,
        IReadOnlyList<string>? values, IOptionInputs inputs)
    {
        operation.RequireOptions([name]);
        var option = OptionSet.ForRecord(operation.OptionsType).Find(name)
            ?? throw StylizeException.Option(
                name, null, $"an option of {operation.PascalName} that changes the picture");
        var rest = given.Where(pair => !option.IsNamed(pair.Key)).ToList();
        if (values is not null)
        {
            return values.Count is > 0 and <= Max ? [.. values.Select(Variant)]
                : throw StylizeException.Option(option.Name, values.Count, $"1 to {Max} values");
        }

        // Other options can exclude some values.
        var chosen = new List<SheetVariant>();
        StylizeException? refusal = null;
        foreach (var value in Chosen(option, option.Get(Options(given))))
        {
            try
            {
                chosen.Add(Variant(value));
            }
            catch (StylizeException cause)
            {
                refusal = cause;
            }
        }

        return chosen.Count > (refusal is null ? 0 : 1) ? chosen
            : throw refusal
                ?? StylizeException.Option(option.Name, null, $"an option with values, such as {option.Name}=a,b");

        SheetVariant Variant(string value)
        {
            KeyValuePair<string, string>[] all = [.. rest, new(option.Name, value)];
            var options = Options(all);
            options.Validate();
            return new SheetVariant($"{option.Name} {value}", operation, preset, all, options);
        }

        IOperationOptions Options(IReadOnlyList<KeyValuePair<string, string>> texts) =>
            operation.OptionsOf(CommandLines.Start(operation, preset, texts, inputs).Records());
    }

    /// <summary>Returns values to choose from; none for texts, files and lists without names.</summary>
    /// <param name="current">The present value; null if absent.</param>
    internal static IReadOnlyList<string> Chosen(OptionDeclaration option, object? current) => option.Kind switch
    {
        OptionKind.Palette or OptionKind.Colors => NamedPalettes.Names,
        OptionKind.Color => option.Declared.AllowsNone ? ["None", .. Colors] : Colors,
        OptionKind.Switch => ["false", "true"],
        _ when option.Range.Values.Count > 0 => [.. option.Range.Values.Select(OptionWords.Invariant)],
        OptionKind.Integer or OptionKind.Number or OptionKind.Duration => NumberSpread.AroundCurrent(option, current),
        OptionKind.Text => [],
        _ => [.. Candidates.ForOption(option, () => []).Select(candidate => candidate.Text).Take(Max)],
    };
}

/// <summary>A variant of the options of an operation.</summary>
/// <param name="Label">Text below the picture.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Preset">Name of the preset; null for Default.</param>
/// <param name="Given">The options that differ from the preset, as texts by name.</param>
/// <param name="Options">The options of a run.</param>
internal sealed record SheetVariant(
    string Label, OperationDefinition Operation, string? Preset, IReadOnlyList<KeyValuePair<string, string>> Given,
    IOperationOptions Options);
