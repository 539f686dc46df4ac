using System.Management.Automation;
using Stylize.Engine.Catalog;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Operations;

namespace Stylize.PowerShell;

/// <summary>How a file was made, as Get-StylizeProvenance shows it.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Program">The program and its version.</param>
/// <param name="Operation">The operation as the command line spells it, such as "pixel-art".</param>
/// <param name="OperationVersion">The operation's version.</param>
/// <param name="Options">
/// A property for each option that differs from its default: numbers, booleans, texts, and arrays of these. Null if the file keeps only
/// <paramref name="OptionsDigest"/>.
/// </param>
/// <param name="OptionsDigest">Names the options and their values, in hexadecimal.</param>
/// <param name="Source">The source file's name without folders; null if the format does not keep it.</param>
/// <param name="SourceSha256">SHA-256 of the source's bytes in lower-case hexadecimal.</param>
public sealed record StylizeProvenance(
    string Path, string Program, string Operation, int OperationVersion, PSObject? Options, string OptionsDigest, string? Source,
    string SourceSha256)
{
    internal static StylizeProvenance Of(string path, ProvenanceRecord record) => new(
        path, record.Program, record.Operation, record.OperationVersion,
        OutputProvenance.Values(record) is { } values ? ScriptObject.Of(values) : null, record.OptionsDigest, record.Source,
        record.SourceSha256);
}

/// <summary>Named values as an object that has a property for each.</summary>
internal static class ScriptObject
{
    internal static PSObject Of(IEnumerable<KeyValuePair<string, object?>> values)
    {
        var described = new PSObject();
        foreach (var (name, value) in values)
        {
            described.Properties.Add(new PSNoteProperty(name, value));
        }

        return described;
    }
}

/// <summary>A palette as Get-StylizePalette shows it.</summary>
/// <param name="Name">The name that -Palette takes.</param>
/// <param name="Count">Number of colours.</param>
/// <param name="Colors">The colours as #rrggbb.</param>
/// <param name="Swatch">The colours as a terminal shows them.</param>
public sealed record StylizePalette(string Name, int Count, string[] Colors, string Swatch)
{
    internal static StylizePalette Of(Palette palette) =>
        new(palette.Name!, palette.Colors.Count, [.. palette.Colors.Select(color => color.ToHex())], PaletteSwatch.Draw(palette));
}

/// <summary>A preset as Get-StylizePreset shows it.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Name">The preset's name.</param>
/// <param name="IsBuiltIn">False for one that the user saved.</param>
/// <param name="Options">What it sets; the cmdlets take it by -Options.</param>
/// <param name="Differences">A property for each option that differs from the default preset.</param>
public sealed record StylizePreset(string Operation, string Name, bool IsBuiltIn, IOperationOptions Options, PSObject Differences)
{
    internal static StylizePreset Of(OperationDefinition operation, string name, bool isBuiltIn, IOperationOptions options)
    {
        var set = OptionSet.Of(operation.OptionsType);
        var differences = operation.DifferencesFromDefault(options);
        return new(OptionWords.Pascal(operation.RecordedName), name, isBuiltIn, options, ScriptObject.Of(differences
            .Select(pair => KeyValuePair.Create(pair.Key, ScriptValue.Of(set.Find(pair.Key)!, pair.Value)))));
    }
}
