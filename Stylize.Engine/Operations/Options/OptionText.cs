using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;

namespace Stylize.Engine.Operations.Options;

/// <summary>An option's value as one text, which <see cref="OptionValue.Convert"/> reads as the same value.</summary>
internal static class OptionText
{
    /// <summary>The text of a value; of a file its path, of nothing "".</summary>
    public static string Of(OptionDeclaration option, object? value) => value switch
    {
        null => "",
        bool on => on ? "true" : "false",
        TimeSpan time => time.TotalSeconds.ToString("R", CultureInfo.InvariantCulture) + "s",
        Rgba32 { A: 0 } => "None",
        Rgba32 color => color.ToHex(),
        Palette palette => NamedPalettes.Find(palette.Name) is { } known && known.Colors.SequenceEqual(palette.Colors)
            ? palette.Name
            : Join(palette.Colors.Select(c => c.ToHex())),
        ImageSource source => source.Name,
        string text => text,
        IEnumerable elements when option.Kind == OptionKind.List && OptionValue.HoldsCommas(option.ElementType) =>
            string.Join(';', elements.Cast<object?>().Select(element => Of(option, element))),
        IEnumerable elements => Join(elements.Cast<object?>().Select(element => Of(option, element))),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"{value}",
    };

    /// <summary>The options of a record that differ from their defaults, such as "Colors=8, Dither=Bayer"; "" if none do.</summary>
    public static string Differences(object options)
    {
        var set = OptionSet.Of(options.GetType());
        return string.Join(
            ", ", set.Differences(options, set.Defaults).Select(pair => $"{pair.Key}={Of(set.Find(pair.Key)!, pair.Value)}"));
    }

    private static string Join(IEnumerable<string> parts) => string.Join(',', parts);
}

/// <summary>
/// An option's value as scripts use it: numbers are <see cref="int"/>, <see cref="long"/> or <see cref="double"/>, switches
/// <see cref="bool"/>, lists arrays of these; everything else is the text that users may give again. Nothing is null.
/// </summary>
public static class ScriptValue
{
    /// <summary>The value of an option of a record.</summary>
    public static object? Of(OptionDeclaration option, object? value) => value switch
    {
        null => null,
        bool or int or long or double => value,
        float number => double.Parse(OptionText.Of(option, number), CultureInfo.InvariantCulture),
        Palette => Read(option, OptionText.Of(option, value)),
        not string and IEnumerable elements => elements.Cast<object?>().Select(element => Of(option, element)).ToArray(),
        _ => Read(option, OptionText.Of(option, value)),
    };

    /// <summary>The value that a text means, without a look at the files that it may name.</summary>
    /// <param name="option">The option; null for one that this version does not have, whose value is the text.</param>
    /// <param name="text">As <see cref="OptionText.Of"/> writes it.</param>
    public static object? Read(OptionDeclaration? option, string text) => (option?.Kind, text) switch
    {
        (_, "") => null,
        (null, _) => text,
        (OptionKind.Switch or OptionKind.Integer or OptionKind.Number, _) => Number(option!.ValueType, text),
        (OptionKind.List, _) => OptionValue.Elements(option!.ElementType, [text])
            .Select(word => Number(option.ElementType, word)).ToArray(),
        (OptionKind.Colors or OptionKind.Choices, _) => Words(text),
        (OptionKind.Palette, _) when text.Contains(',', StringComparison.Ordinal) => Words(text),
        _ => text,
    };

    private static object[] Words(string text) => [.. OptionWords.SplitList([text], bySpaces: false)];

    private static object Number(Type type, string text) =>
        type != typeof(bool) && type != typeof(int) && type != typeof(long) && type != typeof(float) && type != typeof(double) ? text
        : OptionValue.TryRead(type == typeof(float) ? typeof(double) : type, text, out var value) ? value!
        : text;
}

/// <summary>
/// Options as a JSON object, as records of a run keep them: by the names that users give, without folders of the machine.
/// </summary>
internal static class OptionJson
{
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All options of a record, in the order of their declaration; or those that differ from their defaults.</summary>
    public static string Of(object options, bool changedOnly = false)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Format))
        {
            new JsonFields(json, name => name, (_, _) => false).Write(OptionSet.Of(options.GetType()).All
                .Select(option => (option, Value: option.Get(options)))
                .Where(pair => !changedOnly || !IsSame(pair.Value, pair.option.Default))
                .Select(pair => KeyValuePair.Create(pair.option.Name, WithoutFolder(pair.option, pair.Value))));
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static bool IsSame(object? one, object? other) => one is IEnumerable and not string && other is IEnumerable and not string
        ? ((IEnumerable)one).Cast<object>().SequenceEqual(((IEnumerable)other).Cast<object>())
        : Equals(one, other);

    private static object? WithoutFolder(OptionDeclaration option, object? value) => value switch
    {
        string path when option.Kind == OptionKind.File => Path.GetFileName(path),
        ImageSource source => Path.GetFileName(source.Name),
        _ => value,
    };
}
