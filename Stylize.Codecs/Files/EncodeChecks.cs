using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Files;

/// <summary>Refuses what cannot be encoded before anything is written.</summary>
internal static class EncodeChecks
{
    /// <summary>Throws unless the format is one of the codec's that can carry the content, and the options are in range.</summary>
    internal static void Require(EncodeOptions options, IReadOnlyList<ImageFormat> known, FormatContent content)
    {
        ImageFormat[] writable = [.. known.Where(format => FormatDefinition.Of(format).Holds(content))];
        if (!writable.Contains(options.Format))
        {
            var formats = string.Join(", ", writable.Select(format => FormatDefinition.Of(format).Name));
            throw new StylizeException(
                StylizeError.FormatUnsupported, nameof(EncodeOptions.Format),
                $"This codec does not write such pixels as {FormatDefinition.Of(options.Format).Name}. It writes them as {formats}.",
                $"Choose one of {formats}.");
        }

        if (options.Quality is < 1 or > 100) throw StylizeException.Option(nameof(EncodeOptions.Quality), options.Quality, "1 to 100");

        if (options.LoopCount is < 0 or > ushort.MaxValue)
        {
            throw StylizeException.Option(nameof(EncodeOptions.LoopCount), options.LoopCount, "0 to 65535");
        }
    }
}
