using System.Reflection;

namespace Stylize.Engine.Operations.Provenance;

/// <summary>
/// The provenance of an output: program, operation, version, options that differ from their defaults, and source.
/// Contains nothing about machine, user or time, so that equal inputs and options give equal bytes.
/// </summary>
public sealed record ProvenanceRecord
{
    /// <summary>Number of bytes of the digest of side files.</summary>
    internal const int SideFileBytes = 8;

    /// <summary>The program and its version, such as "Stylize 1.0.0".</summary>
    public required string Program { get; init; }

    /// <summary>The operation as the command line spells it, such as "pixel-art".</summary>
    public required string Operation { get; init; }

    /// <summary>Version of the operation: <see cref="IOperation.Version"/>.</summary>
    public required int OperationVersion { get; init; }

    /// <summary>
    /// The options that differ from their defaults, in the order of declaration; null if only their
    /// <see cref="OptionsDigest"/> is known.
    /// </summary>
    public IReadOnlyList<ProvenanceOption>? Options { get; init; } = [];

    /// <summary>Name of the source file without folders, or names of joined files with slashes between them; null if
    /// the format does not store it.</summary>
    public string? Source { get; init; }

    /// <summary>Names of the source files without folders.</summary>
    internal IReadOnlyList<string> Sources => Source?.Split('/') ?? [];

    /// <summary>SHA-256 of the source in lower-case hexadecimal.</summary>
    public required string SourceSha256 { get; init; }

    /// <summary>Digest of the files next to a main file: <see cref="DigestOf"/>; null without such files. Set when they
    /// are complete, before the main file is written.</summary>
    internal string? SideFiles { get; set; }

    /// <summary>Version of the running program, such as "1.0.1", or "1.0.2-dev" between releases.</summary>
    public static string ThisVersion { get; } = typeof(ProvenanceRecord).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Name and version of the running program.</summary>
    public static string ThisProgram { get; } = "Stylize " + ThisVersion;

    /// <summary>The first 16 bytes of the SHA-256 of option names and values, in lower-case hexadecimal.</summary>
    [field: AllowNull]
    public string OptionsDigest
    {
        get => field ??= Digest(Options ?? []);
        init;
    }

    /// <summary>Creates the record of an output.</summary>
    /// <param name="version">Version of the operation.</param>
    /// <param name="source">Path or name of the source; only the name is kept.</param>
    /// <param name="sourceSha256">SHA-256 of the source in lower-case hexadecimal.</param>
    public static ProvenanceRecord Create(
        string operation, int version, IReadOnlyList<ProvenanceOption> options, string source,
        string sourceSha256) => new()
        {
            Program = ThisProgram,
            Operation = operation,
            OperationVersion = version,
            Options = options,
            Source = Path.GetFileName(source),
            SourceSha256 = sourceSha256,
        };

    /// <summary>Returns true if operation, version, options and source are equal, so that the outputs are
    /// equal.</summary>
    public bool IsEquivalentTo(ProvenanceRecord other) =>
        Operation == other.Operation
        && OperationVersion == other.OperationVersion
        && SourceSha256 == other.SourceSha256
        && OptionsDigest == other.OptionsDigest;

    /// <summary>Returns true if the records differ only in the values of the named options.</summary>
    internal bool DiffersOnlyIn(ProvenanceRecord other, IReadOnlyList<string> names) =>
        Differences(other) is { Count: > 0 } found && found.Keys.All(names.Contains);

    /// <summary>Returns the options that differ, with the value in each record, null for the default; null if more
    /// than options differs, or if they are not known.</summary>
    internal IReadOnlyDictionary<string, (string? This, string? Other)>? Differences(ProvenanceRecord other)
    {
        if (Options is null || other.Options is null || (Operation, OperationVersion, SourceSha256)
            != (other.Operation, other.OperationVersion, other.SourceSha256)) return null;

        string? Value(ProvenanceRecord record, string name) =>
            record.Options!.FirstOrDefault(option => option.Name == name) is { } found
                ? found.FileSha256 ?? found.Value : null;
        return Options.Concat(other.Options).Select(option => option.Name).Distinct()
            .Select(name => (Name: name, Values: (Value(this, name), Value(other, name))))
            .Where(option => option.Values.Item1 != option.Values.Item2)
            .ToDictionary(option => option.Name, option => option.Values);
    }

    /// <summary>Returns the first 8 bytes of the SHA-256 of the names and lengths of files, in lower-case hexadecimal;
    /// null without files.
    /// </summary>
    internal static string? DigestOf(IEnumerable<(string Path, long Length)> files)
    {
        var lines = files.Select(file => Invariant($"{Path.GetFileName(file.Path)}\t{file.Length}\n"))
            .Order(StringComparer.Ordinal);
        return string.Concat(lines) is { Length: > 0 } text
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, SideFileBytes))
            : null;
    }

    /// <summary>Returns the digest of existing files: <see cref="DigestOf"/>.</summary>
    internal static string? DigestOfFiles(IEnumerable<string> paths) =>
        DigestOf(paths.Select(path => (path, new FileInfo(path).Length)));

    private static string Digest(IReadOnlyList<ProvenanceOption> options)
    {
        var text = new StringBuilder();
        foreach (var option in options.OrderBy(o => o.Name, StringComparer.Ordinal))
        {
            // Files are compared by content; names may change.
            text.Append(option.Name).Append('=').Append(option.FileSha256 ?? option.Value).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }
}

/// <summary>An option in the provenance of an output.</summary>
/// <param name="Name">Name in PascalCase.</param>
/// <param name="Value">Value as users may type it; of a file, the name without folders.</param>
public sealed record ProvenanceOption(string Name, string Value)
{
    /// <summary>SHA-256 of the file that the option names, in lower-case hexadecimal; null for other options.</summary>
    public string? FileSha256 { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}={Value}";
}
