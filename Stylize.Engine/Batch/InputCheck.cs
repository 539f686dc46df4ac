namespace Stylize.Engine.Batch;

/// <summary>What is asked of any input file before its content is looked at.</summary>
internal static class InputCheck
{
    /// <exception cref="StylizeException">The path is missing, a folder, an empty file or a link that leads nowhere.</exception>
    public static void Require(string path)
    {
        if (Directory.Exists(path))
        {
            throw new StylizeException(StylizeError.ImageUnreadable, path, $"'{path}' is a folder, not an image file.",
                "Name the files in it, for example with a wildcard.");
        }

        var file = LinkEnd(path);
        if (!file.Exists)
        {
            throw new StylizeException(StylizeError.ImageMissing, path, $"'{path}' does not exist.", "Check the path.");
        }

        if (file.Length == 0)
        {
            throw new StylizeException(StylizeError.ImageUnreadable, path, $"'{path}' is empty (0 bytes).",
                "Replace it by a complete copy.");
        }
    }

    private static FileInfo LinkEnd(string path)
    {
        var file = new FileInfo(path);
        try
        {
            return file.LinkTarget is null ? file : new FileInfo(file.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        }
        catch (IOException exception)
        {
            throw new StylizeException(StylizeError.ImageUnreadable, path,
                $"'{path}' is a link that cannot be followed: {exception.Message}", "Name the file itself.", exception);
        }
    }
}
