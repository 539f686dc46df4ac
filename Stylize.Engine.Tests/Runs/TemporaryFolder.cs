namespace Stylize.Engine.Tests.Runs;

/// <summary>A temporary folder that is deleted when disposed.</summary>
public class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("stylize-test-").FullName;

    public string this[string name] =>
        System.IO.Path.Combine(Path, name).Replace('/', System.IO.Path.DirectorySeparatorChar);

    /// <summary>Sorted names of all files in the folder and its subfolders.</summary>
    public string[] Names =>
        [.. Directory.EnumerateFiles(
            Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .Select(f => System.IO.Path.GetRelativePath(Path, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public string File(string name, string content = "x")
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        System.IO.File.WriteAllText(this[name], content);
        return this[name];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
