namespace Stylize.Engine.Catalog.Lines;

/// <summary>
/// Writes the command lines that give the same result as a preset and options. Options are texts by name, as typed on
/// the command line: lists have commas, switches are "true" or "false", and "" means that the option is not given.
/// </summary>
internal static class CommandLines
{
    private const string DefaultPreset = "Default";

    /// <summary>Returns the start of an operation, the same as that of a command. The preset Default is that of a
    /// command without a preset, in which an option of one method can select the method.</summary>
    /// <param name="preset">Name of a built-in or saved preset; null for Default.</param>
    /// <param name="destination">Destination as typed, whose extension can select a format; null for none.</param>
    /// <exception cref="StylizeException">OptionInvalid: the operation does not have an option.</exception>
    public static StartOptions Start(
        OperationDefinition operation, string? preset, IEnumerable<KeyValuePair<string, string>> given,
        IOptionInputs inputs, string? destination = null) =>
        Start(
            operation, preset,
            Declared(operation, given).Select(pair => new Given(pair.Option, pair.Text, pair.Text)), inputs,
            destination);

    /// <summary>
    /// Returns the options that a line needs, in order of declaration: without them, the preset would give different
    /// options. An option with the value of the preset is needed if a different one would replace that value.
    /// </summary>
    /// <param name="preset">Name of a built-in or saved preset; null for Default.</param>
    /// <param name="destination">Destination of the line, whose extension can select a format; null for none.</param>
    /// <exception cref="StylizeException">OptionInvalid: the preset or an option is unknown, a value cannot be read, or
    /// options exclude each other.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Reduce(
        OperationDefinition operation, string? preset, IReadOnlyList<KeyValuePair<string, string>> given,
        IOptionInputs inputs, string? destination = null)
    {
        // Palettes are read once, because they can be large images.
        var kept = Declared(operation, given)
            .Select(pair =>
                new Given(pair.Option, pair.Text, pair.Option.Kind is OptionKind.Palette or OptionKind.Colors
                    ? OptionValue.Convert(pair.Option, pair.Text, inputs)
                    : pair.Text))
            .ToList();
        var wanted = Start(operation, preset, kept, inputs, destination).Records();
        for (var count = -1; count != kept.Count;)
        {
            count = kept.Count;
            foreach (var option in kept.ToList())
            {
                var others = kept.Where(other => other != option).ToList();
                kept = IsSame(others) ? others : kept;
            }
        }

        return [.. kept.Select(option => KeyValuePair.Create(option.Option.Name, option.Text))];

        bool IsSame(IEnumerable<Given> options) => StylizeException.OrDefault(
            () => Start(operation, preset, options, inputs, destination).Records()
                .Zip(wanted, (one, other) => OptionSet.ForRecord(one.GetType()).Differences(one, other).Count == 0)
                .All(same => same));
    }

    /// <summary>Returns a line for PowerShell, such as "ConvertTo-PixelArt 'a b.jpg' -Width 96".</summary>
    /// <param name="preset">Name of a preset; null for Default, which the line omits.</param>
    /// <param name="given">The options of the line; see <see cref="Reduce"/>.</param>
    /// <param name="inputs">Paths of files and folders, relative or full; none for a line to complete.</param>
    /// <param name="destination">Path of the destination; null for none.</param>
    public static string PowerShell(
        OperationDefinition operation, string? preset, IReadOnlyList<KeyValuePair<string, string>> given,
        IReadOnlyList<string> inputs, string? destination)
    {
        List<string> words = [operation.Cmdlet];
        if (inputs.Any(PowerShellText.IsPattern))
        {
            words.Add("-LiteralPath");
        }

        if (inputs.Count > 0)
        {
            words.Add(string.Join(", ", inputs.Select(PathText).Select(PowerShellText.Quote)));
        }

        AddNamed("-Preset", Named(operation, preset));
        foreach (var (option, text) in Declared(operation, given))
        {
            words.Add(option.Kind != OptionKind.Switch
                ? $"-{option.Name} {string.Join(", ", Elements(option, text).Select(element => PowerShellText.Value(option, element)))}"
                : IsOn(text) ? $"-{option.Name}" : $"-{option.Name}:$false");
        }

        AddNamed($"-{operation.FileParameter ?? TargetOptions.DestinationName}", destination);
        return string.Join(' ', words);

        void AddNamed(string parameter, string? value)
        {
            if (value is not null)
            {
                words.Add($"{parameter} {PowerShellText.Quote(PathText(value))}");
            }
        }
    }

    /// <summary>
    /// Returns a line for a POSIX shell, such as "stylize pixel-art "a b.jpg" --width 96". Words are in double quotes
    /// if needed, which cmd.exe understands too. Words with a dollar sign, grave accent, exclamation mark, double quote
    /// or double backslash are in single quotes; in cmd.exe, put these into double quotes.
    /// </summary>
    /// <inheritdoc cref="PowerShell" path="/param"/>
    public static string Shell(
        OperationDefinition operation, string? preset, IReadOnlyList<KeyValuePair<string, string>> given,
        IReadOnlyList<string> inputs, string? destination)
    {
        List<string> words = ["stylize", operation.Name, .. inputs.Select(PathText).Select(ShellText.Quote)];
        AddNamed("--preset", Named(operation, preset));
        foreach (var (option, text) in Declared(operation, given))
        {
            var name = "--" + OptionWords.Kebab(option.Name);
            if (option.Kind == OptionKind.Switch)
            {
                words.Add(IsOn(text) ? name : name.StartsWith("--no-", StringComparison.Ordinal)
                    ? "--" + name[5..] : "--no-" + name[2..]);
            }
            else if (option.IsList && OptionValue.HoldsCommas(option.ElementType))
            {
                Elements(option, text).ToList().ForEach(element => AddNamed(name, element));
            }
            else
            {
                AddNamed(name, option.ElementType.IsEnum
                    ? string.Join(',', Elements(option, text).Select(OptionWords.Kebab)) : text);
            }
        }

        AddNamed("-o", destination is null ? null : PathText(destination));
        return string.Join(' ', words);

        void AddNamed(string name, string? value)
        {
            if (value is not null)
            {
                words.Add(name + (value.StartsWith('-') ? "=" : " ") + ShellText.Quote(value));
            }
        }
    }

    private static StartOptions Start(
        OperationDefinition operation, string? preset, IEnumerable<Given> given, IOptionInputs inputs,
        string? destination) =>
        new(operation.Name, inputs)
        {
            Preset = Named(operation, preset),
            Given = [.. given.Select(option => KeyValuePair.Create(option.Option.Name, (object?)option.Value))],
            Destination = destination,
        };

    /// <summary>Returns the preset as a command takes it; null for none.</summary>
    private static string? Named(OperationDefinition operation, string? preset) =>
        DefaultPreset.Equals(preset, StringComparison.OrdinalIgnoreCase)
            || !(operation.PresetOwner ?? operation).HasPresets
            ? null
            : preset;

    /// <summary>Returns the given options in order of declaration; of several values of an option, the last.</summary>
    private static IEnumerable<(OptionDeclaration Option, string Text)> Declared(
        OperationDefinition operation, IEnumerable<KeyValuePair<string, string>> given)
    {
        operation.RequireOptions(given.Select(option => option.Key));
        foreach (var option in operation.OptionTypes.SelectMany(type => OptionSet.ForRecord(type).All)
            .DistinctBy(option => option.Name))
        {
            var text = given.LastOrDefault(pair => option.IsNamed(pair.Key)).Value;
            if (!string.IsNullOrEmpty(text)) yield return (option, text);
        }
    }

    /// <summary>Returns the elements of a list, or the text of any other value. Names of an enum are in
    /// PascalCase.</summary>
    private static IReadOnlyList<string> Elements(OptionDeclaration option, string text) => option.Kind switch
    {
        OptionKind.Palette or OptionKind.Colors =>
            OptionWords.SplitList([text], bySpaces: true) is { Length: > 1 } colors
                && colors.All(color => LabeledColor.TryRead(color, out _, out _)) ? colors : [text],
        OptionKind.List or OptionKind.Choices or OptionKind.Choice =>
            [.. OptionValue.Elements(option.ElementType, [text])
                .Select(word => option.ElementType.IsEnum && OptionValue.TryRead(option.ElementType, word, out var name)
                    ? $"{name}" : word)],
        _ => [text],
    };

    private static bool IsOn(string text) => OptionValue.TryRead(typeof(bool), text, out var on) && (bool)on!;

    /// <summary>Returns a path that no parser takes for an option or for standard input.</summary>
    private static string PathText(string path) => path.StartsWith('-') ? "./" + path : path;

    /// <summary>An option with its text, and its value for <see cref="OptionSet.Apply"/>.</summary>
    private sealed record Given(OptionDeclaration Option, string Text, object Value);
}
