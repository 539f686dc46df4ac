namespace Stylize.Engine.Imaging;

/// <summary>
/// Image files to pixels and back. Implementations live in Stylize.Codecs, are safe to call from many threads, keep no file open after a call,
/// and fail with a <see cref="StylizeException"/> whose target is the source's path
/// (ImageMissing, ImageUnreadable, ImageTooLarge, FormatUnsupported). Damaged and truncated files are refused, never half decoded.
/// </summary>
public interface IImageCodec
{
    /// <summary>The codec's name and version.</summary>
    string Name { get; }

    /// <summary>Formats it can decode.</summary>
    IReadOnlyList<ImageFormat> ReadFormats { get; }

    /// <summary>Formats it can encode.</summary>
    IReadOnlyList<ImageFormat> WriteFormats { get; }

    /// <summary>Reads the header, checks the limits, and decodes nothing.</summary>
    ImageInfo Identify(ImageSource source, DecodeOptions? options = null);

    /// <summary>Decodes to 8-bit sRGB with straight alpha; ICC profile and EXIF orientation applied.</summary>
    Raster<Rgba32> DecodeRgba(ImageSource source, DecodeOptions? options = null);

    /// <summary>Decodes to sRGB-encoded samples in [0,1] at the file's full precision, 1 or 3 colour planes and straight alpha where the file has it; ICC profile and EXIF orientation applied.</summary>
    SampleImage<float> DecodeFloat(ImageSource source, DecodeOptions? options = null);

    /// <summary>Decodes the stored sample values unchanged (8 bit: 0 to 255, 16 bit: 0 to 65535), without colour management, for measuring. EXIF orientation applied.</summary>
    SampleImage<ushort> DecodeSamples(ImageSource source, DecodeOptions? options = null);

    /// <summary>Opens a file for reading its stored sample values from top to bottom in strips, so that an image larger than memory can be read.</summary>
    IStripReader OpenStrips(ImageSource source, DecodeOptions? options = null);

    /// <summary>Encodes an 8-bit image.</summary>
    void Encode(Raster<Rgba32> image, Stream target, EncodeOptions options);

    /// <summary>Encodes sample values, 8 or 16 bits by <see cref="SampleImage{T}.BitsPerSample"/>, to PNG or TIFF.</summary>
    void Encode(SampleImage<ushort> image, Stream target, EncodeOptions options);

    /// <summary>Encodes a plane of 32-bit unsigned values, such as labels beyond 65535, to TIFF.</summary>
    void Encode(Raster<uint> plane, Stream target, EncodeOptions options);
}
