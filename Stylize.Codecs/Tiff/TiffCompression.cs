namespace Stylize.Codecs.Tiff;

/// <summary>Compression of a page, as far as it is read here (TIFF tag 259).</summary>
internal enum TiffCompression
{
    /// <summary>None: 1.</summary>
    None,

    /// <summary>LZW: 5.</summary>
    Lzw,

    /// <summary>Deflate in a zlib stream: 8 and 32946.</summary>
    Deflate,

    /// <summary>Anything else, which the codec library reads.</summary>
    Other,
}
