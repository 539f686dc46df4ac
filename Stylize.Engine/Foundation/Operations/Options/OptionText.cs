namespace Stylize.Engine.Operations.Options;

/// <summary>Formats option values as text that <see cref="OptionValue.Convert"/> parses back.</summary>
internal static class OptionText
{
    /// <summary>Returns the text of a value: the path of a file, "" for null.</summary>
    public static string Format(OptionDeclaration option, object? value) => value switch
    {
        null => "",
        bool on => on ? "true" : "false",
        TimeSpan time => time.TotalSeconds.ToString("R", CultureInfo.InvariantCulture) + "s",
        Rgba32 { A: 0 } => "None",
        Rgba32 color => color.ToHex(),
        Palette palette => BuiltInPalettes.Find(palette.Name) is { } known && known.Matches(palette)
            ? palette.Name
            : Join(palette.Colors.Select(c => LabeledColor.Write(c, palette.LabelOf(c)))),
        ImageSource source => source.Name,
        string text => text,
        IEnumerable elements when option.Kind == OptionKind.List && OptionValue.HoldsCommas(option.ElementType) =>
            string.Join(';', elements.Cast<object?>().Select(element => Format(option, element))),
        IEnumerable elements => Join(elements.Cast<object?>().Select(element => Format(option, element))),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };

    /// <summary>Returns the options that differ from their defaults, such as "Colors=8, Dither=Bayer"; "" if none
    /// do.</summary>
    public static string Differences(object options)
    {
        var set = OptionSet.ForRecord(options.GetType());
        return string.Join(
            ", ", set.Differences(options, set.Defaults)
                .Select(pair => $"{pair.Key}={Format(set.Find(pair.Key)!, pair.Value)}"));
    }

    private static string Join(IEnumerable<string> parts) => string.Join(',', parts);
}

/// <summary>
/// Converts option values for scripts: numbers to <see cref="int"/>, <see cref="long"/> or <see cref="double"/>,
/// switches to <see cref="bool"/>, lists to arrays, and everything else to text that users may type.
/// </summary>
internal static class ScriptValue
{
    /// <summary>Converts the value of an option.</summary>
    public static object? Convert(OptionDeclaration option, object? value) => value switch
    {
        null => null,
        bool or int or long or double => value,
        float number => double.Parse(OptionText.Format(option, number), CultureInfo.InvariantCulture),
        Palette => Read(option, OptionText.Format(option, value)),
        not string and IEnumerable elements =>
            elements.Cast<object?>().Select(element => Convert(option, element)).ToArray(),
        _ => Read(option, OptionText.Format(option, value)),
    };

    /// <summary>Converts the text of a value, without opening files that it names.</summary>
    /// <param name="option">The option; null for an unknown option, whose value is the text.</param>
    /// <param name="text">As <see cref="OptionText.Format"/> writes it.</param>
    public static object? Read(OptionDeclaration? option, string text) => (option?.Kind, text) switch
    {
        (_, "") => null,
        (null, _) => text,
        (OptionKind.Switch or OptionKind.Integer or OptionKind.Number, _) => Number(option!.ValueType, text),
        (OptionKind.List, _) => OptionValue.Elements(option!.ElementType, [text])
            .Select(word => Number(option.ElementType, word)).ToArray(),
        (OptionKind.Colors or OptionKind.Choices, _) => Words(text),
        (OptionKind.Palette, _) when text.Contains(',') => Words(text),
        _ => text,
    };

    private static object[] Words(string text) => [.. OptionWords.SplitList([text], bySpaces: false)];

    private static object Number(Type type, string text) =>
        type != typeof(bool) && type != typeof(int) && type != typeof(long) && type != typeof(float)
            && type != typeof(double) ? text
        : OptionValue.TryRead(type == typeof(float) ? typeof(double) : type, text, out var value) ? value!
        : text;
}

/// <summary>
/// Writes options as a JSON object, without folder names.
/// </summary>
internal static class OptionJson
{
    /// <summary>Returns all options of a record in order of declaration, or those that differ from their
    /// defaults.</summary>
    public static string Serialize(object options, bool changedOnly = false)
    {
        var fields = OptionSet.ForRecord(options.GetType()).All
            .Select(option => (option, Value: option.Get(options)))
            .Where(pair => !changedOnly || !OptionSet.AreEqual(pair.Value, pair.option.Default))
            .Select(pair => KeyValuePair.Create(pair.option.Name, WithoutFolder(pair.option, pair.Value)));
        return Encoding.UTF8.GetString(JsonFields.ToUtf8(fields, JsonFields.Readable));
    }

    private static object? WithoutFolder(OptionDeclaration option, object? value) => value switch
    {
        string path when option.Kind == OptionKind.File => Path.GetFileName(path),
        ImageSource source => Path.GetFileName(source.Name),
        _ => value,
    };
}
