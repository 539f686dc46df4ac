namespace Stylize.Engine.Imaging;

/// <summary>Reads the frames of an animation from first to last, each composed to the full canvas as a viewer shows it. A still image is
/// one frame of 0 ms. Not safe for concurrent use; holds the file open until disposed.</summary>
public interface IFrameReader : IDisposable
{
    /// <summary>What is being read: the sides are those of the canvas, the pages are the frames.</summary>
    ImageInfo Info { get; }

    /// <summary>How often the animation is played; 0 for ever, 1 for a still image.</summary>
    int LoopCount { get; }

    /// <summary>Decodes the next frame to 8-bit sRGB with straight alpha.</summary>
    /// <param name="frame">A raster of the canvas's size, which is overwritten.</param>
    /// <param name="milliseconds">How long the frame is shown, 0 or more; 0 at the end.</param>
    /// <returns>False where there is no further frame.</returns>
    /// <exception cref="StylizeException">ImageUnreadable: the data of the frame is damaged.</exception>
    /// <exception cref="ArgumentException">The raster is not of the canvas's size.</exception>
    bool Read(Raster<Rgba32> frame, out int milliseconds);
}

/// <summary>One picture of an animation, on the full canvas.</summary>
/// <param name="Image">The pixels; all frames of an animation have one size. It stays the caller's, who may use it again for the next
/// frame.</param>
/// <param name="Milliseconds">How long it is shown, 0 or more. GIF stores hundredths of a second, rounded to nearest.</param>
public readonly record struct AnimationFrame(Raster<Rgba32> Image, int Milliseconds);

/// <summary>A still image as an animation of one frame.</summary>
/// <param name="image">Its pixels, which are the reader's from now on.</param>
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
