namespace Stylize.Engine.Runs.Targets;

/// <summary>The destination of a run: a folder for all results, or the file of a single one.</summary>
internal sealed class RunDestination(string path, bool isFile, StylizeException? refusalForOne = null)
{
    public string? File { get; } = isFile ? path : null;

    public string? Folder { get; } = isFile ? null : Path.TrimEndingDirectorySeparator(path);

    /// <summary>The failure of a single input, if the path has an extension that is not written; null if
    /// absent.</summary>
    public StylizeException? RefusalForOne { get; } = refusalForOne;

    /// <summary>Distinguishes folders from files by existence, a separator at the end, and the extension.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the path names a file that the operation does not
    /// write.</exception>
    public static RunDestination FromPath(string path, string name, IOperation operation)
    {
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
        {
            return new RunDestination(path, isFile: false);
        }

        var extension = Path.GetExtension(path);
        var expected = operation.Outputs.Extension;
        if (operation.Outputs.SameExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
        {
            return new RunDestination(path, isFile: true);
        }

        if (operation.Outputs.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
        {
            throw Errors.ExtensionOfFormat.With(name, path, expected);
        }

        if (FileExtensions.IsImage(extension)) throw NotWritten(path, name, operation);

        if (System.IO.File.Exists(path)) throw Errors.FileForFolder.With(name, path, Choices(operation));

        return new RunDestination(
            path, isFile: false, IsExtension(extension) ? NotWritten(path, name, operation) : null);
    }

    /// <summary>Returns the extensions of the results in words, such as ".svg, .png, or .hpgl".</summary>
    public static string Choices(IOperation operation) => operation.Outputs.Extensions switch
    {
        [var only] => only,
        [var one, var other] => $"{one} or {other}",
        var all => $"{string.Join(", ", all.SkipLast(1))}, or {all[^1]}",
    };

    /// <summary>A dot followed only by digits, as in a date or version, does not start an extension.</summary>
    private static bool IsExtension(string extension) => extension.Any(char.IsLetter);

    private static StylizeException NotWritten(string path, string name, IOperation operation) =>
        Errors.ExtensionOfResult.With(
            name, path, Path.GetExtension(path), Choices(operation), Path.DirectorySeparatorChar);
}
