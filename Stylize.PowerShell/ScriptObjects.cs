using System.Collections.ObjectModel;
using System.Collections.Specialized;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.PowerShell;

/// <summary>How a file was created, as Get-StylizeProvenance returns it.</summary>
/// <param name="Operation">The operation as the command line spells it, such as "pixel-art".</param>
/// <param name="Options">
/// A property for each option that differs from its default: numbers, booleans, strings, and arrays of these. Null if
/// the file contains only <paramref name="OptionsDigest"/>.
/// </param>
/// <param name="Source">The name of the source file without folders; null if the format does not store it.</param>
public sealed record StylizeProvenance(
    string Path, string Program, string Operation, int OperationVersion, PSObject? Options, string OptionsDigest,
    string? Source, string SourceSha256)
{
    /// <summary>Returns the path, which -Like accepts.</summary>
    public override string ToString() => Path;

    internal static StylizeProvenance FromRecord(string path, ProvenanceRecord record) => new(
        path, record.Program, record.Operation, record.OperationVersion,
        OutputProvenance.Values(record) is { } values ? ScriptObject.FromValues(values) : null, record.OptionsDigest,
        record.Source, record.SourceSha256);
}

/// <summary>Converts named values to an object with one property for each.</summary>
internal static class ScriptObject
{
    internal static PSObject FromValues(IEnumerable<KeyValuePair<string, object?>> values)
    {
        var described = new PSObject();
        foreach (var (name, value) in values)
        {
            var given = Rows(value)?.Select(FromValues).ToArray() ?? value;
            described.Properties.Add(new PSNoteProperty(name, ReadableList.From(given) ?? given));
        }

        return described;
    }

    /// <summary>Returns an object whose lists and tables have their elements as text, which Export-Csv
    /// writes.</summary>
    internal static PSObject WithReadableLists(object value)
    {
        var described = PSObject.AsPSObject(value);
        foreach (var property in described.Properties.Where(property => property is PSProperty).ToArray())
        {
            if (ReadableList.From(property.Value) is { } list)
            {
                described.Properties.Add(new PSNoteProperty(property.Name, list), preValidated: true);
            }
        }

        return described;
    }

    /// <summary>Returns a list of named values, also as a worker sends it; null for other values.</summary>
    private static IEnumerable<IEnumerable<KeyValuePair<string, object?>>>? Rows(object? value) =>
        value as IEnumerable<IEnumerable<KeyValuePair<string, object?>>>
        ?? (value is object[] { Length: > 0 } items
            && items.All(item => item is IEnumerable<KeyValuePair<string, object?>>)
            ? items.Cast<IEnumerable<KeyValuePair<string, object?>>>() : null);
}

/// <summary>A list whose text is that of its elements: Export-Csv would write the name of its type.</summary>
public sealed class ReadableList(IEnumerable<object?> items) : ReadOnlyCollection<object?>([.. items])
{
    /// <summary>Returns a copy of a list, or of a table that keeps its keys; null for other values.</summary>
    internal static object? From(object? value) => value switch
    {
        string or ReadableList or ReadableTable => null,
        IDictionary table => new ReadableTable(table),
        IEnumerable list => new ReadableList(list.Cast<object?>()),
        _ => null,
    };

    public override string ToString() => string.Join(' ', this.Select(ReadableTable.Text));
}

/// <summary>A table whose text is that of its keys and values.</summary>
public sealed class ReadableTable : OrderedDictionary
{
    internal ReadableTable(IDictionary table)
        : base(StringComparer.OrdinalIgnoreCase)
    {
        foreach (DictionaryEntry entry in table)
        {
            Add(entry.Key, entry.Value);
        }
    }

    public override string ToString() =>
        string.Join(' ', this.Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={Text(entry.Value)}"));

    internal static string Text(object? value) => string.Create(CultureInfo.InvariantCulture, $"{value}");
}

/// <summary>A palette, as Get-StylizePalette returns it.</summary>
/// <param name="Labels">The codes and names of the colors, such as "310 Black"; empty if they have none.</param>
/// <param name="Pack">The pack in which threads or beads are sold; null for other palettes.</param>
public sealed record StylizePalette(
    string Name, int Count, string[] Colors, string[] Labels, string? Pack, string Swatch)
{
    private const int InLine = 24;

    /// <summary>Returns the name, which -Palette accepts.</summary>
    public override string ToString() => Name;

    internal static StylizePalette FromPalette(Palette palette) =>
        new(palette.Name!, palette.Colors.Count, [.. palette.Colors.Select(color => color.ToHex())],
            [.. (palette.Labels ?? []).Select(label => $"{label}")], ProductPalettes.PackOf(palette)?.ToString(),
            string.Join('\n', palette.Colors.Chunk(InLine).Select(PaletteSwatch.Draw)));
}

/// <summary>A preset, as Get-StylizePreset returns it.</summary>
/// <param name="Differences">A property for each option that differs from its default.</param>
public sealed record StylizePreset(
    string Operation, string Name, bool IsBuiltIn, IOperationOptions Options, PSObject Differences)
{
    /// <summary>Returns the name, which -Preset accepts.</summary>
    public override string ToString() => Name;

    internal static StylizePreset FromOptions(
        OperationDefinition operation, string name, bool isBuiltIn, IOperationOptions options)
    {
        var set = OptionSet.ForRecord(operation.OptionsType);
        var differences = operation.DifferencesFromDefault(options);
        return new(operation.PascalName, name, isBuiltIn, options, ScriptObject.FromValues(differences
            .Select(pair => KeyValuePair.Create(pair.Key, ScriptValue.Convert(set.Find(pair.Key)!, pair.Value)))));
    }
}
