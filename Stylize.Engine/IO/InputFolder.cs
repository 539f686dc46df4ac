namespace Stylize.Engine.IO;

/// <summary>The input files that a folder stands for.</summary>
public static class InputFolder
{
    private static readonly EnumerationOptions Listing = new()
    {
        IgnoreInaccessible = false,
        AttributesToSkip = 0,
        MatchType = MatchType.Simple,
    };

    /// <summary>The files of a folder, or where it holds none, those of its subfolders: a plate with a folder for each well.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="extensions">With their dots.</param>
    /// <param name="ownSuffix">The end of the names of the operation's own results, which are left out; or null.</param>
    /// <exception cref="StylizeException">As <see cref="Files"/>.</exception>
    public static IReadOnlyList<string> FilesOfPlate(string folder, IReadOnlySet<string> extensions, string? ownSuffix = null)
    {
        try
        {
            return Files(folder, extensions, ownSuffix);
        }
        catch (StylizeException e) when (e.Error == StylizeError.ImageMissing)
        {
            var files = new List<string>();
            foreach (var well in Directory.EnumerateDirectories(folder, "*", Listing).Order(StringComparer.Ordinal))
            {
                try
                {
                    files.AddRange(Path.GetFileName(well).StartsWith('.') ? [] : Files(well, extensions, ownSuffix));
                }
                catch (StylizeException none) when (none.Error == StylizeError.ImageMissing)
                {
                    // A folder of something else.
                }
            }

            if (files.Count == 0)
            {
                throw;
            }

            return files;
        }
    }

    /// <summary>
    /// The files of a folder that have one of the extensions, in ordinal order: not those of its subfolders, nor those whose names begin
    /// with a dot. A Zarr is one input: its folder itself.
    /// </summary>
    /// <param name="folder">Full path.</param>
    /// <param name="extensions">With their dots.</param>
    /// <param name="ownSuffix">The end of the names of the operation's own results, which are left out; or null.</param>
    /// <exception cref="StylizeException">ImageUnreadable: the folder cannot be listed. ImageMissing: there is no such file in
    /// it.</exception>
    public static IReadOnlyList<string> Files(string folder, IReadOnlySet<string> extensions, string? ownSuffix = null)
    {
        if (IsZarr(folder))
        {
            return [Path.TrimEndingDirectorySeparator(folder)];
        }

        string[] files;
        try
        {
            files = [.. Directory.EnumerateFiles(folder, "*", Listing).Where(path => IsInput(Path.GetFileName(path)))];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unlistable(folder, failure);
        }

        if (files.Length == 0)
        {
            throw new StylizeException(
                StylizeError.ImageMissing, folder, $"The folder '{folder}' holds no images.",
                "Check the path; quote patterns that the shell should not expand.");
        }

        Array.Sort(files, StringComparer.Ordinal);
        return files;

        bool IsInput(string name) =>
            extensions.Contains(Path.GetExtension(name))
            && !name.StartsWith('.')
            && !IsOwnResult(name, ownSuffix);
    }

    /// <summary>True for a folder that is a group or an array of Zarr 2 or 3.</summary>
    /// <param name="folder">Full path.</param>
    public static bool IsZarr(string folder) =>
        ((string[])["zarr.json", ".zarray", ".zattrs", ".zgroup"]).Any(name => File.Exists(Path.Combine(folder, name)));

    /// <summary>True for a file that the operation itself has written, so that folders and patterns leave it out.</summary>
    /// <param name="name">The file's name or path.</param>
    /// <param name="ownSuffix">The end of the names of the operation's own results; null where it writes none.</param>
    public static bool IsOwnResult(ReadOnlySpan<char> name, string? ownSuffix) =>
        ownSuffix is not null && name.EndsWith(ownSuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>The failure of a folder that cannot be listed.</summary>
    public static StylizeException Unlistable(string folder, Exception failure) => new(
        StylizeError.ImageUnreadable, folder, $"The folder '{folder}' cannot be listed: {failure.Message}",
        "Check that you may read it.", failure);
}
