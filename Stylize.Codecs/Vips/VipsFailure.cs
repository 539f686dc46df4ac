using System.Text.RegularExpressions;

namespace Stylize.Codecs.Vips;

/// <summary>A libvips call that returned an error. The text is libvips's error buffer, which the whole process shares. It can contain the
/// messages of other threads, so it appears only as an inner exception.</summary>
internal sealed class VipsFailure : Exception
{
    private VipsFailure(string message)
        : base(message)
    {
    }

    internal static VipsFailure Take(string call)
    {
        var text = VipsNative.vips_error_buffer_copy();
        VipsNative.vips_error_clear();
        var words = Marshal.PtrToStringUTF8(text)?.Trim();
        VipsNative.g_free(text);
        return new VipsFailure(string.IsNullOrEmpty(words) ? $"{call} failed" : $"{call}: {words}");
    }
}

/// <summary>Classifies warnings of libjpeg, also in TIFF, about pixel data that it decodes nevertheless. Warnings about headers are
/// harmless.</summary>
internal static partial class JpegWarnings
{
    /// <summary>True if the file ends before its data does, so that pixels are missing.</summary>
    internal static bool IsTruncated(VipsFailure failure) =>
        failure.Message.Contains("premature end of JPEG file", StringComparison.OrdinalIgnoreCase);

    /// <summary>True unless the warning is known to change no pixels. The warning itself can be lost to another thread.</summary>
    internal static bool IsDamage(VipsFailure failure) =>
        !OfHeader().IsMatch(failure.Message)
        || OfHeader().Replace(failure.Message, "").Contains("Corrupt JPEG data", StringComparison.Ordinal);

    /// <summary>Messages about the header. Of the markers, those for tables of codes, scans, restarts and the end follow pixel data.
    /// </summary>
    [GeneratedRegex("Invalid SOS parameters|JFIF revision|Adobe color transform|Corrupt JPEG data: bad ICC marker"
        + "|Corrupt JPEG data: [0-9]+ extraneous bytes before marker 0x(?!d[0-9a]|c4)")]
    private static partial Regex OfHeader();
}
