using Stylize.Engine.Tests.Catalog;

namespace Stylize.Engine.Tests.Golden;

/// <summary>A way to run an operation.</summary>
/// <param name="Name">Preset and options, as in the fixture.</param>
/// <param name="Given">Options as texts by name.</param>
internal sealed record GoldenCase(
    string Name, string? Preset, IReadOnlyDictionary<string, string> Given, string? Format = null);

/// <summary>The cases of an operation, from its declarations.</summary>
internal static class GoldenCases
{
    private const string FormatName = "Format";

    /// <summary>Options that select a processor, or a preset by another name.</summary>
    private static readonly string[] WithoutOwnOutput = ["Device", "Fast"];

    /// <summary>Options with numbers or names of files, which no declaration lists.</summary>
    private static readonly Dictionary<string, string[]> Numbers = new()
    {
        ["restore"] = ["Colors=4", "CellSize=6", "Palette=pico-8"],
        ["pixel-art"] =
        [
            "Colors=5", "Palette=pico-8", "Width=20 Height=20", "LockedColor=red", "NoRefinement=true Stride=2",
        ],
        ["dot-art"] = ["Colors=3", "Palette=pico-8", "PaperSize=A5 Pen=0.3mm,black", "Frame=0"],
        ["trace"] = ["Colors=3", "Palette=pico-8", "PaperSize=A5", "Smoothness=0"],
        ["gaussian encode"] = ["Count=20", "TargetPsnr=25", "TargetSize=600", "Frame=0", "InitialModel=compact.g2d"],
        ["gaussian decode"] = ["Region=5,4,20,10", "Width=30", "Scale=2.5", "Level=0.4", "Frame=0"],
        ["gaussian edit"] =
        [
            "Width=40", "Scale=0.5", "Rotate=30", "Crop=3,4,20,16", "Join=standard.g2d At=5,6",
            "FirstFrame=0 LastFrame=0", "Speed=2",
        ],
        ["segment"] =
        [
            "Crop=16", "CellChannel=GFP", "Align=DAPI", "Puncta=GFP", "Ring=1,3", "Positive=MeanIntensity_GFP=500",
        ],
    };

    /// <summary>Sides of a small output, for choices that need them.</summary>
    private static readonly Dictionary<string, string> Sides = new() { ["Width"] = "20", ["Height"] = "24" };

    /// <summary>Returns the names of the built-in presets; null for an operation without presets.</summary>
    public static IEnumerable<string?> Presets(OperationDefinition operation) =>
        (operation.PresetOwner ?? operation) is { HasPresets: true } owner
            ? owner.Presets.Keys.Cast<string?>() : [null];

    /// <summary>Returns a case for each preset with the format that it has.</summary>
    public static IEnumerable<GoldenCase> OfPresets(OperationDefinition operation) =>
        Presets(operation).Select(preset => new GoldenCase(Name(preset, []), preset, new Dictionary<string, string>()));

    /// <summary>Returns a case for each other format, with each preset.</summary>
    public static IEnumerable<GoldenCase> OfFormats(OperationDefinition operation) =>
        from option in Declared(operation)
        where option.Name == FormatName
        from preset in Presets(operation)
        from value in Values(option)
        select Case(operation, preset, option, value);

    /// <summary>Returns a case for each value of each other choice, and for each switch.</summary>
    public static IEnumerable<GoldenCase> OfChoices(OperationDefinition operation) =>
        from option in Declared(operation)
        where option.Name != FormatName && !WithoutOwnOutput.Contains(option.Name)
        from value in Values(option)
        select Case(operation, null, option, value);

    /// <summary>Returns the cases with numbers.</summary>
    public static IEnumerable<GoldenCase> OfNumbers(OperationDefinition operation) =>
        Numbers.GetValueOrDefault(operation.Name, []).Select(words => new GoldenCase(
            words.Replace(" ", ", ", StringComparison.Ordinal), null,
            words.Split(' ').Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1])));

    private static GoldenCase Case(
        OperationDefinition operation, string? preset, OptionDeclaration option, string value)
    {
        var given = new DeclaredValues(new Random(1), "pico-8").Meet(
            [.. Declared(operation)], new() { [option.Name] = value }, option);
        foreach (var side in Sides.Where(side => side.Key != option.Name && given.ContainsKey(side.Key)))
        {
            given[side.Key] = side.Value;
        }

        return new(Name(preset, given), preset, given, option.Name == FormatName ? value : null);
    }

    private static string Name(string? preset, IEnumerable<KeyValuePair<string, string>> given)
    {
        var options = string.Join(
            ", ", given.Select(pair => $"{pair.Key}={pair.Value}").Prepend(preset).OfType<string>());
        return options.Length == 0 ? "defaults" : options;
    }

    private static IEnumerable<OptionDeclaration> Declared(OperationDefinition operation) => operation.OptionTypes
        .SelectMany(type => OptionSet.ForRecord(type).All).Where(option => !option.Declared.OnlyInPresets);

    private static IEnumerable<string> Values(OptionDeclaration option)
    {
        string[] values = option.Kind switch
        {
            OptionKind.Switch => ["true", "false"],
            OptionKind.Choices => [string.Join(',', Enum.GetNames(option.ElementType))],
            _ => [.. option.Range.Values.Select(OptionWords.Invariant)],
        };
        return values.Where(value => !OptionWords.SameName(value, OptionText.Format(option, option.Default)));
    }
}
