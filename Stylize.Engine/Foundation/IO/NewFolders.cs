namespace Stylize.Engine.IO;

/// <summary>The folders that this process created and that contain no complete file yet. They are removed if the files
/// that needed them do not appear. Thread-safe.</summary>
internal static class NewFolders
{
    private static readonly ConcurrentDictionary<string, byte> Folders = new(StringComparer.Ordinal);

    /// <summary>Creates a folder, which is removed again unless <see cref="Keep"/> is called for it.</summary>
    public static void Create(string folder)
    {
        var missing = new List<string>();
        for (var path = folder; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
        {
            missing.Add(path);
        }

        // Creating a folder can fail after those above it were created.
        missing.ForEach(path => Folders[path] = 0);
        Directory.CreateDirectory(folder);
    }

    public static void Keep(string folder)
    {
        for (var path = folder; path is not null && Folders.TryRemove(path, out _);)
        {
            path = Path.GetDirectoryName(path);
        }
    }

    /// <summary>Removes the folders between a deleted file and a folder above it, up to the first that is not
    /// empty.</summary>
    public static void RemoveEmpty(string file, string root) => FileFailure.Ignore(() =>
    {
        for (var path = Path.GetDirectoryName(file); path?.Length > root.Length; path = Path.GetDirectoryName(path))
        {
            Directory.Delete(path);
        }
    });

    /// <summary>Removes a folder and the folders above it that this process created, if they are empty.</summary>
    public static void Remove(string folder) => FileFailure.Ignore(() =>
    {
        for (var path = folder; path is not null && Folders.ContainsKey(path); path = Path.GetDirectoryName(path))
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path);
            }

            Folders.TryRemove(path, out _);
        }
    });
}
