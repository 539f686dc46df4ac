namespace Stylize.Engine.Runs.Targets;

internal static class TargetFailure
{
    /// <summary>True if names that differ only in case are the same file.</summary>
    internal static bool SystemIgnoresCase { get; } = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    public static StylizeException Conflict(string first, string second, string target) =>
        Conflict(first, second, target, SystemIgnoresCase);

    internal static StylizeException Conflict(string first, string second, string target, bool ignoreCase) =>
        string.Equals(first, second, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            ? new(StylizeError.TargetConflict, second, $"'{second}' was given twice. Processed it once.",
                "Give each input once.")
            : new(
                StylizeError.TargetConflict, second,
                $"'{first}' and '{second}' would both be written to '{target}'. Skipped '{second}'.",
                "Rename one of them, or use {RelativeTo} or different destinations.");

    public static StylizeException IsSource(FileItem item, string target) => new(
        StylizeError.TargetIsSource,
        target,
        target == item.Source
            ? $"The output '{target}' would replace its input."
            : $"The output '{target}' of '{item.Source}' would replace an input.",
        "Choose another destination.");

    public static StylizeException WrittenInput(string source) => new(
        StylizeError.TargetIsSource, source, $"'{source}' is an output of this run and cannot also be an input.",
        "To process it too, run the command again.");

    public static StylizeException NoFile(string source) =>
        Path.EndsInDirectorySeparator(source) && !Directory.Exists(source)
            ? InputFile.Missing(source, null) : new(
            StylizeError.ImageUnreadable,
            source,
            WindowsName.IsDevice(source)
                ? $"'{source}' is a device name on Windows, like CON, NUL and COM1 with any extension."
                : $"'{source}' is not a file.",
            WindowsName.IsDevice(source) ? "Rename the file." : "To process the files in a folder, use a wildcard.");

    public static StylizeException IsFolder(string target) => new(
        StylizeError.TargetUnwritable, target, $"Cannot write '{target}': it is a folder.",
        "Choose another destination.");

    public static StylizeException RelativeToFile() => new(
        StylizeError.OptionInvalid, nameof(TargetOptions.RelativeTo),
        "{RelativeTo} requires a destination folder, but {DestinationPath} is a file name.",
        "Give {DestinationPath} a folder, or omit {RelativeTo}.");

    public static StylizeException NoWindowsName(string target, string problem) => new(
        StylizeError.TargetUnwritable, target, $"'{target}' is not a valid file name on Windows: {problem}.",
        "Choose another destination, or rename the input.");

    public static StylizeException NotBelow(string source, string? folder) => new(
        StylizeError.OptionInvalid, source,
        $"'{StylizeException.Verbatim(source)}' is not below '{StylizeException.Verbatim(folder ?? "")}', the folder "
        + $"of {{RelativeTo}}.",
        "Give {RelativeTo} a folder that contains all inputs.")
    {
        Cause = nameof(TargetOptions.RelativeTo),
    };

    public static StylizeException OtherFormat(string source, string target, string extension) => new(
        StylizeError.OptionInvalid, source,
        $"'{StylizeException.Verbatim(source)}' is animated and would be written as {extension}, but "
        + $"{{DestinationPath}} is '{StylizeException.Verbatim(target)}'.",
        $"Give a folder or a file name that ends in {extension}, or set {{Format}}. For a still image, set {{Frame}} "
        + "to First.");

    public static StylizeException Exists(string target) => new(
        StylizeError.TargetExists, target, $"'{target}' already exists.",
        "Use {Update} to create only what is out of date, {Force} to replace it, or another destination.");

    public static StylizeException Foreign(string target) => new(
        StylizeError.TargetExists, target,
        $"'{target}' already exists and is not an output of this operation.",
        "Use {Force} to replace it, or choose another destination.");
}
