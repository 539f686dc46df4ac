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

/// <summary>
/// Classifies warnings of libjpeg about files that it decodes nevertheless. Missing pixels mean damage; extra bytes and contradicting
/// markers are harmless.
/// </summary>
internal static class JpegWarnings
{
    /// <summary>Parts of libjpeg's messages about truncated data and invalid codes.</summary>
    private static readonly string[] DamageMessages = ["premature end", "bad Huffman code", "Inconsistent progression"];

    /// <summary>True if strict decoding failed for a reason that loses no pixels.</summary>
    internal static bool AreHarmless(Exception? failure) =>
        failure is VipsFailure { Message: var words }
        && !DamageMessages.Any(damage => words.Contains(damage, StringComparison.OrdinalIgnoreCase));
}
