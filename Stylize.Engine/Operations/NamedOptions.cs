namespace Stylize.Engine.Operations;

/// <summary>Options under a name, such as a preset.</summary>
/// <param name="Name">The name that reports show.</param>
/// <param name="Options">The options.</param>
public sealed record NamedOptions(string Name, IOperationOptions Options);
