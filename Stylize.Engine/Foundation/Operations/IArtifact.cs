namespace Stylize.Engine.Operations;

/// <summary>The result of an operation for one input: it writes and draws itself, and has a summary.</summary>
public interface IArtifact : IDisposable
{
    /// <summary>Width of the result in pixels.</summary>
    int Width { get; }

    /// <summary>Height of the result in pixels.</summary>
    int Height { get; }

    /// <summary>
    /// Facts about the result in display order: names in PascalCase; values are numbers, strings, time spans, named
    /// values, or lists of them.
    /// </summary>
    IReadOnlyList<KeyValuePair<string, object?>> Summary { get; }

    /// <summary>
    /// The files of the result other than the main file. Each is written atomically, before the main file.
    /// </summary>
    IReadOnlyList<SideFile> SideFiles => [];

    /// <summary>True if each pixel of <see cref="Picture"/> is a cell, to be shown as a square.</summary>
    bool IsPixelated => false;

    /// <summary>Writes the main file to a stream.</summary>
    void Write(Stream target);

    /// <summary>Draws the result, without encoding it. Of an animation, draws the first frame.</summary>
    /// <param name="side">Longer side of the picture in pixels, if the result can be drawn at any size.</param>
    /// <param name="context">Threads and cancellation.</param>
    /// <returns>A raster that the caller owns.</returns>
    Raster<Rgba32> Picture(int side, OperationContext context);
}

/// <summary>A file of an artifact other than the main file, such as the palette of an image.</summary>
/// <param name="Suffix">The part of its name after the stem of the main file, such as ".gpl".</param>
/// <param name="Write">Writes the content to a stream.</param>
public sealed record SideFile(string Suffix, Action<Stream> Write)
{
    /// <summary>True if the file is a drawing by itself, such as the plate of an ink, which front ends list as they
    /// list results.</summary>
    public bool IsPlate { get; init; }

    /// <summary>True if nothing would be in the file. It is not written, and one of an earlier run is
    /// deleted.</summary>
    public bool IsEmpty { get; init; }
}
