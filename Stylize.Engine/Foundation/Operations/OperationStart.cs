namespace Stylize.Engine.Operations;

/// <summary>The input of a user for an operation: the starting options, the options that override them, and the
/// destination.</summary>
/// <param name="Inputs">Reads files that options name.</param>
public abstract record OperationStart(IOptionInputs Inputs)
{
    /// <summary>The name of the preset; null for none.</summary>
    public string? Preset { get; init; }

    /// <summary>A complete options record; null for none.</summary>
    public IOperationOptions? Options { get; init; }

    /// <summary>Full path of an output whose options to use; null for none.</summary>
    public string? Like { get; init; }

    /// <summary>The options given one by one, as <see cref="OptionSet.Apply"/> takes them.</summary>
    public IReadOnlyCollection<KeyValuePair<string, object?>> Given { get; init; } = [];

    /// <summary>The destination as typed; null for none.</summary>
    public string? Destination { get; init; }

    /// <summary>Returns the starting options: a preset, a complete record, or those of an output.</summary>
    /// <param name="shorthand">A preset that a switch selects, such as Fast; or null.</param>
    /// <param name="others">Further options records of the operation.</param>
    /// <exception cref="StylizeException">OptionInvalid: more than one start was given, or it cannot be
    /// used.</exception>
    public abstract TOptions Read<TOptions>(string? shorthand = null, params IReadOnlyList<Type> others)
        where TOptions : class, IOperationOptions, new();

    /// <summary>Returns the options of the output <see cref="Like"/>; the defaults if it is null.</summary>
    /// <param name="others">Further options records of the operation.</param>
    /// <exception cref="StylizeException">The output cannot be read, or another operation created it.</exception>
    public abstract TOptions ReadLike<TOptions>(params IReadOnlyList<Type> others)
        where TOptions : class, IOptionRecord, new();

    /// <summary>Returns a copy of a record with the options given one by one.</summary>
    public TOptions Apply<TOptions>(TOptions options)
        where TOptions : class, IOptionRecord =>
        OptionSet.Apply(options, Given, Inputs);
}
