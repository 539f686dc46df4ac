namespace Stylize.Codecs.Files;

/// <summary>Names the kinds of TIFF pages that are not read.</summary>
internal static class TiffKind
{
    /// <summary>Compressions by the value of tag 259 (TIFF 6.0, its technical notes, and the list of libtiff), with
    /// what reads them.</summary>
    public static readonly IReadOnlyDictionary<long, (string Name, TiffCompression Reader)> Compressions =
        new Dictionary<long, (string, TiffCompression)>
        {
            [1] = ("no compression", TiffCompression.None),
            [2] = ("fax compression (modified Huffman)", TiffCompression.Library),
            [3] = ("fax compression (group 3)", TiffCompression.Library),
            [4] = ("fax compression (group 4)", TiffCompression.Library),
            [5] = ("LZW compression", TiffCompression.Lzw),
            [6] = ("old-style JPEG compression", TiffCompression.Refused),
            [7] = ("JPEG compression", TiffCompression.Library),
            [8] = ("deflate compression", TiffCompression.Deflate),
            [9] = ("JBIG compression", TiffCompression.Refused),
            [10] = ("JBIG compression", TiffCompression.Refused),
            [32766] = ("NeXT compression", TiffCompression.Refused),
            [32773] = ("PackBits compression", TiffCompression.PackBits),
            [32809] = ("ThunderScan compression", TiffCompression.Refused),
            [32946] = ("deflate compression", TiffCompression.Deflate),
            [33003] = ("JPEG 2000 compression", TiffCompression.Refused),
            [33005] = ("JPEG 2000 compression", TiffCompression.Refused),
            [34661] = ("JBIG compression", TiffCompression.Refused),
            [34676] = ("colors as logarithms (LogLuv)", TiffCompression.Refused),
            [34677] = ("colors as logarithms (LogLuv)", TiffCompression.Refused),
            [34712] = ("JPEG 2000 compression", TiffCompression.Refused),
            [34887] = ("LERC compression", TiffCompression.Refused),
            [34892] = ("lossy JPEG compression of a raw photograph", TiffCompression.Refused),
            [34925] = ("LZMA compression", TiffCompression.Refused),
            [34926] = ("Zstandard compression", TiffCompression.Zstandard),
            [34927] = ("WebP compression", TiffCompression.Refused),
            [34933] = ("PNG compression", TiffCompression.Refused),
            [34934] = ("JPEG XR compression", TiffCompression.Refused),
            [50000] = ("Zstandard compression", TiffCompression.Zstandard),
            [50001] = ("WebP compression", TiffCompression.Refused),
            [50002] = ("JPEG XL compression", TiffCompression.Refused),
        };

    public static (string Name, TiffCompression Reader) Compression(long value) =>
        Compressions.GetValueOrDefault(value, (Invariant($"compression {value}"), TiffCompression.Refused));

    /// <summary>Returns the feature for which no page is read, such as "LZMA compression"; null for none.</summary>
    public static string? Unsupported(TiffTags tags)
    {
        var bits = tags.First(258, 1);
        var (name, reader) = Compression(tags.First(259, 1));
        return reader == TiffCompression.Refused ? name
            : tags.Has(50706) ? "a camera's raw data (DNG)"
            : tags.First(262, 1) is 8 or 9 or 10 ? "colors in L*a*b*"
            : tags.First(262, 1) is 32844 or 32845 ? "colors as logarithms (LogLuv)"
            : reader == TiffCompression.Library
                ? Misread(tags) ?? (Channels(tags) > 1 ? $"{name} of several gray samples" : null)
            : tags.All(258).Any(value => value != bits) || tags.All(339).Distinct().Count() > 1
                ? "samples of different types"
            : (KindOf(tags), bits)
                is ('u', (>= 1 and <= 32) or 64) or ('i', 8 or 16 or 32 or 64) or ('f', 16 or 32 or 64) ? null
            : KindOf(tags) switch
            {
                'u' => Invariant($"samples of {bits} bits"),
                'i' => Invariant($"signed samples of {bits} bits"),
                'f' => Invariant($"floating-point samples of {bits} bits"),
                _ => "complex numbers",
            };
    }

    /// <summary>Returns the feature of a page that the codec library decodes wrongly; null for none.</summary>
    public static string? Misread(TiffTags tags) => tags.First(262, 1) switch
    {
        9 or 10 => "colors in L*a*b*",
        32803 => "the mosaic of a camera's sensor",
        34892 => "the raw colors of a camera's sensor",
        _ when tags.Has(50706) => "a camera's raw data (DNG)",
        32844 or 32845 => "colors as logarithms (LogLuv)",
        4 or 7 or > 10 => Invariant($"samples of an unknown meaning (PhotometricInterpretation {tags.First(262, 1)})"),
        _ when !IsAlpha(tags.First(338, 2)) && tags.All(338).Any(IsAlpha) => "alpha after another extra sample",
        not 3 when tags.First(346, 0) == 1 => "a palette of other colors (Indexed)",
        5 when tags.First(332, 1) != 1 => "inks that are not CMYK (InkSet)",
        _ => Compression(tags.First(259, 1)) is (var name, TiffCompression.Library) && tags.First(284, 1) == 2
            && (tags.Has(322) || tags.First(258, 1) < 8) ? $"{name} in separate planes" : null,
    };

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

    /// <summary>True for a value of ExtraSamples that means alpha; Corel Draw 10 writes 999.</summary>
    public static bool IsAlpha(long extra) => extra is 1 or 2 or 999;

    /// <summary>Returns the number of gray images in the samples of a pixel.</summary>
    public static int Channels(TiffTags tags)
    {
        var samples = (int)Math.Clamp(tags.First(277, 1), 1, ushort.MaxValue);
        var isColor = tags.First(262, 1) is 2 or 5 or 6 or 8 or 9 or 10;
        var isOne = isColor || (samples == 2 && IsAlpha(tags.First(338, 0)));
        return isOne ? 1 : samples;
    }

    /// <summary>Returns the kind of a <see cref="StoredLayout"/>; ? for an unknown one.</summary>
    public static char KindOf(TiffTags tags) =>
        tags.First(339, 1) switch { 1 or 4 => 'u', 2 => 'i', 3 => 'f', _ => '?' };

    public static TiffCompression CompressionOf(TiffTags tags) => Compression(tags.First(259, 1)).Reader;
}

internal enum TiffCompression
{
    None,
    Lzw,

    /// <summary>Deflate in a zlib stream.</summary>
    Deflate,

    PackBits,
    Zstandard,

    /// <summary>Only the codec library decodes it.</summary>
    Library,

    Refused,
}
