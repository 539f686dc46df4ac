using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>Selects the wells of a plate to segment, and whether outputs contain provenance.</summary>
public sealed record PlateTargetOptions : IOptionRecord
{
    [Option("Segment only wells that are missing or out of date.", Group = HelpGroup.Common)]
    public bool Update { get; init; }

    [Option("During an update, delete outputs of wells whose tiles no longer exist.", Group = HelpGroup.Output)]
    public bool Prune { get; init; }

    [Option("Omit provenance (source, options, version) from the outputs.", Group = HelpGroup.Output)]
    public bool NoProvenance { get; init; }

    /// <summary>Rejects contradictory options.</summary>
    /// <param name="force">True if existing files are replaced.</param>
    /// <exception cref="StylizeException">OptionInvalid, naming an option.</exception>
    public void Validate(bool force)
    {
        if (Update && (force || NoProvenance))
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(Update),
                force
                    ? "{Update} and {Force} cannot be combined."
                    : "{Update} needs the provenance that {NoProvenance} omits.",
                "Omit one of the two.");
        }

        if (Prune && !Update)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(Prune), "{Prune} requires {Update}.", "Add {Update}, or omit {Prune}.");
        }
    }
}
