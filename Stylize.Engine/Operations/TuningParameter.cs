namespace Stylize.Engine.Operations;

/// <summary>One parameter that tuning may change.</summary>
/// <param name="Name">The option's name.</param>
/// <param name="Candidates">Values to try, from cheap to costly.</param>
/// <param name="Apply">Gives the options with this parameter set to a value.</param>
public sealed record TuningParameter(
    string Name, IReadOnlyList<object> Candidates, Func<IOperationOptions, object, IOperationOptions> Apply)
{
    /// <summary>A parameter of one options type and one value type.</summary>
    internal static TuningParameter Of<TOptions, TValue>(
        string name, IReadOnlyList<TValue> candidates, Func<TOptions, TValue, TOptions> apply)
        where TOptions : IOperationOptions
        where TValue : notnull =>
        new(name, [.. candidates.Select(c => (object)c)], (options, value) => apply((TOptions)options, (TValue)value));
}
