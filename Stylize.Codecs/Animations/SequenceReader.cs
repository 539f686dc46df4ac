using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Animations;

/// <summary>Numbered files as the frames of an animation, which is played for ever.</summary>
/// <param name="info">The header: that of the first file, with the number of all as its pages.</param>
internal sealed class SequenceReader(ImageInfo info, IReadOnlyList<string> files, Func<string, Raster<Rgba32>> decode) : IFrameReader
{
    /// <summary>How long a frame is shown where nothing says it, in milliseconds, as in other programs for sprites.</summary>
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
                StylizeError.ImageUnreadable, file, string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{file}' is {image.Width} x {image.Height} pixels, and the first frame {info.Width} x {info.Height}."),
                "Frames of one animation have one size.");
        }

        image.CopyTo(frame);
        milliseconds = UsualMilliseconds;
        return true;
    }

    public void Dispose()
    {
        // No file stays open.
    }
}
