namespace Stylize.Engine.Operations.Provenance;

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
