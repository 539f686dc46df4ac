using System.Globalization;
using System.Security.Cryptography;

namespace Stylize.Engine.IO;

/// <summary>
/// Names of temporary files: ".stylize-HOST-ID-START-RANDOM.tmp", all in hexadecimal. Host, process id and the process's start tell who
/// writes the file, so that one whose process has ended can be removed.
/// </summary>
internal static class TemporaryName
{
    private const string Prefix = ".stylize-";
    private const string Extension = ".tmp";

    /// <summary>Matches the names of temporary files in a folder's listing.</summary>
    public const string Pattern = Prefix + "*" + Extension;

    private static readonly string Own = string.Create(
        CultureInfo.InvariantCulture, $"{Prefix}{ProcessIdentity.Host}-{Environment.ProcessId:x}-{ProcessIdentity.OwnStart:x}-");

    /// <summary>A new name of this process.</summary>
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
