using Stylize.Engine.IO;

namespace Stylize.Engine.Runs.Targets;

/// <summary>Why an item cannot be written where it would go.</summary>
internal static class TargetFailure
{
    /// <summary>True where two names that differ in case alone are one file.</summary>
    internal static bool SystemIgnoresCase { get; } = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    public static StylizeException Conflict(string first, string second, string target) =>
        Conflict(first, second, target, SystemIgnoresCase);

    internal static StylizeException Conflict(string first, string second, string target, bool ignoreCase) =>
        string.Equals(first, second, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            ? new(StylizeError.TargetConflict, second, $"'{second}' was given twice and is processed once.", "Give each input once.")
            : new(
                StylizeError.TargetConflict, second, $"'{first}' and '{second}' would both be written to '{target}'. Skipped '{second}'.",
                "Rename one of them, or write them to different folders.");

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
        StylizeError.ImageUnreadable,
        source,
        WindowsName.IsDevice(source)
            ? $"'{source}' is a device: names such as CON, NUL and COM1 belong to devices on Windows, with any extension."
            : $"'{source}' is not a file.",
        WindowsName.IsDevice(source) ? "Rename the file." : "Name the files in it, for example with a wildcard.");

    public static StylizeException IsFolder(string target) => new(
        StylizeError.TargetUnwritable, target, $"'{target}' is a folder; it cannot be replaced by a file.", "Choose another destination.");

    public static StylizeException RelativeToFile() => new(
        StylizeError.OptionInvalid, nameof(TargetOptions.RelativeTo),
        "{RelativeTo} keeps folders below the destination, and the destination is a file name.",
        "Give a folder as destination, or leave out {RelativeTo}.");

    public static StylizeException NoWindowsName(string target, string problem) => new(
        StylizeError.TargetUnwritable, target, $"'{target}' cannot be the name of a file on Windows: {problem}.",
        "Choose another destination, or rename the input.");

    public static StylizeException NotBelow(string source, string? folder) => new(
        StylizeError.OptionInvalid, source,
        $"'{StylizeException.Verbatim(source)}' is not below '{StylizeException.Verbatim(folder ?? "")}', the folder of {{RelativeTo}}.",
        "Name a folder that holds all inputs.");

    public static StylizeException OtherFormat(string source, string target, string extension) => new(
        StylizeError.OptionInvalid, source, $"'{source}' moves and becomes a {extension} file, but '{target}' was asked for.",
        $"Give a file name that ends in {extension} or a folder, or choose by {{Format}}.");

    public static StylizeException Exists(string target) => new(
        StylizeError.TargetExists, target, $"'{target}' already exists and is left untouched.",
        "Use {Update} to create only what is out of date, {Force} to replace it, or another destination.");

    public static StylizeException Foreign(string target) => new(
        StylizeError.TargetExists, target,
        $"'{target}' does not say that this operation made it, and is left untouched.",
        "Use {Force} to replace it, or choose another destination.");
}
