using Stylize.Engine.Gaussians.Editing;

namespace Stylize.Engine.Tests.Catalog;

/// <summary>Creates random texts that options accept, from their declarations.</summary>
/// <param name="palette">Path of a palette file.</param>
internal sealed class DeclaredValues(Random random, string palette)
{
    private static readonly string[] OddTexts =
    [
        "plain", "it's", "a b", "$HOME", "`id`", "-dash", "--force", "\u201cq\u201d \u2018r\u2019", "say \"hi\"",
        "wow!", "%PATH%", "back\\slash",
        "C:\\new folder\\", "\\\\server\\share", "a[1]*?", "#1", "~/a", "=x", "a;b|c&d>e", "$(1)", "5kb", "1.50",
        "caf\u00e9", "@x", "{a,b}", "'",
    ];

    private static readonly Dictionary<Type, string[]> Forms = new()
    {
        [typeof(PaperSize)] = ["A4", "Letter", "297x420mm"], [typeof(Length)] = ["10mm", "1cm", "0.4in"],
        [typeof(Stain)] = ["dab", "0.5,0.6,0.6,0.2,0.9,0.3,0.7,0.4,0.2"],
        [typeof(RingRadii)] = ["1,5"], [typeof(TileOverlap)] = ["10%", "40"],
        [typeof(PixelOffset)] = ["-10,5", "3,4"], [typeof(PixelRectangle)] = ["0,0,10,20"],
        [typeof(Pen)] = ["0.3mm,black", "0.5mm,#cc0000,Red gel", "CMYK"],
    };

    /// <summary>Returns a text that the option accepts; its range is respected.</summary>
    public string Of(OptionDeclaration option) => option.Kind switch
    {
        OptionKind.Switch => random.Next(2) == 0 ? "true" : "false",
        OptionKind.Choices => string.Join(',', Enum.GetNames(option.ElementType).OrderBy(_ => random.Next()).Take(2)),
        _ when option.Range.Values.Count > 0 => OptionWords.Kebab(OptionWords.Invariant(Pick(option.Range.Values))),
        OptionKind.Integer or OptionKind.Number => Number(option),
        OptionKind.Duration => Pick(["500ms", "1.5s", "2m", "00:00:02", "90"]),
        OptionKind.Text => Pick(OddTexts),
        OptionKind.File => Pick<string>([.. OddTexts, .. option.Declared.Words, .. option.Declared.Words]),
        OptionKind.Color => Pick([Color(), option.Declared.AllowsNone ? "None" : "navy"]),
        OptionKind.Palette => Pick(["pico-8", palette, Color(), $"{Color()},navy", $"{Color()} {Color()} {Color()}"]),
        OptionKind.Colors => Pick([$"{Color()},red", "navy", Color()]),
        OptionKind.List when option.ElementType == typeof(string) =>
            Pick(["E4", "A*,!A3", "it's,GFP 2", "a b", "$x,-y", "-9", "7"]),
        OptionKind.List when option.ElementType == typeof(Pen) =>
            $"{Pick(Forms[typeof(Pen)])};{Pick(Forms[typeof(Pen)])}",
        OptionKind.List => string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Number(option))),
        _ => Pick(Forms[option.ValueType]),
    };

    /// <summary>Returns the text of the smallest or largest number that the option accepts; null if it has no such
    /// end.</summary>
    public static string? AtEnd(OptionDeclaration option, bool high)
    {
        if (option.Kind is not (OptionKind.Integer or OptionKind.Number) || option.Range.Values.Count > 0) return null;

        var declared = option.Declared;
        var isReal = option.ElementType == typeof(float) || option.ElementType == typeof(double);
        var end = high ? declared.Max : !double.IsNaN(declared.Min)
            ? declared.Min : declared.Above + (isReal ? 1e-6 : 1);
        return double.IsNaN(end) ? null : OptionWords.Invariant(isReal ? end : (long)end);
    }

    /// <summary>Adds the options that the rules of an option need, with values that meet them.</summary>
    public Dictionary<string, string> Meet(
        IReadOnlyList<OptionDeclaration> all, Dictionary<string, string> given, OptionDeclaration option)
    {
        foreach (var rule in option.Rules)
        {
            if (all.FirstOrDefault(other => other.Name == rule.Other) is not { } other) continue;
            if (rule.When.Count > 0 && !rule.When.Any(value => OptionWords.SameName($"{value}", given[option.Name])))
            {
                continue;
            }

            if (rule is { IsOnlyWith: true, IsImplied: false } && other.Default is not true)
            {
                given[other.Name] = rule.Values.Count > 0 ? $"{rule.Values[0]}"
                    : other.Kind == OptionKind.Switch ? "true" : Changed(other);
                Meet(all, given, other);
            }
            else if (rule.IsNotWith && rule.Values.Contains(other.Default))
            {
                given[other.Name] = $"{other.Range.Values.First(value => !rule.Values.Contains(value))}";
            }
        }

        return given;
    }

    /// <summary>Returns a text of a value that is not the default.</summary>
    public string Changed(OptionDeclaration option)
    {
        while (true)
        {
            var text = Of(option);
            if (!OptionWords.SameName(text, OptionText.Format(option, option.Default))) return text;
        }
    }

    public T Pick<T>(IReadOnlyList<T> values) => values[random.Next(values.Count)];

    private string Color() => $"#{random.Next(1 << 24):x6}";

    private string Number(OptionDeclaration option)
    {
        var declared = option.Declared;
        var min = !double.IsNaN(declared.Min) ? declared.Min : !double.IsNaN(declared.Above) ? declared.Above : 0;
        var max = Math.Min(double.IsNaN(declared.Max) ? double.MaxValue : declared.Max, min + 1000);
        if (option.ElementType == typeof(float) || option.ElementType == typeof(double))
        {
            return OptionWords.Invariant(Math.Round(max - (random.NextDouble() * (max - min)), 3));
        }

        var whole = (long)max - random.NextInt64((long)(max - min) + 1);
        return OptionWords.Invariant(declared.Odd && whole % 2 == 0 ? whole - 1 : whole);
    }
}
