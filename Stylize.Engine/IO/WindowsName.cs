using System.Buffers;

namespace Stylize.Engine.IO;

/// <summary>Names that Windows does not give to files, or gives to other files than the name says.</summary>
internal static class WindowsName
{
    private const string DeviceRoot = @"\\.\";

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"|?*");

    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Numbered("COM"), .. Numbered("LPT")], StringComparer.OrdinalIgnoreCase);

    /// <summary>True for a path that Windows takes for a device, whose root is \\.\.</summary>
    public static bool IsDevice(string path) => path.StartsWith(DeviceRoot, StringComparison.Ordinal);

    /// <summary>Why a file cannot have this full path on Windows, as the end of a sentence; null where it can.</summary>
    /// <param name="path">A full path, with the separators of this system or of Windows.</param>
    public static string? Problem(string path)
    {
        if (IsDevice(path)) return $"'{path[DeviceRoot.Length..].TrimEnd('\\')}' is a device there";

        // \\?\C:\x and C:\x; what is before the first separator is a drive or a server.
        var below = path.StartsWith(@"\\?\", StringComparison.Ordinal) ? path[4..] : path;
        return below.Split(['\\', '/'], StringSplitOptions.RemoveEmptyEntries)
            .Skip(below.Length > 1 && below[1] == ':' ? 1 : 0).Select(ProblemOfPart).FirstOrDefault(problem => problem is not null);
    }

    private static string? ProblemOfPart(string name)
    {
        if (name is "." or "..") return null;

        // CON, con.txt and "con .txt" are all the console.
        var stem = name.Split('.')[0].TrimEnd(' ');
        if (Devices.Contains(stem)) return $"'{stem}' is a device there, with any extension";
        if (name.AsSpan().IndexOfAny(Forbidden) is var at and >= 0) return $"no name has a '{name[at]}' there";

        return name.Any(char.IsControl) ? "no name has a control character there"
            : name[^1] is '.' or ' ' ? $"'{name}' would lose the {(name[^1] == '.' ? "dot" : "space")} at its end there"
            : null;
    }

    /// <summary>1 to 9, and the three superscript digits, which Windows takes for digits.</summary>
    private static IEnumerable<string> Numbered(string name) => "123456789¹²³".Select(digit => name + digit);
}
