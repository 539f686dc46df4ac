namespace Stylize.Cli.Arguments;

/// <summary>The help of a declared option: its phrase, then range, unit and default.</summary>
internal static class OptionHelp
{
    /// <summary>Units that are not written after a number.</summary>
    private static readonly string[] BareUnits = ["share", "factor", "weight", "sigma"];

    /// <param name="all">False to leave out which other options allow the option.</param>
    public static string Describe(OptionDeclaration option, bool all)
    {
        var text = new StringBuilder(Phrase(option));
        var allowed = Allowed(option);
        var normal = option.DefaultText(Word) is { } value ? StylizeException.Spell(value, CommandWords.Option) : null;
        if (allowed is not null)
        {
            text.Append(' ').Append(char.ToUpperInvariant(allowed[0])).Append(allowed.AsSpan(1))
                .Append(normal is null ? "." : ";");
        }

        if (normal is not null)
        {
            text.Append(allowed is null ? " Default: " : " default: ").Append(normal).Append('.');
        }

        if (all && OptionRule.Describe(option.Rules, OptionWords.Kebab) is { Length: > 0 } rules)
        {
            var spelled = StylizeException.Spell(rules, CommandWords.Option);
            text.Append(' ').Append(char.ToUpperInvariant(spelled[0])).Append(spelled.AsSpan(1)).Append('.');
        }

        return text.ToString();
    }

    /// <summary>The help phrase with options as they are typed.</summary>
    public static string Phrase(OptionDeclaration option) =>
        StylizeException.Spell(option.Declared.Help, name => name switch
        {
            "Operations" => Words(OperationCatalog.WithPresets),
            "Tunable" => Words(OperationCatalog.WithPresets.Where(operation => operation.TuningParameters.Count > 0)),
            _ => CommandWords.Option(name),
        });

    /// <summary>The words of operations.</summary>
    private static string Words(IEnumerable<OperationDefinition> operations) =>
        string.Join(", ", operations.Select(operation => operation.Word));

    /// <summary>The aliases as they are typed, also with underscores.</summary>
    public static string[] AliasesOf(OptionDeclaration option) =>
        option.Aliases.Count == 0 ? [] : [.. option.Aliases.Select(OptionWords.Kebab)
            .SelectMany(alias => (string[])["--" + alias, "--" + alias.Replace('-', '_')]).Distinct()];

    /// <summary>The placeholder of the value, such as pixels in --scale &lt;pixels&gt;.</summary>
    public static string ValueName(OptionDeclaration option) =>
        option.Declared.ValueName ?? option.Declared.Unit ?? option.Kind switch
        {
            OptionKind.Integer => "n",
            OptionKind.Number => "value",
            OptionKind.Choice or OptionKind.Choices => "name",
            OptionKind.Duration => "time",
            OptionKind.Color => "color",
            OptionKind.Palette or OptionKind.Colors => "palette",
            OptionKind.File => "file",
            OptionKind.List when option.ElementType == typeof(int) => "n",
            OptionKind.List => "name",
            _ => "text",
        };

    private static string? Allowed(OptionDeclaration option) => option.Kind is OptionKind.Choice or OptionKind.Text
        ? option.Range.Values.Count == 0 ? null : Listed(option)
        : option.Range.Text is { } range ? range + UnitOf(option) : null;

    private static string Listed(OptionDeclaration option) => option.Kind == OptionKind.Choice
        ? $"Values: {string.Join(", ", option.Range.Values.Select(Word))}"
        : OptionWords.Alternatives([.. option.Range.Values.Select(Word)]);

    private static string UnitOf(OptionDeclaration option) =>
        option.Kind is OptionKind.Integer or OptionKind.Number && option.Declared.Unit is { } unit
            && option.Range.Values.Count == 0
        && !BareUnits.Contains(unit) ? " " + unit : "";

    private static string Word(object value) =>
        value is Enum or string ? OptionWords.Kebab($"{value}") : OptionWords.Invariant(value);
}
