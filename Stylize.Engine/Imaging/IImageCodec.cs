namespace Stylize.Engine.Imaging;

/// <summary>Image files to pixels and back. Implementations live in Stylize.Codecs, are safe to call from many threads, keep no file open
/// after a call (readers: after they are disposed), and fail with a <see cref="StylizeException"/> whose target is the source's path
/// (ImageMissing, ImageUnreadable, ImageTooLarge, FormatUnsupported). Damaged and truncated files are refused, never half
/// decoded.</summary>
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

    /// <summary>Reads what the file carries besides its pixels, and decodes none. EXIF of a TIFF is not gathered from its tags.</summary>
    ImageMetadata ReadMetadata(ImageSource source, DecodeOptions? options = null);

    /// <summary>Reads the text that says how the file was made, from the place where Encode puts it; null if there is none. For many files:
    /// of a large photograph, as little as possible is read.</summary>
    string? ReadProvenance(ImageSource source) => ReadMetadata(source).Provenance;

    /// <summary>Decodes to 8-bit sRGB with straight alpha; ICC profile and EXIF orientation applied.</summary>
    Raster<Rgba32> DecodeRgba(ImageSource source, DecodeOptions? options = null);

    /// <summary>Decodes to sRGB-encoded samples in [0,1] at the file's full precision: 1 or 3 color planes, and straight alpha where the
    /// file has it. ICC profile and EXIF orientation applied.</summary>
    SampleImage<float> DecodeFloat(ImageSource source, DecodeOptions? options = null);

    /// <summary>Decodes the stored sample values unchanged (8 bit: 0 to 255, 16 bit: 0 to 65535), without color management, for measuring.
    /// EXIF orientation applied.</summary>
    SampleImage<ushort> DecodeSamples(ImageSource source, DecodeOptions? options = null);

    /// <summary>Opens a file for reading its stored sample values from top to bottom in strips, for images larger than memory.</summary>
    IStripReader OpenStrips(ImageSource source, DecodeOptions? options = null);

    /// <summary>As <see cref="DecodeRgba"/>, from top to bottom in strips, so that an image larger than memory can be read. A codec that
    /// cannot decodes the whole image first.</summary>
    IRgbaStripReader OpenRgbaStrips(ImageSource source, DecodeOptions? options = null) =>
        new WholeRgbaStrips(Identify(source, options), DecodeRgba(source, options));

    /// <summary>Opens an animation (GIF, WebP, APNG) for reading its frames one after the other. Any other image, and the page of a TIFF
    /// that the options name, is one frame.</summary>
    IFrameReader OpenFrames(ImageSource source, DecodeOptions? options = null);

    /// <summary>Encodes an 8-bit image.</summary>
    void Encode(Raster<Rgba32> image, Stream target, EncodeOptions options);

    /// <summary>Encodes sample values, 8 or 16 bits by <see cref="SampleImage{T}.BitsPerSample"/>, to PNG or TIFF.</summary>
    void Encode(SampleImage<ushort> image, Stream target, EncodeOptions options);

    /// <summary>Encodes a plane of 32-bit unsigned values, such as labels beyond 65535, to TIFF.</summary>
    void Encode(Raster<uint> plane, Stream target, EncodeOptions options);

    /// <summary>Encodes an animation as GIF, WebP or (format Png) APNG, played <see cref="EncodeOptions.LoopCount"/> times. Each frame is
    /// encoded before the next is asked for, and only the rectangle in which it differs from the frame before is stored.</summary>
    /// <param name="frames">One or more frames of one size.</param>
    /// <param name="target">A stream; where it cannot seek, WebP and APNG go through a temporary file.</param>
    /// <param name="options">The format, its quality and the number of loops.</param>
    void EncodeFrames(IEnumerable<AnimationFrame> frames, Stream target, EncodeOptions options);

    /// <summary>Encodes pages of 8 or 16 bits, of any sizes and planes, as one TIFF; each before the next is asked for.</summary>
    /// <param name="pages">One or more pages; they stay the caller's. Metadata goes to the first.</param>
    /// <param name="target">A stream; where it cannot seek, the file goes through a temporary one.</param>
    /// <param name="options">The format, which must be Tiff, and its compression.</param>
    void EncodePages(IEnumerable<SampleImage<ushort>> pages, Stream target, EncodeOptions options);
}
