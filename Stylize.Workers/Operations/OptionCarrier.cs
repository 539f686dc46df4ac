using System.Collections;
using System.Globalization;
using Stylize.Engine;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations.Options;

namespace Stylize.Workers.Operations;

/// <summary>
/// Options records as words of a message and back, with equal values. Files that options name stay where they are; their paths are those of
/// the batch.
/// </summary>
internal static class OptionCarrier
{
    /// <summary>The options that differ from those of a new record.</summary>
    public static IEnumerable<KeyValuePair<string, string[]>> Write(object options, Func<string, string> toThere)
    {
        var set = OptionSet.Of(options.GetType());
        return set.Differences(options, Activator.CreateInstance(options.GetType())!)
            .Where(pair => pair.Value is not null)
            .Select(pair => new KeyValuePair<string, string[]>(pair.Key, Words(set.Find(pair.Key)!, pair.Value!, toThere)));
    }

    /// <summary>A new record with the values that words carry.</summary>
    public static TOptions Read<TOptions>(IReadOnlyDictionary<string, string[]> words, IOptionInputs inputs)
        where TOptions : class, new() =>
        OptionSet.LayKnown(
            new TOptions(), words.Select(pair => new KeyValuePair<string, object?>(pair.Key, Value<TOptions>(pair))), inputs);

    private static string[] Words(OptionDeclaration option, object value, Func<string, string> toThere) => value switch
    {
        bool on => [on ? "true" : "false"],
        TimeSpan time => [time.ToString("c", CultureInfo.InvariantCulture)],
        Rgba32 color => [color.ToHex()],
        Palette palette => [palette.Name, .. palette.Colors.Select(c => c.ToHex())],
        IEnumerable<Rgba32> colors => [.. colors.Select(c => c.ToHex())],
        ImageSource { Bytes: null } source => [toThere(source.Name)],
        ImageSource source => throw StylizeException.Option(option.Name, source.Name, "a file"),
        string text => [option.Kind == OptionKind.File ? toThere(text) : text],
        IEnumerable elements => [.. elements.Cast<object?>().Select(OptionWords.Invariant)],
        _ => [OptionWords.Invariant(value)],
    };

    /// <summary>What the engine reads as the same value: colours as they are, the rest as words.</summary>
    private static object? Value<TOptions>(KeyValuePair<string, string[]> pair)
    {
        var words = pair.Value;
        return OptionSet.Of(typeof(TOptions)).Find(pair.Key) is not { } option ? null : option.Kind switch
        {
            not (OptionKind.List or OptionKind.Choices or OptionKind.Colors) when words.Length == 0 =>
                throw StylizeException.Option(option.Name, null, "one value"),
            OptionKind.Palette => new Palette(words[0], words.Skip(1).Select(Color)),
            OptionKind.Colors => words.Select(Color).ToArray(),
            _ => words,
        };
    }

    private static Rgba32 Color(string word) => HexColor.TryParse(word, out var color)
        ? color
        : throw new StylizeException(StylizeError.OptionInvalid, null, $"Unknown color '{StylizeException.Verbatim(word)}'.");
}
