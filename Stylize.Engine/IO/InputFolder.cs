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

    /// <summary>The files of a plate: those of its folders with the names of wells, such as A1, where it has any with images; otherwise
    /// those of the folder itself, or where it holds none, those of its subfolders.</summary>
    /// <param name="folder">Full path.</param>
    /// <exception cref="StylizeException">As <see cref="Files"/>.</exception>
    public static IReadOnlyList<string> FilesOfPlate(string folder, IReadOnlySet<string> extensions)
    {
        if (IsZarr(folder)) return Files(folder, extensions);

        var wells = FilesOfFolders(folder, IsWell, extensions);
        if (wells.Count > 0) return wells;

        try
        {
            return Files(folder, extensions);
        }
        catch (StylizeException e) when (e.Error == StylizeError.ImageMissing)
        {
            var files = FilesOfFolders(folder, name => !name.StartsWith('.'), extensions);
            if (files.Count == 0) throw;

            return files;
        }
    }

    /// <summary>The files of a folder that have one of the extensions, in ordinal order: not those of its subfolders, nor those whose names
    /// begin with a dot. A Zarr is one input: its folder itself.</summary>
    /// <param name="folder">Full path.</param>
    /// <exception cref="StylizeException">ImageUnreadable: the folder cannot be listed. ImageMissing: there is no such file in
    /// it.</exception>
    public static IReadOnlyList<string> Files(string folder, IReadOnlySet<string> extensions)
    {
        if (IsZarr(folder)) return [Path.TrimEndingDirectorySeparator(folder)];

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
                StylizeError.ImageMissing, folder, $"The folder '{folder}' contains no images.",
                "Check the path; quote patterns that the shell should not expand.");
        }

        Array.Sort(files, StringComparer.Ordinal);
        return files;

        bool IsInput(string name) =>
            extensions.Contains(Path.GetExtension(name))
            && !name.StartsWith('.');
    }

    /// <summary>True for a folder that is a group or an array of Zarr 2 or 3.</summary>
    /// <param name="folder">Full path.</param>
    public static bool IsZarr(string folder) =>
        ((string[])["zarr.json", ".zarray", ".zattrs", ".zgroup"]).Any(name => File.Exists(Path.Combine(folder, name)));

    /// <summary>The failure of a folder that cannot be listed.</summary>
    public static StylizeException Unlistable(string folder, Exception failure) => new(
        StylizeError.ImageUnreadable, folder, $"The folder '{folder}' cannot be listed: {failure.Message}",
        "Check that you may read it.", failure);

    /// <summary>True for a letter and one or two digits.</summary>
    private static bool IsWell(string name) =>
        name.Length is 2 or 3 && char.IsAsciiLetter(name[0]) && name.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>The files of the subfolders with fitting names, but for those that hold none or cannot be listed.</summary>
    private static List<string> FilesOfFolders(string folder, Func<string, bool> isFitting, IReadOnlySet<string> extensions)
    {
        var files = new List<string>();
        string[] below;
        try
        {
            below = Directory.GetDirectories(folder, "*", Listing);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unlistable(folder, failure);
        }

        foreach (var well in below.Where(f => isFitting(Path.GetFileName(f))).Order(StringComparer.Ordinal))
        {
            try
            {
                files.AddRange(Files(well, extensions));
            }
            catch (StylizeException e) when (e.Error is StylizeError.ImageMissing or StylizeError.ImageUnreadable)
            {
                // A folder of something else.
            }
        }

        return files;
    }
}
