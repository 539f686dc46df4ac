using static Stylize.Engine.StylizeError;

namespace Stylize.PowerShell;

/// <summary>The errors of the cmdlets.</summary>
internal static class Errors
{
    public static readonly ErrorText
        BlankPath = new("{targetOption} is blank.", "Specify a path."),
        NotAFile = new("{targetOption} is '{path}'{reason}", "Specify a path in the file system."),
        ScriptWithoutPipe = new("{targetOption} is a script block, which needs inputs from the pipeline.",
            "Pipe the inputs, as from Get-ChildItem."),
        ObjectWithoutPath = new("An object in the pipeline has no path.",
            "Give it a property or column with the name Path, LiteralPath or FullName."),
        ScriptFailed = new("The script block of {targetOption} failed: {reason}", "Correct the script block."),
        OptionsPerInput = new("{option} needs the same options for all inputs.",
            "Segment each plate in a run of its own."),
        NoMatch = new(ImageMissing, "No file matches '{target}'.",
            "Check the path. If the name contains brackets, use -LiteralPath."),
        SameReason = new("{count} failed for the same reason as '{item}'.", "{advice:options}"),
        Unresolved = new(ImageMissing, "{reason}", "Check the path. If the name contains brackets, use -LiteralPath.");
}
