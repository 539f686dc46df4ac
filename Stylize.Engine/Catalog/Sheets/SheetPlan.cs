namespace Stylize.Engine.Catalog.Sheets;

/// <summary>
/// The pictures of a preset sheet: the presets of an operation, or several values of one option.
/// </summary>
internal sealed class SheetPlan
{
    /// <summary>Suffix of the file name of a sheet.</summary>
    public const string Suffix = ".presets.png";

    private const string Vary = "Vary";

    private SheetPlan(IReadOnlyList<SheetVariant> variants) => Variants = variants;

    /// <summary>The pictures in order.</summary>
    public IReadOnlyList<SheetVariant> Variants { get; }

    /// <summary>The failures of presets that cannot be read, which have no picture.</summary>
    internal IReadOnlyList<StylizeException> Skipped { get; private init; } = [];

    /// <summary>Creates a plan from user input.</summary>
    /// <param name="operation">Name of the operation; null for the one with the option to vary, or for pixel art and
    /// dot art.</param>
    /// <param name="vary">
    /// An option and its values, such as "DotCount=5000,20000,80000", or the name of an option, such as "Palette", for
    /// all its choices or for numbers around the present one. Null for the presets.
    /// </param>
    /// <param name="all">True to include the presets that lists leave out; only without an option to vary.</param>
    /// <exception cref="StylizeException">OptionInvalid: unknown operation, preset, option or value.</exception>
    public static SheetPlan Read(
        string? operation, string? preset, string? vary, IOptionInputs inputs, bool all = false)
    {
        if (vary is null)
        {
            if (preset is not null) throw StylizeException.OnlyWith("Preset", Vary);

            return Presets(operation, all, inputs);
        }

        if (all) throw StylizeException.MutuallyExclusive("All", Vary, "a sheet shows presets or values of an option");

        var end = vary.IndexOf('=', StringComparison.Ordinal);
        var name = (end < 0 ? vary : vary[..end]).Trim();
        var found = operation is not null ? OperationCatalog.Find(operation, OperationCatalog.All)
            : OperationCatalog.WithPresets.FirstOrDefault(
                o => OptionSet.ForRecord(o.OptionsType).Find(name) is not null)
            ?? throw NoOption(name, [.. OperationCatalog.WithPresets]);
        var option = OptionSet.ForRecord(found.OptionsType).Find(name) ?? throw NoOption(name, [found]);
        var separator = Separator(option, vary);
        var values = end < 0 ? null
            : vary[(end + 1)..]
                .Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (values is { Length: 0 or > Sheets.Variants.Max })
        {
            throw StylizeException.Option(Vary, vary, $"an option with 1 to {Sheets.Variants.Max} values");
        }

        return values is null && Sheets.Variants.Chosen(option, null).Count == 0
            ? throw StylizeException.Option(Vary, vary, $"an option with values, such as {option.Name}=a{separator}b")
            : new SheetPlan(Sheets.Variants.OfOption(found, preset, [], name, values, inputs));
    }

    /// <summary>Returns the options of presets, or of each preset with several values of one option.</summary>
    /// <param name="presets">Names of presets.</param>
    /// <param name="vary">As for <see cref="Read"/>, divided at commas; empty for the presets themselves.</param>
    /// <exception cref="StylizeException">OptionInvalid: unknown preset, option or value.</exception>
    public static IReadOnlyList<NamedOptions> Named(
        OperationDefinition operation, IReadOnlyList<string> presets, IReadOnlyList<string> vary, IOptionInputs inputs)
    {
        if (vary.Count == 0) return new UserPresets().Named(operation, presets);

        return
        [
            .. from preset in presets
               from variant in Read(operation.Name, preset, string.Join(',', vary), inputs).Variants
               select new NamedOptions(
                   presets.Count == 1 ? variant.Label : $"{preset}, {variant.Label}", variant.Options),
        ];
    }

    private static SheetPlan Presets(string? operation, bool all, IOptionInputs inputs)
    {
        var skipped = new List<StylizeException>();
        if (operation is not null)
        {
            var found = OperationCatalog.Find(operation, OperationCatalog.All);
            return found.HasPresets ? new SheetPlan([.. Shown(found)]) { Skipped = skipped }
                : throw Errors.NothingToCompare.With("Operation", found.PascalName);
        }

        return new SheetPlan([.. OperationCatalog.WithPresets.Where(o => o.IsOnSheets)
            .SelectMany(Shown)
            .Select(variant => variant with { Label = $"{variant.Operation.PascalName} {variant.Label}" })])
        {
            Skipped = skipped,
        };

        IEnumerable<SheetVariant> Shown(OperationDefinition one) =>
            Sheets.Variants.OfPresets(one, all, skipped.Add).Concat(Sheets.Variants.OfExamples(one, inputs));
    }

    /// <summary>Returns what separates values: semicolons if values contain commas, as in
    /// red,white;black,white.</summary>
    private static char Separator(OptionDeclaration option, string values) =>
        values.Contains(';') || option.Kind == OptionKind.List
            || OptionValue.HoldsCommas(option.ElementType)
            ? ';' : ',';

    private static StylizeException NoOption(string name, IReadOnlyList<OperationDefinition> operations)
    {
        var known = operations.SelectMany(o => OptionSet.ForRecord(o.OptionsType).All).Select(option => option.Name)
            .Distinct();
        if (name.Length == 0)
        {
            return StylizeException.Option(Vary, name, "an option, such as Palette, or an option with values");
        }

        if (operations.Count == 1)
        {
            return StylizeException.NoSuch(Vary, $"option of {operations[0].PascalName}", name, known);
        }

        return Errors.UnknownVaried.With(
            Vary, PrintableText.Short(name), NearestWord.Hint(name, known),
            OptionWords.Alternatives([.. operations.Select(o => o.PascalName)]));
    }
}
