namespace Stylize.Codecs.Files;

/// <summary>Distinguishes an undamaged file of an unsupported kind from a damaged one by its header, which libraries do not.</summary>
internal static class UnsupportedKind
{
    /// <summary>Returns the unsupported feature of the file, such as "LZMA compression"; null if the header shows none.</summary>
    internal static string? Describe(ImageFormat format, Stream stream)
    {
        try
        {
            return format switch
            {
                ImageFormat.Tiff => OfTiff(stream),
                ImageFormat.Jpeg => OfJpeg(stream),
                _ => null,
            };
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            return null;
        }
    }

    private static string? OfTiff(Stream stream)
    {
        var tiff = new TiffReader(stream);
        var tags = tiff.Tags(tiff.Directories(0)[0]);
        var bits = tags.First(258, 1);
        return tags.First(259, 1) switch
        {
            6 => "old-style JPEG compression",
            34925 => "LZMA compression",
            34712 => "JPEG 2000 compression",
            34887 => "LERC compression",
            50000 => "Zstandard compression",
            50001 => "WebP compression",
            50002 => "JPEG XL compression",
            not (1 or 2 or 3 or 4 or 5 or 7 or 8 or 32773 or 32946) and var other => Invariant($"compression {other}"),
            _ when bits is not (1 or 2 or 4 or 8 or 16 or 32 or 64) => Invariant($"samples of {bits} bits"),
            _ when bits == 64 => "64-bit samples other than gray ones without compression or with LZW or deflate",
            _ when tags.First(262, 0) is 8 or 9 or 10 => "colors in L*a*b*",
            _ when tags.First(262, 0) is 32844 or 32845 => "colors as logarithms (LogLuv)",
            _ when tags.First(284, 1) == 2 && tags.Has(322) => "separate tiles for each channel",
            _ => null,
        };
    }

    private static string? OfJpeg(Stream stream) => JpegFrame.Find(stream) switch
    {
        { Marker: 0xc3 or 0xcb } => "lossless JPEG data",
        { Marker: (>= 0xc5 and <= 0xc7) or >= 0xcd } => "hierarchical JPEG data",
        { Bits: not 8 and var bits } => Invariant($"samples of {bits} bits"),
        _ => null,
    };
}
