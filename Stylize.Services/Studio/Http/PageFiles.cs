using System.Reflection;

namespace Stylize.Studio.Http;

/// <summary>The files of the page, which the assembly contains.</summary>
internal static class PageFiles
{
    private const string Folder = "Page/";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8", [".js"] = "text/javascript; charset=utf-8", [".css"] =
            "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml", [".png"] = "image/png", [".webmanifest"] = "application/manifest+json",
    };

    private static readonly Dictionary<string, (string Type, byte[] Bytes)> Files = Read();

    /// <summary>Returns true for a file that needs no cookie: browsers request the manifest and icons without
    /// one.</summary>
    public static bool IsPublic(string path) =>
        path is "/studio.css" or "/studio.svg" or "/studio.png" or "/studio.webmanifest";

    /// <summary>Returns the page that says why the studio does not open.</summary>
    public static byte[] Refused(string message) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Files["/refused.html"].Bytes)
            .Replace("{message}", WebUtility.HtmlEncode(message)));

    /// <summary>Returns the file of a path such as /studio.js; null if it does not exist.</summary>
    public static (string Type, byte[] Bytes)? Find(string path) =>
        Files.TryGetValue(path == "/" ? "/index.html" : path, out var file) ? file : null;

    private static Dictionary<string, (string Type, byte[] Bytes)> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var files = new Dictionary<string, (string Type, byte[] Bytes)>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            files["/" + name[Folder.Length..]] = (Types[Path.GetExtension(name)], bytes);
        }

        return files;
    }
}
