namespace Stylize.Engine.Tests.Drawings;

/// <summary>A file in a folder of its own.</summary>
internal sealed class TemporaryFile(string extension) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("stylize-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "a" + extension);

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>Writes results to files.</summary>
internal static class ArtifactFile
{
    public static void WriteTo(this IArtifact artifact, TemporaryFile file)
    {
        using var target = File.Create(file.Path);
        artifact.Write(target);
    }
}
