namespace Stylize.Engine.IO;

/// <summary>Lists the input files in folders.</summary>
internal static class InputFolder
{
    /// <summary>The advice of a front end that can include subfolders.</summary>
    public const string AdviceToRecurse = "Use {Recurse} to include them.";

    /// <summary>The advice of a front end that can also keep the subfolders in the destination.</summary>
    public const string AdviceToKeepFolders =
        "Use {Recurse} to include them, and {RelativeTo} to keep the subfolders in the destination.";

    private static readonly EnumerationOptions Listing = new()
    {
        IgnoreInaccessible = false,
        AttributesToSkip = 0,
        MatchType = MatchType.Simple,
    };

    /// <summary>Returns the files of a plate: the images in its well folders, such as A1; without well folders, the
    /// images in the folder itself; without these, the images in its subfolders.</summary>
    /// <param name="folder">Full path.</param>
    /// <exception cref="StylizeException">As <see cref="Files"/>.</exception>
    public static IReadOnlyList<string> FilesOfPlate(string folder, IReadOnlySet<string> extensions)
    {
        if (IsZarr(folder)) return Files(folder, extensions);

        var wells = FilesOfFolders(folder, IsWell, extensions);
        if (wells.Count > 0) return wells;

        try
        {
            return Files(folder, extensions, AdviceToRecurse);
        }
        catch (StylizeException e) when (e.Error == StylizeError.ImageMissing)
        {
            var files = FilesOfFolders(folder, name => !name.StartsWith('.'), extensions);
            if (files.Count == 0) throw;

            return files;
        }
    }

    /// <summary>Returns the failure of a folder without files of the extensions, which says what its files are; null
    /// if they are not images. Set by the table of formats.</summary>
    internal static Func<string, IReadOnlySet<string>, StylizeException?>? Explained { get; set; }

    /// <summary>Returns the files of a folder with one of the extensions, in ordinal order, without subfolders and
    /// names that start with a dot. A Zarr folder is one input.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="advice">What to do if only subfolders have such files; null to give a pattern.</param>
    /// <exception cref="StylizeException">ImageUnreadable: the folder cannot be listed. ImageMissing: it contains no
    /// such file.</exception>
    public static IReadOnlyList<string> Files(string folder, IReadOnlySet<string> extensions, string? advice = null)
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
            throw FirstBelow(folder, extensions) is { } image
                ? Errors.ImagesBelow.With(folder, advice ?? $"Give the pattern \"{StylizeException.Verbatim(
                    Path.Join(folder, "**", "*" + Path.GetExtension(image)))}\".")
                : Explained?.Invoke(folder, extensions) ?? Errors.NoImages.With(folder);
        }

        Array.Sort(files, StringComparer.Ordinal);
        return files;

        bool IsInput(string name) => InputFolder.IsInput(name, extensions);
    }

    /// <summary>Returns the files of a folder, then those of its subfolders, as <see cref="Files"/> does for one
    /// folder. Names that start with a dot are left out, and links to folders are not followed.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="failed">Receives the failure of each subfolder that cannot be listed.</param>
    /// <exception cref="StylizeException">ImageUnreadable: the folder cannot be listed. ImageMissing: no folder has an
    /// image.</exception>
    public static IReadOnlyList<string> FilesBelow(
        string folder, IReadOnlySet<string> extensions, Action<StylizeException> failed)
    {
        var files = new List<string>();
        var areAllListed = true;
        Add(folder);
        return files.Count > 0 || !areAllListed ? files : throw Errors.NoImages.With(folder);

        void Add(string each)
        {
            try
            {
                files.AddRange(Files(each, extensions));
            }
            catch (StylizeException failure) when (failure.Error == StylizeError.ImageMissing)
            {
                // The folder contains only other files and folders.
            }
            catch (StylizeException failure) when (each != folder)
            {
                areAllListed = false;
                failed(failure);
                return;
            }

            if (IsZarr(each)) return;

            var below = new DirectoryInfo(each).GetDirectories("*", Listing)
                .Where(one => !one.Name.StartsWith('.') && one.LinkTarget is null);
            foreach (var one in below.OrderBy(one => one.FullName, StringComparer.Ordinal))
            {
                Add(one.FullName);
            }
        }
    }

    /// <summary>Returns a file with one of the extensions in the subfolders of a folder, of the first 10,000 entries;
    /// null without one, or if the folder cannot be listed.</summary>
    /// <param name="folder">Full path.</param>
    public static string? FirstBelow(string folder, IReadOnlySet<string> extensions)
    {
        const int MaxEntries = 10_000;
        var below =
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return FileFailure.OrDefault(() => Directory.EnumerateFileSystemEntries(folder, "*", below).Take(MaxEntries)
            .FirstOrDefault(path => IsInput(Path.GetFileName(path), extensions) && !Directory.Exists(path)));
    }

    private static bool IsInput(string name, IReadOnlySet<string> extensions) =>
        extensions.Contains(Path.GetExtension(name)) && !name.StartsWith('.');

    /// <summary>Returns true for a group or array of Zarr 2 or 3.</summary>
    /// <param name="folder">Full path.</param>
    public static bool IsZarr(string folder) =>
        ((string[])["zarr.json", ".zarray", ".zattrs", ".zgroup"]).Any(name => File.Exists(Path.Combine(folder, name)));

    /// <summary>Returns the failure of a folder that cannot be listed.</summary>
    public static StylizeException Unlistable(string folder, Exception failure) =>
        Errors.FolderUnlisted.From(failure, folder, failure.Message);

    private static bool IsWell(string name) =>
        name.Length is 2 or 3 && char.IsAsciiLetter(name[0]) && name.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>Returns the files of the subfolders with matching names, ignoring subfolders without files or that
    /// cannot be listed.</summary>
    private static List<string> FilesOfFolders(
        string folder, Func<string, bool> isMatch, IReadOnlySet<string> extensions)
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

        foreach (var well in below.Where(f => isMatch(Path.GetFileName(f))).Order(StringComparer.Ordinal))
        {
            try
            {
                files.AddRange(Files(well, extensions));
            }
            catch (StylizeException e) when (e.Error is StylizeError.ImageMissing or StylizeError.ImageUnreadable)
            {
                // The folder contains other files.
            }
        }

        return files;
    }
}
