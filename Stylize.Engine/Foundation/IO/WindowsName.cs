using System.Buffers;

namespace Stylize.Engine.IO;

/// <summary>Detects names that Windows does not allow for files, or maps to other names.</summary>
internal static class WindowsName
{
    private const string DeviceRoot = @"\\.\";

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"|?*");

    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Numbered("COM"), .. Numbered("LPT")],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns true for a path in the device namespace of Windows, \\.\.</summary>
    public static bool IsDevice(string path) => path.StartsWith(DeviceRoot, StringComparison.Ordinal);

    /// <summary>Returns the reason why a file cannot have this full path on Windows, as the end of a sentence; null if
    /// it can.</summary>
    /// <param name="path">A full path with separators of this system or of Windows.</param>
    public static string? Problem(string path)
    {
        if (IsDevice(path)) return $"'{path[DeviceRoot.Length..].TrimEnd('\\')}' is a reserved device name";

        // \\?\C:\x and C:\x: the part before the first separator is a drive or a server.
        var below = path.StartsWith(@"\\?\", StringComparison.Ordinal) ? path[4..] : path;
        return below.Split(['\\', '/'], StringSplitOptions.RemoveEmptyEntries)
            .Skip(below.Length > 1 && below[1] == ':' ? 1 : 0).Select(ProblemOfName)
            .FirstOrDefault(problem => problem is not null);
    }

    /// <summary>Returns the reason why a file cannot have this name on Windows, as the end of a sentence; null if it
    /// can.</summary>
    public static string? ProblemOfName(string name)
    {
        if (name is "." or "..") return null;
        if (ProblemOfDevice(name) is { } device) return device;
        if (name.AsSpan().IndexOfAny(Forbidden) is var at and >= 0) return $"names cannot contain '{name[at]}'";

        return name.Any(char.IsControl) ? "names cannot contain control characters"
            : name[^1] is '.' or ' ' ? $"'{name}' would lose the {(name[^1] == '.' ? "dot" : "space")} at its end"
            : null;
    }

    /// <summary>Returns the reason why a name refers to a device; null if it does not. CON, con.txt and "con .txt" all
    /// refer to the console.</summary>
    public static string? ProblemOfDevice(string name) => name.Split('.')[0].TrimEnd(' ') is var stem
        && Devices.Contains(stem) ? $"'{stem}' is a reserved device name, with any extension" : null;

    /// <summary>Returns the names with the digits 1 to 9 and the superscripts 1 to 3, which Windows treats as
    /// digits.</summary>
    private static IEnumerable<string> Numbered(string name) => "123456789¹²³".Select(digit => name + digit);
}
