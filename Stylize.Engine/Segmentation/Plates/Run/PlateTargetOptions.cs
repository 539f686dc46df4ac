using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>Which wells of a plate are made, and what their files say of it.</summary>
public sealed record PlateTargetOptions
{
    [Option("Segment only wells that are missing or were made of other bytes, with other options or by an older version.")]
    public bool Update { get; init; }

    [Option("With Update: remove the masks, labels, pictures, tables and rows of wells whose tiles are gone.")]
    public bool Prune { get; init; }

    [Option("Leave out of the outputs how they were made.")]
    public bool NoProvenance { get; init; }

    /// <summary>Refuses options that contradict each other.</summary>
    /// <param name="force">True where existing files are replaced.</param>
    /// <exception cref="StylizeException">OptionInvalid, naming an option.</exception>
    public void Validate(bool force)
    {
        if (Update && (force || NoProvenance))
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(Update),
                force
                    ? "{Update} makes what is out of date, and {Force} makes all."
                    : "{Update} goes by how the outputs were made, and {NoProvenance} leaves that out.",
                "Leave out one of the two.");
        }

        if (Prune && !Update)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(Prune), "{Prune} removes outputs at the end of an update.",
                "Give {Update} too, or leave out {Prune}.");
        }
    }
}
