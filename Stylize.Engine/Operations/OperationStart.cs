using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Operations;

/// <summary>What a user gave an operation: what to begin with, the options over it, and the destination.</summary>
/// <param name="Inputs">Reads files that options name.</param>
public abstract record OperationStart(IOptionInputs Inputs)
{
    /// <summary>The preset that was named; null if none was.</summary>
    public string? Preset { get; init; }

    /// <summary>The options that were given as a whole; null if none were.</summary>
    public IOperationOptions? Options { get; init; }

    /// <summary>Full path of an output whose options are used; null if none was named.</summary>
    public string? Like { get; init; }

    /// <summary>The options that were given one by one, as <see cref="OptionSet.Lay"/> takes them.</summary>
    public IReadOnlyCollection<KeyValuePair<string, object?>> Given { get; init; } = [];

    /// <summary>The destination as typed; null if none was.</summary>
    public string? Destination { get; init; }

    /// <summary>The options to begin with: a preset, those given as a whole, or those of an output.</summary>
    /// <param name="shorthand">A preset for which a switch of its name was given, such as Fast; or null.</param>
    /// <param name="beside">Further records of options that the operation has.</param>
    /// <exception cref="StylizeException">OptionInvalid: more than one start was given, or the one that was cannot be used.</exception>
    public abstract TOptions Read<TOptions>(string? shorthand = null, params IReadOnlyList<Type> beside)
        where TOptions : class, IOperationOptions, new();

    /// <summary>The options of the output that <see cref="Like"/> names; the defaults if it is null.</summary>
    /// <param name="beside">Further records of options that the operation has.</param>
    /// <exception cref="StylizeException">The output cannot be read, or another operation made it.</exception>
    public abstract TOptions ReadLike<TOptions>(params IReadOnlyList<Type> beside)
        where TOptions : class, new();

    /// <summary>A record with the options that were given one by one.</summary>
    public TOptions Lay<TOptions>(TOptions options)
        where TOptions : class =>
        OptionSet.Lay(options, Given, Inputs);
}
