namespace Stylize.Engine.Runs.Targets;

/// <summary>Options for the outputs of a run.</summary>
public sealed record TargetOptions : IOptionRecord
{
    /// <summary>
    /// Full path of a folder, created when the first file is written; or, for a single input, of a file with an
    /// extension that the operation writes. A path that does not exist and has no extension or ends in a separator is a
    /// folder. Null: next to each input.
    /// </summary>
    [Option("Folder for the outputs, or a file for a single input.", Name = DestinationName, IsFile = true,
        ValueName = "path", Letter = "o", Default = "the folder of the inputs", Group = HelpGroup.Common)]
    public string? Destination { get; init; }

    /// <summary>Name of the destination option, for failures.</summary>
    public const string DestinationName = "DestinationPath";

    /// <summary>
    /// Full path of an SQLite file, or a PostgreSQL connection, for the measurements of a plate; null for
    /// segmentation.sqlite in the destination.
    /// </summary>
    [Option("SQLite file or PostgreSQL connection string (password in PGPASSFILE).", Names = OptionNames.File,
        ValueName = "file", Default = "segmentation.sqlite in the destination", Group = HelpGroup.Output)]
    public string? Database { get; init; }

    [Option("Replace existing files.", Group = HelpGroup.Common)]
    public bool Force { get; init; }

    [Option("Create only outputs that are missing or out of date.", Group = HelpGroup.Common, Streams = Streams.None,
        Synonyms = ["resume", "incremental"])]
    [NotWith(nameof(Force))]
    [NotWith(nameof(NoProvenance))]
    public bool Update { get; init; }

    [Option("Delete outputs whose source is not in the folders of the inputs.",
        Group = HelpGroup.Output, Streams = Streams.None)]
    [OnlyWith(nameof(Update))]
    public bool Prune { get; init; }

    [Option("Folder whose subfolder structure to keep in the destination.",
        ValueName = "folder", IsFile = true, Group = HelpGroup.Output, Streams = Streams.None)]
    [OnlyWith(DestinationName)]
    public string? RelativeTo { get; init; }

    [Option("Also process inputs that are results of this operation.", Group = HelpGroup.Output)]
    public bool IncludeResults { get; init; }

    [Option("Omit provenance (source, options, version) from the outputs.", Group = HelpGroup.Output)]
    public bool NoProvenance { get; init; }

    /// <summary>Checks that the options do not conflict.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming an option.</exception>
    public void Validate() => OptionSet.ForRecord<TargetOptions>().Check(this);
}
