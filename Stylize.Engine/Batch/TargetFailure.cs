namespace Stylize.Engine.Batch;

/// <summary>Why an item cannot be written where it would go.</summary>
internal static class TargetFailure
{
    public static StylizeException Conflict(string first, string second, string target) => new(
        StylizeError.TargetConflict,
        second,
        first == second
            ? $"'{second}' is given twice in this batch; it was already taken for '{target}'."
            : $"'{first}' and '{second}' would both become '{target}'; the first has it.",
        "Rename one of them, or run them into different folders.");

    public static StylizeException IsSource(FileItem item, string target) => new(
        StylizeError.TargetIsSource,
        target,
        target == item.Source
            ? $"'{target}' is the input itself; an input is never replaced."
            : $"'{target}', which would be made of '{item.Source}', is an input of this run; an input is never replaced.",
        "Choose another destination.");

    public static StylizeException WrittenInput(string source) => new(
        StylizeError.TargetIsSource, source, $"'{source}' is written by this run, so that it is not taken as an input.",
            "Run again for files that the first run has made.");

    public static StylizeException NoFile(string source) => new(
        StylizeError.ImageUnreadable, source, $"'{source}' is not a file.", "Name the files in it, for example with a wildcard.");

    public static StylizeException NotBelow(string source, string? folder) => new(
        StylizeError.OptionInvalid, source, $"'{source}' is not below '{folder}', the folder that RelativeTo names.",
        "Name a folder that holds all inputs.");

    public static StylizeException OtherFormat(string source, string target, string extension) => new(
        StylizeError.OptionInvalid, source, $"'{source}' moves and becomes a {extension} file, but '{target}' was asked for.",
        $"Give a file name that ends in {extension} or a folder, or choose by {{Format}}.");

    public static StylizeException Foreign(string target) => new(
        StylizeError.TargetExists, target,
        $"'{target}' does not say that this operation made it, and is left untouched.",
        "Use {Force} to replace it, or choose another destination.");
}
