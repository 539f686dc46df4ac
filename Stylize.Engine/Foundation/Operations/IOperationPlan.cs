namespace Stylize.Engine.Operations;

/// <summary>
/// What a run does with one input: resolved once from the options, the input and the time, and not changed afterward.
/// Options are only what the user gave; the code below an operation reads its plan.
/// </summary>
internal interface IOperationPlan
{
    /// <summary>
    /// The values that the plan decided, by name, in the order in which <see cref="OperationContext.Print"/> writes
    /// them. It leaves out those that are null.
    /// </summary>
    IEnumerable<(string Name, object? Value)> Decisions { get; }
}
