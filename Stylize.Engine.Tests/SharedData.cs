namespace Stylize.Engine.Tests;

/// <summary>The real inputs in shared/data beside the repository; tests that need them skip where they are absent.</summary>
public static class SharedData
{
    private static readonly string? Root = Find();

    /// <summary>Full path of a file or folder below shared/data; skips the test where it is absent.</summary>
    public static string Path(params string[] parts)
    {
        Skip.If(Root is null, "SKIPPED: shared/data is not beside this checkout.");
        var path = System.IO.Path.Combine([Root!, .. parts]);
        Skip.IfNot(System.IO.Path.Exists(path), $"SKIPPED: shared/data/{string.Join('/', parts)} is absent.");
        return path;
    }

    /// <summary>Full paths of the files below shared/data/<paramref name="folder"/> that match, in ordinal order.</summary>
    public static string[] Files(string folder, string pattern)
    {
        var files = Directory.GetFiles(Path(folder), pattern);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
