namespace Stylize.Engine.Imaging;

/// <summary>Reads the frames of an animation in order, each composed to the full canvas as in a viewer. A still image
/// is one frame of 0 ms. Not safe for concurrent use. Holds the file open until disposed.</summary>
public interface IFrameReader : IDisposable
{
    /// <summary>Information on the animation: the size is that of the canvas, the pages are the frames.</summary>
    ImageInfo Info { get; }

    /// <summary>Number of times that the animation is played; 0 for infinitely, 1 for a still image.</summary>
    int LoopCount { get; }

    /// <summary>Named parts of the animation, which only Aseprite files have.</summary>
    IReadOnlyList<FrameTag> Tags => [];

    /// <summary>Decodes the next frame to 8-bit sRGB with straight alpha.</summary>
    /// <param name="frame">Receives the frame; of the canvas's size.</param>
    /// <param name="milliseconds">Receives the duration of the frame, 0 or more; 0 at the end.</param>
    /// <returns>False at the end of the animation.</returns>
    /// <exception cref="StylizeException">ImageUnreadable: the frame is damaged.</exception>
    /// <exception cref="ArgumentException">The raster does not have the canvas's size.</exception>
    bool Read(Raster<Rgba32> frame, out int milliseconds);

    /// <summary>Passes over the next frame, which is not decoded if no later frame needs it.</summary>
    /// <param name="frame">Scratch space of the canvas's size.</param>
    /// <returns>False at the end of the animation.</returns>
    bool Skip(Raster<Rgba32> frame) => Read(frame, out _);
}

/// <summary>One frame of an animation, on the full canvas.</summary>
/// <param name="Image">The pixels. All frames of an animation have one size. The caller keeps ownership and may reuse
/// the raster for the next frame.</param>
/// <param name="Milliseconds">Duration in milliseconds, 0 or more. GIF stores it rounded to 0.01 s.</param>
public readonly record struct AnimationFrame(Raster<Rgba32> Image, int Milliseconds);

/// <summary>The order in which the frames of a <see cref="FrameTag"/> are played.</summary>
public enum TagDirection
{
    /// <summary>From the first to the last.</summary>
    Forward,

    /// <summary>From the last to the first.</summary>
    Reverse,

    /// <summary>From the first to the last and back.</summary>
    PingPong,

    /// <summary>From the last to the first and back.</summary>
    PingPongReverse,
}

/// <summary>A named part of an animation.</summary>
/// <param name="First">Number of its first frame, from 0.</param>
/// <param name="Last">Number of its last frame, from 0.</param>
public sealed record FrameTag(string Name, int First, int Last)
{
    /// <summary>The order of its frames.</summary>
    public TagDirection Direction { get; init; }

    /// <summary>Number of times that it is played, up to 65535; 0 leaves it open.</summary>
    public int Repeat { get; init; }
}

/// <summary>A still image as an animation of one frame.</summary>
/// <param name="image">The pixels, of which the reader takes ownership.</param>
internal sealed class StillFrame(ImageInfo info, Raster<Rgba32> image) : IFrameReader
{
    private bool _isRead;

    public ImageInfo Info => info;
    public int LoopCount => 1;

    public bool Read(Raster<Rgba32> frame, out int milliseconds)
    {
        milliseconds = 0;
        if (_isRead) return false;

        image.CopyTo(frame);
        return _isRead = true;
    }

    public void Dispose() => image.Dispose();
}
