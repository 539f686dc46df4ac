namespace Stylize.Engine.IO;

/// <summary>Removes the temporary files of <see cref="AtomicFile"/> that terminated processes of this host left in the
/// folders of a run. Keeps files of other hosts and of running processes, and files with other names.
/// Thread-safe.</summary>
internal sealed class AbandonedFiles
{
    private readonly ConcurrentDictionary<string, byte> _seen = new(StringComparer.Ordinal);

    public void RemoveOnce(IEnumerable<string> folders)
    {
        foreach (var folder in folders)
        {
            RemoveOnce(folder);
        }
    }

    /// <summary>Cleans up a folder on the first call. Ignores a folder that does not exist or cannot be
    /// listed.</summary>
    public void RemoveOnce(string folder)
    {
        if (!_seen.TryAdd(folder, 0)) return;

        // Writing to the folder creates it, or reports the failure.
        FileFailure.Ignore(() =>
        {
            foreach (var file in Directory.EnumerateFiles(
                folder, TemporaryName.Pattern, new EnumerationOptions { AttributesToSkip = 0 }))
            {
                if (TemporaryName.IsAbandoned(Path.GetFileName(file)))
                {
                    AtomicFile.Remove(file);
                }
            }
        });
    }
}

/// <summary>Names of temporary files: ".stylize-HOST-ID-START-RANDOM.tmp", in hexadecimal. Host, process ID and process
/// start time identify the writer, so that files of ended processes can be removed.</summary>
internal static class TemporaryName
{
    private const string Prefix = ".stylize-";
    private const string Extension = ".tmp";

    /// <summary>Search pattern for temporary files in a folder.</summary>
    public const string Pattern = Prefix + "*" + Extension;

    private static readonly string Own = Invariant(
        $"{Prefix}{ProcessIdentity.Host}-{Environment.ProcessId:x}-{ProcessIdentity.OwnStart:x}-");

    public static string Create() => Own + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)) + Extension;

    public static bool IsTemporary(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal);

    public static bool IsAbandoned(string name) =>
        IsTemporary(name)
        && name[Prefix.Length..^Extension.Length].Split('-') is [var host, var id, var start, _]
        && host == ProcessIdentity.Host
        && int.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var process)
        && process > 0
        && long.TryParse(start, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var began)
        && ProcessIdentity.HasEnded(process, began);
}
