using System.Collections;
using Stylize.Engine.Catalog;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Operations;

/// <summary>
/// Converts option records to the words of a message and back, without loss. Files in options are not sent; their paths
/// are those of the batch.
/// </summary>
internal static class OptionSerializer
{
    private const string HashStart = "sha256:";

    /// <summary>Converts an operation to words.</summary>
    /// <param name="toThere">Converts a path on this computer to its path in the batch.</param>
    public static SerializedOptions Serialize(IOperation operation, Func<string, string> toThere) => new(
        OperationCatalog.Find(operation.Name, OperationCatalog.ForWorkers).Name,
        new Dictionary<string, string[]>(operation.AllOptions.SelectMany(options => Write(options, toThere))));

    public static IOperation Deserialize(SerializedOptions work, IOptionInputs inputs)
    {
        var operation = OperationCatalog.Find(work.Operation, OperationCatalog.ForWorkers);
        return operation.Create([.. operation.OptionTypes.Select(type => Read(type, work.Words, inputs))]);
    }

    /// <summary>Converts the options that differ from their defaults.</summary>
    public static IEnumerable<KeyValuePair<string, string[]>> Write(object options, Func<string, string> toThere)
    {
        var set = OptionSet.ForRecord(options.GetType());
        return set.Differences(options, set.New())
            .Where(pair => pair.Value is not null)
            .Select(pair =>
                new KeyValuePair<string, string[]>(pair.Key, Words(set.Find(pair.Key)!, pair.Value!, toThere)));
    }

    /// <summary>Creates a record from words.</summary>
    /// <param name="words">The words of all records of the operation. Names that this record does not have are
    /// ignored.</param>
    public static object Read(Type type, IReadOnlyDictionary<string, string[]> words, IOptionInputs inputs) =>
        OptionSet.ApplyKnown(
            OptionSet.ForRecord(type).New(),
            words.Select(pair => new KeyValuePair<string, object?>(pair.Key, Value(type, pair))), inputs);

    private static string[] Words(OptionDeclaration option, object value, Func<string, string> toThere) => value switch
    {
        bool on => [on ? "true" : "false"],
        TimeSpan time => [time.ToString("c", CultureInfo.InvariantCulture)],
        Rgba32 color => [color.ToHex()],
        Palette palette =>
        [
            palette.Name, .. palette.Colors.Select(c => LabeledColor.Write(c, palette.LabelOf(c))),
            .. palette.FileSha256 is { } hash ? [HashStart + hash] : (string[])[],
        ],
        IEnumerable<Rgba32> colors => [.. colors.Select(c => c.ToHex())],
        ImageSource { Bytes: null } source => [toThere(source.Name)],
        ImageSource source => throw StylizeException.Option(option.Name, source.Name, "a file"),
        string text when option.Kind == OptionKind.File => [toThere(text)],
        string text => [text],
        IEnumerable elements => [.. elements.Cast<object?>().Select(OptionWords.Invariant)],
        _ => [OptionWords.Invariant(value)],
    };

    /// <summary>Converts words to a value that the engine parses to the same option value.</summary>
    private static object? Value(Type type, KeyValuePair<string, string[]> pair)
    {
        var words = pair.Value;
        return OptionSet.ForRecord(type).Find(pair.Key) is not { } option ? null : option.Kind switch
        {
            not (OptionKind.List or OptionKind.Choices or OptionKind.Colors) when words.Length == 0 =>
                throw StylizeException.Option(option.Name, null, "one value"),
            OptionKind.Palette => Palette(words),
            OptionKind.Colors => words.Select(Color).ToArray(),
            _ => words,
        };
    }

    private static Palette Palette(string[] words)
    {
        var (colors, labels, hash) = (new List<Rgba32>(), new List<PaletteLabel?>(), (string?)null);
        foreach (var word in words.Skip(1))
        {
            if (word.StartsWith(HashStart, StringComparison.Ordinal))
            {
                hash = word[HashStart.Length..];
                continue;
            }

            colors.Add(LabeledColor.TryRead(word, out var color, out var label) ? color : Color(word));
            labels.Add(label);
        }

        return new Palette(words[0], colors, labels) { FileSha256 = hash };
    }

    private static Rgba32 Color(string word) => HexColor.TryParse(word, out var color)
        ? color
        : throw Errors.UnknownColor.With(null, word);
}
