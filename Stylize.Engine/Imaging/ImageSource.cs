namespace Stylize.Engine.Imaging;

/// <summary>Where an encoded image comes from: a file, or bytes in memory.</summary>
public sealed record ImageSource
{
    private ImageSource(string name, ReadOnlyMemory<byte>? bytes)
    {
        Name = name;
        Bytes = bytes;
    }

    /// <summary>The file's full path, or the name given to the bytes; errors name it.</summary>
    public string Name { get; }

    /// <summary>The encoded bytes, or null for a file.</summary>
    public ReadOnlyMemory<byte>? Bytes { get; }

    /// <summary>A file.</summary>
    /// <param name="path">A full path: the process's working directory is not the user's.</param>
    public static ImageSource File(string path) => new(path, null);

    /// <summary>Encoded bytes in memory.</summary>
    public static ImageSource Memory(ReadOnlyMemory<byte> bytes, string name) => new(name, bytes);
}
