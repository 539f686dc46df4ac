namespace Stylize.Codecs.Animations;

/// <summary>Reads an animation whose frames are drawn one by one, and that plays forever.</summary>
/// <param name="draw">Draws the frame of a number, and returns its milliseconds.</param>
/// <param name="source">Owned by the reader; null if nothing stays open between frames.</param>
internal sealed class DrawnFrames(ImageInfo info, Func<int, Raster<Rgba32>, int> draw, IDisposable? source = null) : IFrameReader
{
    /// <summary>Default duration of a frame in milliseconds, as in other sprite programs.</summary>
    public const int UsualMilliseconds = 100;

    private int _next;

    public ImageInfo Info => info;
    public int LoopCount => 0;

    public IReadOnlyList<FrameTag> Tags { get; init; } = [];

    public bool Read(Raster<Rgba32> frame, out int milliseconds)
    {
        RequireSize(frame, info);
        milliseconds = _next < info.Pages ? draw(_next, frame) : 0;
        return _next++ < info.Pages;
    }

    public void Dispose() => source?.Dispose();

    internal static void RequireSize(Raster<Rgba32> frame, ImageInfo info)
    {
        if ((frame.Width, frame.Height) != (info.Width, info.Height))
        {
            throw new ArgumentException(
                $"The raster has {frame.Width} x {frame.Height} pixels, but the frames have {info.Width} x {info.Height}.", nameof(frame));
        }
    }
}
