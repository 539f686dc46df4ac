using Stylize.Codecs.Files;
using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Containers;

/// <summary>The size that a file claims. Decoders believe sizes that its bytes cannot hold, or call an absurd size damage.</summary>
internal static class ClaimedSize
{
    // Headers and tables are more than the pixels of a small picture.
    private const long FreePixels = 1 << 20;

    /// <summary>Compares the claimed size with the limits; other formats, and headers too damaged to claim any, pass.</summary>
    /// <exception cref="StylizeException">ImageTooLarge; ImageUnreadable: the file has too few bytes for so many pixels.</exception>
    internal static void CheckLimits(SourceStream source, DecodeOptions options)
    {
        if (FormatCodec.Of(source.Format).Claim?.Invoke(source.Stream) is not var (width, height, perByte)) return;

        SourceLimits.Check(source.Name, width, height, 1, options);
        if (perByte < long.MaxValue && width * height > FreePixels + (source.Stream.Length * perByte))
        {
            throw SourceStream.Unreadable(
                source.Name,
                string.Create(CultureInfo.InvariantCulture,
                    $"claims {width:N0} x {height:N0} pixels, which its {source.Stream.Length:N0} bytes cannot hold"),
                "Replace the file with an intact copy.");
        }
    }
}
