using static Stylize.Engine.StylizeError;

namespace Stylize.Engine.Catalog;

/// <summary>The errors of presets, sheets, reports and provenance.</summary>
internal static class Errors
{
    public static readonly ErrorText
        TruncatedPair = new(ImageUnreadable,
            "'{target}' or its reference was truncated at row {row} while it was being read.",
            "Compare again when both files are complete."),
        NoReport = new(ImageMissing, "The report '{target}' does not exist.", "Create a report with {Save} first."),
        NotTunable = new("{operation} cannot be tuned because its output has no measurable quality.",
            "Tune PixelArt, DotArt or GaussianEncode."),
        NoProvenance = new(ProvenanceMissing, "'{target}' has no provenance.",
            "Give an output of Stylize that was created without {NoProvenance}.", IsShared: true),
        SheetToPipe = new("A sheet cannot be written to standard output.", "Give {DestinationPath} a file name."),
        SheetNotShown = new("The sheet cannot be shown, because standard output is not a terminal.",
            "Give {DestinationPath} a file name."),
        SheetFormat = new("{DestinationPath} is '{destination}', but a sheet cannot be a {extension} file.",
            "Give {DestinationPath} a folder, or a file name that ends in {choices}."),
        SheetIsPhotograph = new(TargetIsSource, "The sheet would replace the photograph '{target}'.",
            "Give {DestinationPath} a different file name."),
        NothingToCompare = new("{operation} has no presets to compare.",
            "Add {Vary} with an option to compare its values."),
        UnknownVaried = new("Unknown option '{name}' in {Vary}.{near}",
            "Use an option of {choices}, or name another operation.") { Id = ErrorText.NameUnknown },
        PresetsUnlisted = new("Cannot list the presets in '{target}'.", "Change the permissions of the folder."),
        PresetIsBuiltIn = new("Cannot replace the built-in preset '{name}'.", "Give {Name} a different name."),
        PresetUndeleted = new(TargetUnwritable, "Cannot delete the preset '{target}'.",
            "Check that it is a file, and the permissions of its folder."),
        PresetOptions = new("Cannot read the preset: {reason}", "{advice:options}"),
        PresetUnreadable = new("Cannot read the preset '{target}': {why}.", "Correct the file or delete it."),
        PresetFormer = new("The preset '{target}' sets {name}, which is no longer an option.",
            "{advice:options} Remove {name} from the file."),
        ReportUnreadable = new(ImageUnreadable, "Cannot read '{target}' as a performance report: {reason}",
            "Give a file that {Save} wrote."),
        SheetConflict = new(TargetConflict, "{reason}",
            "Rename one of them, or give {DestinationPath} a different folder for each."),
        PresetNotSaved = new("Cannot remove the built-in preset '{name}'.", "Give {Name} a saved preset: {saved}."),
        NoSavedPreset = new("Cannot remove the built-in preset '{name}'.", "There are no saved presets.");
}
