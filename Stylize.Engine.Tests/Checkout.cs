namespace Stylize.Engine.Tests;

/// <summary>Files of the checkout that the tests were built in. No test reads anything outside it.</summary>
internal static class Checkout
{
    /// <summary>Full path of the folder that holds Stylize.sln.</summary>
    internal static string Root { get; } = Find();

    /// <summary>Full path of a file or folder below the checkout's root.</summary>
    internal static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>Full path of a file or folder in Images.</summary>
    internal static string Image(params string[] parts) => Path(["Stylize.Engine.Tests", "Images", .. parts]);

    /// <summary>Full paths of the photographs of samples/, in ordinal order: astronaut, coffee, rocket.</summary>
    internal static string[] Photographs() => Files(Path("samples"), "*.jpg");

    /// <summary>Full paths of the files in a folder that match, in ordinal order.</summary>
    internal static string[] Files(string folder, string pattern)
    {
        var files = Directory.GetFiles(folder, pattern);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(System.IO.Path.Combine(folder.FullName, "Stylize.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run from a checkout.");
        }

        return folder.FullName;
    }
}
