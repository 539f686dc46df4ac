namespace Stylize.Engine.Operations;

/// <summary>What an operation made of one input: it knows how to write itself, and its summary.</summary>
public interface IArtifact : IDisposable
{
    /// <summary>Width of the result in pixels.</summary>
    int Width { get; }

    /// <summary>Height of the result in pixels.</summary>
    int Height { get; }

    /// <summary>
    /// What the operation has to say, in the order to show it; names in PascalCase, values numbers, strings, time spans or lists of them.
    /// </summary>
    IReadOnlyList<KeyValuePair<string, object?>> Summary { get; }

    /// <summary>
    /// The files that belong to the result beside its main file; each is written whole or not at all, before the main file.
    /// </summary>
    IReadOnlyList<SideFile> SideFiles => [];

    /// <summary>Writes the main file. The stream is a temporary file that the caller renames.</summary>
    void Write(Stream target);
}

/// <summary>A file of an artifact beside its main file, such as the palette of an image.</summary>
/// <param name="Suffix">What follows the stem of the main file, such as ".gpl".</param>
/// <param name="Write">Writes the content. The stream is a temporary file that the caller renames.</param>
public sealed record SideFile(string Suffix, Action<Stream> Write);
