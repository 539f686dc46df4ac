namespace Stylize.Codecs.Vips;

/// <summary>A libvips call that returned an error. The text is libvips's error buffer, of which there is one for the whole process: while
/// other threads fail too it may hold their words, so it is only ever shown as an inner exception.</summary>
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

/// <summary>What libjpeg finds odd in a file and decodes all the same. Where pixels are missing the file is damaged, whatever it made of
/// them; bytes too many, or a marker that contradicts another, do no harm.</summary>
internal static class JpegWarnings
{
    /// <summary>From libjpeg's messages: data that end before the picture does, and codes that mean nothing.</summary>
    private static readonly string[] OfDamage = ["premature end", "bad Huffman code", "Inconsistent progression"];

    /// <summary>True where a strict decoding failed for a reason by which no pixel is lost.</summary>
    internal static bool AreHarmless(Exception? failure) =>
        failure is VipsFailure { Message: var words }
        && !OfDamage.Any(damage => words.Contains(damage, StringComparison.OrdinalIgnoreCase));
}
