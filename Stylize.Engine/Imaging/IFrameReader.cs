namespace Stylize.Engine.Imaging;

/// <summary>
/// Reads the frames of an animation from first to last, each composed to the full canvas as a viewer shows it. A still image is one frame
/// of 0 ms. Not safe for concurrent use; holds the file open until disposed.
/// </summary>
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
