namespace Stylize.Benchmarks;

/// <summary>
/// Provides a file to readers that need one, and keeps the inputs that caused failures in fuzz-found below the current
/// folder.
/// </summary>
internal sealed class FuzzFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>In memory if the system has such a folder, because the disk is not under test.</summary>
    private readonly DirectoryInfo _folder = Directory.Exists(Memory)
        ? Directory.CreateDirectory(Path.Combine(Memory, "stylize-fuzz-" + Guid.NewGuid().ToString("N")))
        : Directory.CreateTempSubdirectory("stylize-fuzz-");

    private readonly Dictionary<string, byte[]> _written = [];

    /// <summary>Writes content to a file and returns its full path, which is the same each time.</summary>
    public string Put(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        if (_written.TryGetValue(name, out var before) && ReferenceEquals(before, content) && File.Exists(path))
        {
            return path;
        }

        _written[name] = content;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string FullName => _folder.FullName;

    /// <summary>Keeps an input, with the reason in its name.</summary>
    public void Keep(string reader, byte[] input, string why)
    {
        Directory.CreateDirectory("fuzz-found");
        var name =
            $"fuzz-found/{reader}-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input).AsSpan(0, 6))}";
        File.WriteAllBytes(name, input);
        File.WriteAllText(name + ".txt", why);
        Console.Error.WriteLine($"{name}: {why.Split('\n')[0]}");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
