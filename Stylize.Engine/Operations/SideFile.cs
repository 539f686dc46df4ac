namespace Stylize.Engine.Operations;

/// <summary>A file of an artefact beside its main file, such as the palette of an image.</summary>
/// <param name="Suffix">What follows the stem of the main file, such as ".gpl".</param>
/// <param name="Write">Writes the content. The stream is a temporary file that the caller renames.</param>
public sealed record SideFile(string Suffix, Action<Stream> Write);
