namespace Stylize.Codecs.Files;

/// <summary>Names the kinds of TIFF pages that are not read.</summary>
internal static class TiffKind
{
    /// <summary>Returns the feature for which no page is read, such as "LZMA compression"; null for none.</summary>
    public static string? Unsupported(TiffTags tags)
    {
        var bits = tags.First(258, 1);
        var isOurs = CompressionOf(tags) != TiffCompression.Other;
        return tags.First(259, 1) switch
        {
            6 => "old-style JPEG compression",
            32809 => "ThunderScan compression",
            34676 or 34677 => "colors as logarithms (LogLuv)",
            34925 => "LZMA compression",
            34712 => "JPEG 2000 compression",
            34887 => "LERC compression",
            50001 or 34927 => "WebP compression",
            50002 => "JPEG XL compression",
            not (2 or 3 or 4 or 7) and var other when !isOurs => Invariant($"compression {other}"),
            _ when tags.First(262, 1) is 8 or 9 or 10 => "colors in L*a*b*",
            _ when tags.First(262, 1) is 32844 or 32845 => "colors as logarithms (LogLuv)",
            _ when !isOurs => null,
            _ when tags.All(258).Any(value => value != bits) || tags.All(339).Distinct().Count() > 1 =>
                "samples of different types",
            _ when (KindOf(tags), bits)
                is not (('u', (>= 1 and <= 32) or 64) or ('i', 8 or 16 or 32 or 64) or ('f', 16 or 32 or 64)) =>
                KindOf(tags) switch
                {
                    'u' => Invariant($"samples of {bits} bits"),
                    'i' => Invariant($"signed samples of {bits} bits"),
                    'f' => Invariant($"floating-point samples of {bits} bits"),
                    _ => "complex numbers",
                },
            _ => null,
        };
    }

    /// <summary>Returns the feature for which samples are not used as numbers, because programs read it in different
    /// ways; null for none.</summary>
    public static string? Unclear(TiffTags tags) => (tags.First(317, 1), tags.First(258, 1), KindOf(tags)) switch
    {
        (_, 24, 'u') => "unsigned samples of 24 bits",
        (1, _, _) => null,
        _ when tags.First(259, 1) is 1 or 32773 => "a predictor without a compression that uses it",
        (2, 8 or 16 or 32 or 64, _) or (3, _, 'f') => null,
        var (predictor, bits, _) => Invariant($"predictor {predictor} of samples of {bits} bits"),
    };

    /// <summary>Returns the kind of a <see cref="StoredLayout"/>; ? for an unknown one.</summary>
    public static char KindOf(TiffTags tags) =>
        tags.First(339, 1) switch { 1 or 4 => 'u', 2 => 'i', 3 => 'f', _ => '?' };

    public static TiffCompression CompressionOf(TiffTags tags) => tags.First(259, 1) switch
    {
        1 => TiffCompression.None,
        5 => TiffCompression.Lzw,
        8 or 32946 => TiffCompression.Deflate,
        32773 => TiffCompression.PackBits,
        50000 or 34926 => TiffCompression.Zstandard,
        _ => TiffCompression.Other,
    };
}

internal enum TiffCompression
{
    /// <summary>Value 1.</summary>
    None,

    /// <summary>Value 5.</summary>
    Lzw,

    /// <summary>Deflate in a zlib stream, values 8 and 32946.</summary>
    Deflate,

    /// <summary>Value 32773.</summary>
    PackBits,

    /// <summary>Values 50000 and, in early files, 34926.</summary>
    Zstandard,

    Other,
}
