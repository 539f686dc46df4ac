using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Catalog;

/// <summary>What a command begins with before it applies the options that were given: one rule for all front ends.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Inputs">Reads files that options name.</param>
public sealed record StartOptions(string Operation, IOptionInputs Inputs) : OperationStart(Inputs)
{
    /// <inheritdoc/>
    public override TOptions Read<TOptions>(string? shorthand = null, params IReadOnlyList<Type> beside)
    {
        if (Like is null) return UserPresets.Start(Operation, Preset, (TOptions?)Options, shorthand);

        RequireOne(shorthand);
        return ReadLike<TOptions>(beside);
    }

    /// <inheritdoc/>
    public override TOptions ReadLike<TOptions>(params IReadOnlyList<Type> beside)
    {
        if (Like is null) return new TOptions();

        var record = OutputProvenance.Require(ImageSource.File(Like), Inputs.Codec);
        return ProvenanceOptions.Like<TOptions>(
            record, OperationCatalog.Find(Operation, OperationCatalog.All).Name, Like, Inputs,
            [.. Given.Select(option => option.Key)], beside);
    }

    /// <summary>Refuses a preset, options as a whole, or a switch that names a preset, beside <see cref="OperationStart.Like"/>.</summary>
    internal void RequireOne(string? shorthand = null)
    {
        if ((Preset is not null ? nameof(Preset) : Options is not null ? nameof(Options) : shorthand) is { } other)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(Like), $"{{Like}} and {{{other}}} both say what to begin with.",
                "Leave out one of the two.");
        }
    }
}
