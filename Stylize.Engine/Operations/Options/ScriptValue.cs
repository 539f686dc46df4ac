using System.Collections;
using System.Globalization;
using Stylize.Engine.Imaging.Palettes;

namespace Stylize.Engine.Operations.Options;

/// <summary>
/// An option's value as scripts use it: numbers are <see cref="int"/>, <see cref="long"/> or <see cref="double"/>, switches
/// <see cref="bool"/>, lists arrays of these; everything else is the text that users may give again. Nothing is null.
/// </summary>
public static class ScriptValue
{
    /// <summary>The value of an option of a record.</summary>
    /// <param name="option">The option.</param>
    /// <param name="value">Its value, in the sense of the option's name.</param>
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
