namespace Stylize.Engine.Imaging;

/// <summary>The source of an image: a file, or bytes or pixels in memory.</summary>
public sealed record ImageSource
{
    private ImageSource(string name, ReadOnlyMemory<byte>? bytes)
    {
        Name = name;
        Bytes = bytes;
    }

    /// <summary>The file's full path, or the name of the bytes, for errors.</summary>
    public string Name { get; }

    /// <summary>The encoded bytes, or null for a file.</summary>
    public ReadOnlyMemory<byte>? Bytes { get; }

    /// <summary>A decoded picture, which its owner keeps; null for encoded sources.</summary>
    internal Raster<Rgba32>? Pixels { get; private init; }

    /// <summary>Creates a source for a file.</summary>
    /// <param name="path">
    /// A path; a relative one begins in the working directory of the process, which may not be the user's.
    /// </param>
    public static ImageSource File(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new(path.Length == 0 || Path.IsPathRooted(path) ? path : Path.GetFullPath(path), null);
    }

    /// <summary>Creates a source for encoded bytes in memory.</summary>
    public static ImageSource Memory(ReadOnlyMemory<byte> bytes, string name) => new(name, bytes);

    /// <summary>Creates a source for a picture in memory, so that operations can run on existing pixels.</summary>
    internal static ImageSource Picture(Raster<Rgba32> image, string name) =>
        new(name, ReadOnlyMemory<byte>.Empty) { Pixels = image };
}
