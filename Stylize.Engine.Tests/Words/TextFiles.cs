using System.Collections.Concurrent;

namespace Stylize.Engine.Tests.Words;

/// <summary>Text files of the checkout that people read, each read once.</summary>
internal static class TextFiles
{
    private static readonly string[] Skipped =
        [".git", "bin", "obj", "node_modules", "module", "artifacts", "out", "TestResults", "licenses"];

    private static readonly Lazy<IReadOnlyList<TextFile>> All = new(ReadAll);

    /// <summary>Markdown files, without the notices of other programs.</summary>
    public static IEnumerable<TextFile> Markdown => All.Value.Where(f => f.Extension == ".md");

    /// <summary>C# files of all projects, tests and tools included.</summary>
    public static IEnumerable<TextFile> Sources => All.Value.Where(f => f.Extension == ".cs");

    /// <summary>PowerShell scripts, manifests and views.</summary>
    public static IEnumerable<TextFile> Scripts => All.Value.Where(f => f.Extension is ".ps1" or ".psd1" or ".ps1xml");

    /// <summary>Fails with all findings, one per line.</summary>
    public static void AssertNone(IEnumerable<TextFile> files, Func<TextFile, IEnumerable<string>> find)
    {
        var found = files.AsParallel().AsOrdered().SelectMany(find).ToList();
        Assert.True(found.Count == 0, $"{found.Count} found:\n{string.Join('\n', found)}");
    }

    private static IReadOnlyList<TextFile> ReadAll()
    {
        var paths = new List<string>();
        AddFiles(Checkout.Root, paths);
        var files = new ConcurrentBag<TextFile>();
        Parallel.ForEach(paths, path => files.Add(
            new TextFile(Path.GetRelativePath(Checkout.Root, path).Replace('\\', '/'), File.ReadAllText(path))));
        return [.. files.OrderBy(f => f.Path, StringComparer.Ordinal)];
    }

    private static void AddFiles(string folder, List<string> paths)
    {
        paths.AddRange(Directory.EnumerateFiles(folder)
            .Where(path => Path.GetExtension(path) is ".md" or ".cs" or ".ps1" or ".psd1" or ".ps1xml"));
        foreach (var below in Directory.EnumerateDirectories(folder).Where(path => !Skipped.Contains(Path.GetFileName(path))))
        {
            AddFiles(below, paths);
        }
    }
}
