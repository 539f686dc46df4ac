using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Catalog;

/// <summary>What a command begins with before it lays the options over it that were given: one rule for all front ends.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Inputs">Reads files that options name.</param>
public sealed record StartOptions(string Operation, IOptionInputs Inputs)
{
    /// <summary>The preset that was named; null where none was.</summary>
    public string? Preset { get; init; }

    /// <summary>A preset for which a switch of its name was given, such as Fast; or null.</summary>
    public string? Shorthand { get; init; }

    /// <summary>Full path of an output whose options are used; null where none was named.</summary>
    public string? Like { get; init; }

    /// <summary>Names of the options that are given besides.</summary>
    public IReadOnlyCollection<string> Given { get; init; } = [];

    /// <summary>True if the user named what to begin with.</summary>
    public bool IsChosen => Preset is not null || Like is not null;

    /// <summary>The options of an operation that has presets.</summary>
    /// <param name="options">The options that were given as a whole, or null.</param>
    /// <param name="beside">Further records of options that the operation has.</param>
    /// <exception cref="StylizeException">OptionInvalid: more than one start was given, or the one that was cannot be used.</exception>
    public TOptions Read<TOptions>(TOptions? options, params IReadOnlyList<Type> beside)
        where TOptions : class, IOperationOptions, new()
    {
        if (Like is null)
        {
            return UserPresets.Start(Operation, Preset, options, Shorthand);
        }

        if ((Preset is not null ? nameof(Preset) : options is not null ? "Options" : Shorthand) is { } other)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(Like), $"{{Like}} and {{{other}}} both say what to begin with.",
                "Leave out one of the two.");
        }

        return ReadLike<TOptions>(beside);
    }

    /// <summary>The options of the output that <see cref="Like"/> names; the defaults where it is null.</summary>
    /// <param name="beside">Further records of options that the operation has.</param>
    /// <exception cref="StylizeException">The output cannot be read, or another operation made it.</exception>
    public TOptions ReadLike<TOptions>(params IReadOnlyList<Type> beside)
        where TOptions : class, new()
    {
        if (Like is null)
        {
            return new TOptions();
        }

        var record = OutputProvenance.Require(ImageSource.File(Like), Inputs.Codec);
        return ProvenanceOptions.Like<TOptions>(record, Operation, Like, Inputs, Given, beside);
    }
}
