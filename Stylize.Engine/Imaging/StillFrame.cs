namespace Stylize.Engine.Imaging;

/// <summary>A still image as an animation of one frame.</summary>
/// <param name="info">Its header.</param>
/// <param name="image">Its pixels, which are the reader's from now on.</param>
internal sealed class StillFrame(ImageInfo info, Raster<Rgba32> image) : IFrameReader
{
    private bool _isRead;

    /// <inheritdoc/>
    public ImageInfo Info => info;

    /// <inheritdoc/>
    public int LoopCount => 1;

    /// <inheritdoc/>
    public bool Read(Raster<Rgba32> frame, out int milliseconds)
    {
        milliseconds = 0;
        if (_isRead)
        {
            return false;
        }

        image.CopyTo(frame);
        return _isRead = true;
    }

    /// <inheritdoc/>
    public void Dispose() => image.Dispose();
}
