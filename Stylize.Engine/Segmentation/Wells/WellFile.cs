namespace Stylize.Engine.Segmentation.Wells;

/// <summary>A file of a well with its properties as names and values, in display order.</summary>
public sealed record WellFile(string Path, IReadOnlyList<KeyValuePair<string, object?>> Details);
