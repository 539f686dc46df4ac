using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Arguments;

/// <summary>The help of a declared option: its sentence, then range and default.</summary>
internal static class OptionHelp
{
    public static string Describe(OptionDeclaration option)
    {
        var text = new StringBuilder(option.Declared.Help);
        var allowed = Allowed(option);
        var normal = Default(option);
        if (allowed is not null)
        {
            text.Append(' ').Append(char.ToUpperInvariant(allowed[0])).Append(allowed.AsSpan(1)).Append(normal is null ? "." : ";");
        }

        if (normal is not null)
        {
            text.Append(allowed is null ? " Default: " : " default: ").Append(normal).Append('.');
        }

        return text.ToString();
    }

    /// <summary>The option's older names as they are typed; help does not show them.</summary>
    public static string[] AliasesOf(OptionDeclaration option) =>
        option.Aliases.Count == 0 ? [] : [.. option.Aliases.Select(OptionWords.Kebab)
            .SelectMany(alias => (string[])["--" + alias, "--" + alias.Replace('-', '_')]).Distinct()];

    /// <summary>What stands for the value, such as pixels in --gap &lt;pixels&gt;.</summary>
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
        ? option.Range.Values.Count == 0 ? null : OptionWords.Alternatives([.. option.Range.Values.Select(Word)])
        : option.Range.Text;

    private static string? Default(OptionDeclaration option) => option.Declared.Default ?? option.Default switch
    {
        null => null,
        bool on => on ? "on" : null,
        Enum name => Word(name),
        string { Length: > 0 } text => text,
        TimeSpan time => DurationText.Format(time.TotalSeconds),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string Word(object value) => value is Enum or string ? OptionWords.Kebab($"{value}") : OptionWords.Invariant(value);
}
