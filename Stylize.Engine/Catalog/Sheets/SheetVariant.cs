using Stylize.Engine.Operations;

namespace Stylize.Engine.Catalog.Sheets;

/// <summary>One picture of a sheet.</summary>
/// <param name="Label">What is written under it.</param>
/// <param name="Operation">What makes it.</param>
/// <param name="Options">With which options.</param>
public sealed record SheetVariant(string Label, OperationDefinition Operation, IOperationOptions Options);
