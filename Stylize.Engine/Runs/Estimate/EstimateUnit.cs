using Stylize.Engine.Operations;

namespace Stylize.Engine.Runs.Estimate;

/// <summary>One item of a batch, as an estimate sees it.</summary>
/// <param name="Name">Name for messages.</param>
/// <param name="Megapixels">Millions of pixels that its time depends on.</param>
/// <param name="Run">Does the work of the item, and leaves nothing behind.</param>
internal sealed record EstimateUnit(string Name, double Megapixels, Action<OperationContext> Run);
