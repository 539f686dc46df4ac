namespace Stylize.Engine.Operations;

/// <summary>A file that a run writes once into its destination folder, such as the palette of all inputs.</summary>
/// <param name="Name">The file name.</param>
/// <param name="Write">Writes the content to a stream; null until it is found in the inputs.</param>
public sealed record RunFile(string Name, Action<Stream>? Write);
