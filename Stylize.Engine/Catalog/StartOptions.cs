namespace Stylize.Engine.Catalog;

/// <summary>The starting options of a command, for all front ends.</summary>
/// <param name="Operation">Name of the operation.</param>
/// <param name="Inputs">Reads files that options name.</param>
internal sealed record StartOptions(string Operation, IOptionInputs Inputs) : OperationStart(Inputs)
{
    private OperationDefinition Definition => OperationCatalog.Find(Operation, OperationCatalog.All);

    /// <inheritdoc/>
    public override TOptions Read<TOptions>(string? shorthand = null, params IReadOnlyList<Type> others)
    {
        if (Like is null)
        {
            return UserPresets.Start(
                (Definition.PresetOwner ?? Definition).Name, Preset, (TOptions?)Options, shorthand);
        }

        RequireOne(shorthand);
        return ReadLike<TOptions>(others);
    }

    /// <inheritdoc/>
    public override TOptions ReadLike<TOptions>(params IReadOnlyList<Type> others)
    {
        if (Like is null) return new TOptions();

        var record = OutputProvenance.Require(ImageSource.File(Like), Inputs.Codec);
        var options = record.Options?.Where(option => !Definition.ComputedEntries.Contains(option.Name)).ToList();
        return ProvenanceOptions.Like<TOptions>(
            record with { Options = options }, Definition.Name, Like, Inputs,
            [.. Given.Select(option => option.Key)], others);
    }

    /// <summary>Returns the options records of a run, one for each of <see cref="OperationDefinition.OptionTypes"/>.
    /// They are not validated.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the preset is unknown, or a value cannot be read.</exception>
    public IReadOnlyList<object> Records() => Definition.Read(this);

    /// <summary>Rejects a preset, a complete record or the switch of a preset together with
    /// <see cref="OperationStart.Like"/>.</summary>
    internal void RequireOne(string? shorthand = null)
    {
        if ((Preset is not null ? nameof(Preset) : Options is not null ? nameof(Options) : shorthand) is { } other)
        {
            throw StylizeException.MutuallyExclusive(nameof(Like), other, "both set the starting options");
        }
    }
}
