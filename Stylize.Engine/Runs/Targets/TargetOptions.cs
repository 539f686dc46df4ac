using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Runs.Targets;

/// <summary>Where the files of a batch go.</summary>
public sealed record TargetOptions
{
    /// <summary>
    /// Full path of a folder, created when the first file is written; or, for a single input, of a file with an extension that the
    /// operation writes. A path that does not exist and has no extension or ends in a separator is a folder. Null: beside each input.
    /// </summary>
    public string? Destination { get; init; }

    /// <summary>The name that users know the destination by; failures name it.</summary>
    public const string DestinationName = "DestinationPath";

    /// <summary>True to replace existing files. An input is never replaced.</summary>
    public bool Force { get; init; }

    [Option("Make only what is missing or was made of other bytes, with other options or by an older version; leave the rest untouched.",
        Group = HelpGroup.Output)]
    public bool Update { get; init; }

    [Option("With Update: remove outputs that this operation made of sources that are gone.", Group = HelpGroup.Output)]
    public bool Prune { get; init; }

    [Option("Keep the folders of the inputs below this one in the destination, so that equal names in two folders do not collide.",
        ValueName = "folder", IsFile = true, Group = HelpGroup.Output)]
    public string? RelativeTo { get; init; }

    [Option("Process results of this operation too; they are skipped otherwise.", Group = HelpGroup.Output)]
    public bool IncludeResults { get; init; }

    [Option("Leave out of the outputs how they were made.", Group = HelpGroup.Output)]
    public bool NoProvenance { get; init; }

    /// <summary>Refuses options that contradict each other.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming an option.</exception>
    public void Validate()
    {
        Refuse(Update && Force, nameof(Update), "{Update} makes what is out of date, and {Force} makes all.", "Leave out one of the two.");
        Refuse(
            Update && NoProvenance, nameof(Update), "{Update} goes by how the outputs were made, and {NoProvenance} leaves that out.",
            "Leave out one of the two.");
        Refuse(
            Prune && !Update, nameof(Prune), "{Prune} removes outputs at the end of an update.",
            "Give {Update} too, or leave out {Prune}.");
        Refuse(
            RelativeTo is not null && Destination is null, nameof(RelativeTo),
            "{RelativeTo} says which folders to keep below the destination, and there is none.", "Give {DestinationPath} too.");
    }

    private static void Refuse(bool isWrong, string option, string message, string advice)
    {
        if (isWrong) throw new StylizeException(StylizeError.OptionInvalid, option, message, advice);
    }
}
