namespace Stylize.Engine.Tests.Architecture;

/// <summary>C# files of the checkout's projects.</summary>
internal static class Sources
{
    /// <summary>Returns the full paths of the sources of all projects, without tools.</summary>
    public static IEnumerable<string> All { get; } =
        [.. Directory.EnumerateDirectories(Checkout.Root, "Stylize.*").SelectMany(Below)];

    /// <summary>Returns the full paths of the sources in a folder.</summary>
    public static IEnumerable<string> Below(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(file => !IsBuilt(file));

    /// <summary>True for files that a build or a package manager has written.</summary>
    public static bool IsBuilt(string file) =>
        Path.GetRelativePath(Checkout.Root, file).Split(Path.DirectorySeparatorChar)
            .Any(part => part is "obj" or "bin" or "node_modules");

    /// <summary>Returns the lines of files, each with its file and number.</summary>
    public static IEnumerable<(string Place, string Text)> Lines(IEnumerable<string> files) =>
        from file in files
        from line in File.ReadLines(file).Index()
        select ($"{Path.GetRelativePath(Checkout.Root, file)}:{line.Index + 1}", line.Item);
}
