using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Security.Cryptography;

namespace Stylize.Engine.Operations.Provenance;

/// <summary>
/// How an output was made: program, operation and its version, the options that differ from their defaults, and the source. It holds
/// nothing of the machine, the user or the time, so that equal inputs and options give equal bytes.
/// </summary>
public sealed record ProvenanceRecord
{
    /// <summary>The program and its version, such as "Stylize 1.0.0".</summary>
    public required string Program { get; init; }

    /// <summary>The operation as the command line spells it, such as "pixel-art".</summary>
    public required string Operation { get; init; }

    /// <summary>The operation's version; a higher one gives other results with the same options.</summary>
    public required int OperationVersion { get; init; }

    /// <summary>
    /// The options that differ from their defaults, in the order of their declaration; null where only their <see cref="OptionsDigest"/> is
    /// known.
    /// </summary>
    public IReadOnlyList<ProvenanceOption>? Options { get; init; } = [];

    /// <summary>The source file's name without folders; null where the format does not keep it.</summary>
    public string? Source { get; init; }

    /// <summary>SHA-256 of the source's bytes in lower-case hexadecimal.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>The program that this is.</summary>
    public static string ThisProgram { get; } = "Stylize " + (typeof(ProvenanceRecord).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    /// <summary>The first 16 bytes of the SHA-256 of the options' names and values, in lower-case hexadecimal.</summary>
    [field: AllowNull]
    public string OptionsDigest
    {
        get => field ??= Digest(Options ?? []);
        init;
    }

    /// <summary>How an operation's output is made of a source.</summary>
    /// <param name="version">The operation's version.</param>
    /// <param name="source">The source's path or name; folders are left out.</param>
    /// <param name="sourceSha256">SHA-256 of the source's bytes in lower-case hexadecimal.</param>
    public static ProvenanceRecord Of(
        string operation, int version, IReadOnlyList<ProvenanceOption> options, string source, string sourceSha256) => new()
    {
        Program = ThisProgram,
        Operation = operation,
        OperationVersion = version,
        Options = options,
        Source = Path.GetFileName(source),
        SourceSha256 = sourceSha256,
    };

    /// <summary>The value of an option in words; null where it has its default.</summary>
    public string? Option(string name) => Options?.FirstOrDefault(option => option.Name == name)?.Value;

    /// <summary>True where both say the same of operation, version, options and source's bytes, so that the outputs are equal.</summary>
    public bool MakesTheSame(ProvenanceRecord other) =>
        Operation == other.Operation
        && OperationVersion == other.OperationVersion
        && SourceSha256 == other.SourceSha256
        && OptionsDigest == other.OptionsDigest;

    /// <summary>True where both differ in nothing but the values of some options.</summary>
    /// <param name="other">Another record.</param>
    /// <param name="names">The options.</param>
    internal bool DiffersOnlyIn(ProvenanceRecord other, IReadOnlyList<string> names) =>
        Options is not null && other.Options is not null && !MakesTheSame(other) && Without(names).MakesTheSame(other.Without(names));

    private ProvenanceRecord Without(IReadOnlyList<string> names) => new()
    {
        Program = Program,
        Operation = Operation,
        OperationVersion = OperationVersion,
        Options = [.. Options!.Where(option => !names.Contains(option.Name))],
        SourceSha256 = SourceSha256,
    };

    private static string Digest(IReadOnlyList<ProvenanceOption> options)
    {
        var text = new StringBuilder();
        foreach (var option in options.OrderBy(o => o.Name, StringComparer.Ordinal))
        {
            // A file counts by its bytes; its name may change.
            text.Append(option.Name).Append('=').Append(option.FileSha256 ?? option.Value).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}

/// <summary>One option of an output's provenance.</summary>
/// <param name="Name">Its name in PascalCase.</param>
/// <param name="Value">Its value as it may be typed again; of a file the name without folders.</param>
public sealed record ProvenanceOption(string Name, string Value)
{
    /// <summary>Of an option that names a file, the SHA-256 of its bytes in lower-case hexadecimal; otherwise null.</summary>
    public string? FileSha256 { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Value}";
}
