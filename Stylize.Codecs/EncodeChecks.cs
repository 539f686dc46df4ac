using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs;

/// <summary>Refuses what cannot be encoded before anything is written.</summary>
internal static class EncodeChecks
{
    /// <summary>Throws unless the format is writable and the quality in range.</summary>
    internal static void Require(EncodeOptions options, IReadOnlyList<ImageFormat> writable)
    {
        if (!writable.Contains(options.Format))
        {
            var formats = string.Join(", ", writable.Select(ImageFormatName.Of));
            throw new StylizeException(
                StylizeError.FormatUnsupported,
                nameof(EncodeOptions.Format),
                $"This codec does not write {ImageFormatName.Of(options.Format)}. It writes {formats}.",
                $"Choose one of {formats}.");
        }

        if (options.Quality is < 1 or > 100)
        {
            throw StylizeException.Option(nameof(EncodeOptions.Quality), options.Quality, "1 to 100");
        }
    }
}
