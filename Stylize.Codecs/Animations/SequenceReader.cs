namespace Stylize.Codecs.Animations;

/// <summary>Reads numbered files as frames of an animation that plays forever.</summary>
/// <param name="info">Header of the first file, with the number of files as its pages.</param>
internal sealed class SequenceReader(ImageInfo info, IReadOnlyList<string> files, Func<string, Raster<Rgba32>> decode) : IFrameReader
{
    /// <summary>Default duration of a frame in milliseconds, as in other sprite programs.</summary>
    public const int UsualMilliseconds = 100;

    private int _next;

    public ImageInfo Info => info;
    public int LoopCount => 0;

    public bool Read(Raster<Rgba32> frame, out int milliseconds)
    {
        if (_next == files.Count)
        {
            milliseconds = 0;
            return false;
        }

        var file = files[_next++];
        using var image = decode(file);
        if ((image.Width, image.Height) != (info.Width, info.Height))
        {
            throw new StylizeException(
                StylizeError.ImageUnreadable, file, Invariant(
                    $"'{file}' has {image.Width} x {image.Height} pixels, but the first frame has {info.Width} x {info.Height}."),
                "Resize the frames of the animation to one size.");
        }

        image.CopyTo(frame);
        milliseconds = UsualMilliseconds;
        return true;
    }

    public void Dispose()
    {
        // No file stays open between frames.
    }
}
