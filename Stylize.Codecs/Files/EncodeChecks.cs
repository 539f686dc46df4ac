using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Files;

/// <summary>Refuses what cannot be encoded before anything is written.</summary>
internal static class EncodeChecks
{
    /// <summary>Those of the formats that hold 16-bit samples.</summary>
    internal static IReadOnlyList<ImageFormat> SampleFormats(IReadOnlyList<ImageFormat> writable) =>
        [.. writable.Where(format => format is ImageFormat.Png or ImageFormat.Tiff)];

    /// <summary>Those of the formats that hold animations.</summary>
    internal static IReadOnlyList<ImageFormat> FrameFormats(IReadOnlyList<ImageFormat> writable) =>
        [.. writable.Where(format => format is ImageFormat.Gif or ImageFormat.WebP or ImageFormat.Png)];

    /// <summary>Those of the formats that hold 32-bit labels, or pages: TIFF where it is written.</summary>
    internal static IReadOnlyList<ImageFormat> TiffOnly(IReadOnlyList<ImageFormat> writable) =>
        [.. writable.Where(format => format is ImageFormat.Tiff)];

    /// <summary>Throws unless the format is one of <paramref name="writable"/> and the quality in range.</summary>
    internal static void Require(EncodeOptions options, IReadOnlyList<ImageFormat> writable)
    {
        if (!writable.Contains(options.Format))
        {
            var formats = string.Join(", ", writable.Select(ImageFormatName.Of));
            throw new StylizeException(
                StylizeError.FormatUnsupported,
                nameof(EncodeOptions.Format),
                $"This codec does not write such pixels as {ImageFormatName.Of(options.Format)}. It writes them as {formats}.",
                $"Choose one of {formats}.");
        }

        if (options.Quality is < 1 or > 100)
        {
            throw StylizeException.Option(nameof(EncodeOptions.Quality), options.Quality, "1 to 100");
        }

        if (options.LoopCount is < 0 or > ushort.MaxValue)
        {
            throw StylizeException.Option(nameof(EncodeOptions.LoopCount), options.LoopCount, "0 to 65535");
        }
    }
}
