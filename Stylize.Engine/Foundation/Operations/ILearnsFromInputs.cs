namespace Stylize.Engine.Operations;

/// <summary>A definition whose operation depends on all inputs of a run, such as one with a shared palette.</summary>
internal interface ILearnsFromInputs
{
    /// <summary>Returns a function that creates the operation from all inputs; null if the options do not ask for
    /// it.</summary>
    /// <param name="records">As for <see cref="OperationDefinition.Create"/>.</param>
    Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? Learning(IReadOnlyList<object> records);

    /// <summary>Returns the function of a definition; null if it does not learn.</summary>
    static Func<IReadOnlyList<ImageInput>, OperationContext, IOperation>? LearningFor(
        OperationDefinition definition, IReadOnlyList<object> records) =>
        (definition as ILearnsFromInputs)?.Learning(records);
}
