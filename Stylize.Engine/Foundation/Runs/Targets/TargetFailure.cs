namespace Stylize.Engine.Runs.Targets;

internal static class TargetFailure
{
    /// <summary>True if names that differ only in case are the same file.</summary>
    internal static bool SystemIgnoresCase { get; } = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS();

    public static StylizeException Conflict(string first, string second, string target) =>
        Conflict(first, second, target, SystemIgnoresCase);

    internal static StylizeException Conflict(string first, string second, string target, bool ignoreCase) =>
        string.Equals(first, second, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal)
            ? Errors.TwiceGiven.With(second)
            : Errors.SameTarget.With(second, first, target);

    public static StylizeException IsSource(FileItem item, string target) =>
        (target == item.Source ? Errors.ReplacesItsInput : Errors.ReplacesInput).With(target, item.Source);

    public static StylizeException NoFile(string source) =>
        Path.EndsInDirectorySeparator(source) && !Directory.Exists(source)
            ? InputFile.Missing(source, null)
            : (WindowsName.IsDevice(source) ? Errors.DeviceName : Errors.NotAFile).With(source);
}
