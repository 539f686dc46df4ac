namespace Stylize.Benchmarks;

/// <summary>
/// A file for readers that want one, and the inputs that broke a promise, which stay in fuzz-found below the working folder.
/// </summary>
internal sealed class FuzzFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>In memory where the system has such a folder: the disk is not what is tried.</summary>
    private readonly DirectoryInfo _folder = Directory.Exists(Memory)
        ? Directory.CreateDirectory(Path.Combine(Memory, "stylize-fuzz-" + Guid.NewGuid().ToString("N")))
        : Directory.CreateTempSubdirectory("stylize-fuzz-");

    private readonly Dictionary<string, byte[]> _written = [];

    /// <summary>Full path of a file with this content; the same path each time.</summary>
    public string Put(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        if (_written.TryGetValue(name, out var before) && ReferenceEquals(before, content) && File.Exists(path)) return path;

        _written[name] = content;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Full path of the folder.</summary>
    public string FullName => _folder.FullName;

    /// <summary>Keeps an input, and says why.</summary>
    public void Keep(string reader, byte[] input, string why)
    {
        Directory.CreateDirectory("fuzz-found");
        var name = $"fuzz-found/{reader}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input).AsSpan(0, 6))}";
        File.WriteAllBytes(name, input);
        File.WriteAllText(name + ".txt", why);
        Console.Error.WriteLine($"{name}: {why.Split('\n')[0]}");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
