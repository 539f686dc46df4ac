using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Stylize.Engine.IO;

/// <summary>Removes the temporary files of <see cref="AtomicFile"/> that killed processes of this host have left in the folders of one run.
/// Those of other hosts, of processes that still run, and files whose names tell neither stay. Safe for concurrent use.</summary>
internal sealed class AbandonedFiles
{
    private readonly ConcurrentDictionary<string, byte> _seen = new(StringComparer.Ordinal);

    /// <summary>Looks through folders as <see cref="RemoveOnce(string)"/> does.</summary>
    public void RemoveOnce(IEnumerable<string> folders)
    {
        foreach (var folder in folders)
        {
            RemoveOnce(folder);
        }
    }

    /// <summary>Looks through a folder once. A folder that does not exist or cannot be listed is left alone.</summary>
    public void RemoveOnce(string folder)
    {
        if (!_seen.TryAdd(folder, 0)) return;

        try
        {
            foreach (var file in Directory.EnumerateFiles(folder, TemporaryName.Pattern, new EnumerationOptions { AttributesToSkip = 0 }))
            {
                if (TemporaryName.IsAbandoned(Path.GetFileName(file)))
                {
                    AtomicFile.Remove(file);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder is made, or its failure told, when the run writes there.
        }
    }
}

/// <summary>Names of temporary files: ".stylize-HOST-ID-START-RANDOM.tmp", all in hexadecimal. Host, process id and the process's start
/// tell who writes the file, so that one whose process has ended can be removed.</summary>
internal static class TemporaryName
{
    private const string Prefix = ".stylize-";
    private const string Extension = ".tmp";

    /// <summary>Matches the names of temporary files in a folder's listing.</summary>
    public const string Pattern = Prefix + "*" + Extension;

    private static readonly string Own = string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{ProcessIdentity.Host}-{Environment.ProcessId:x}-{ProcessIdentity.OwnStart:x}-");

    public static string Create() => Own + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4)) + Extension;

    /// <summary>True for the name of a temporary file.</summary>
    public static bool IsTemporary(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal);

    /// <summary>True for the name of a temporary file whose process ran on this host and has ended.</summary>
    public static bool IsAbandoned(string name) =>
        IsTemporary(name)
        && name[Prefix.Length..^Extension.Length].Split('-') is [var host, var id, var start, _]
        && host == ProcessIdentity.Host
        && int.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var process)
        && process > 0
        && long.TryParse(start, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var began)
        && ProcessIdentity.IsGone(process, began);
}
