namespace Stylize.Studio.Inputs;

/// <summary>Opens files that studios have written.</summary>
internal static class OwnFile
{
    // Not an input: only this studio writes it.
    public static byte[] ReadAll(string path) => File.ReadAllBytes(path);

    // Not an input: only studios write it.
    public static string ReadText(string path) => File.ReadAllText(path);

    public static FileStream Content(string path) =>
        // Not an input: only this studio writes it.
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    /// <summary>Opens a file that nobody else can open until it is closed.</summary>
    /// <param name="isNew">True to create the file, false to open an existing one.</param>
    public static FileStream Lock(string path, bool isNew) =>
        // Not an input: only studios write it.
        new(path, isNew ? FileMode.CreateNew : FileMode.Open, FileAccess.ReadWrite, FileShare.None);
}
