using System.Management.Automation;
using Stylize.Engine.Catalog;
using Stylize.Engine.Operations.Provenance;

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
