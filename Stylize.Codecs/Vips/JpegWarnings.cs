namespace Stylize.Codecs.Vips;

/// <summary>
/// What libjpeg finds odd in a file and decodes all the same. Where pixels are missing the file is damaged, whatever it made of them;
/// bytes too many, or a marker that contradicts another, do no harm.
/// </summary>
internal static class JpegWarnings
{
    /// <summary>From libjpeg's messages: data that end before the picture does, and codes that mean nothing.</summary>
    private static readonly string[] OfDamage = ["premature end", "bad Huffman code", "Inconsistent progression"];

    /// <summary>True where a strict decoding failed for a reason by which no pixel is lost.</summary>
    internal static bool AreHarmless(Exception? failure) =>
        failure is VipsFailure { Message: var words }
        && !OfDamage.Any(damage => words.Contains(damage, StringComparison.OrdinalIgnoreCase));
}
