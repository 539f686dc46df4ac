namespace Stylize.Engine.Imaging;

/// <summary>Decodes and encodes image files. Implementations (in Stylize.Codecs) are thread-safe and keep no file open
/// after a call (readers: after they are disposed). They throw a <see cref="StylizeException"/> with the source's path
/// as the target (ImageMissing, ImageUnreadable, ImageTooLarge, FormatUnsupported). Truncated files are refused, and
/// damaged ones unless <see cref="DecodeOptions.Damaged"/> is set.</summary>
public interface IImageCodec
{
    /// <summary>The codec's name and version.</summary>
    string Name { get; }

    /// <summary>Formats that the codec decodes.</summary>
    IReadOnlyList<ImageFormat> ReadFormats { get; }

    /// <summary>Formats that the codec encodes.</summary>
    IReadOnlyList<ImageFormat> WriteFormats { get; }

    /// <summary>Reads the header and checks the limits, without decoding.</summary>
    ImageInfo Identify(ImageSource source, DecodeOptions? options = null);

    /// <summary>Reads the metadata, without decoding. EXIF of a TIFF is not collected from its tags.</summary>
    ImageMetadata ReadMetadata(ImageSource source, DecodeOptions? options = null);

    /// <summary>Reads the provenance that Encode stored, or returns null. Reads as little of the file as possible,
    /// because it is used on many large files.</summary>
    string? ReadProvenance(ImageSource source) => ReadMetadata(source).Provenance;

    /// <summary>Decodes to 8-bit sRGB with straight alpha, and applies ICC profile and EXIF orientation.</summary>
    Raster<Rgba32> DecodeRgba(ImageSource source, DecodeOptions? options = null);

    /// <summary>Decodes to sRGB-encoded samples, 0 to 1, at the file's full precision: 1 or 3 color planes, and
    /// straight alpha if the file has it. Applies ICC profile and EXIF orientation.</summary>
    SampleImage<float> DecodeFloat(ImageSource source, DecodeOptions? options = null);

    /// <summary>Decodes the stored sample values unchanged (8 bit: 0 to 255, 16 bit: 0 to 65535), without color
    /// management, for measurements. Applies the EXIF orientation.</summary>
    SampleImage<ushort> DecodeSamples(ImageSource source, DecodeOptions? options = null);

    /// <summary>Reads the stored values of a gray image from top to bottom as numbers of any sample type, without color
    /// management. Equal red, green and blue count as gray. The default implementation reads integers of 8 or 16
    /// bits.</summary>
    /// <param name="row">Called with the number and the values of each row; the values are valid only during the
    /// call.</param>
    /// <exception cref="StylizeException">FormatUnsupported: the image is in color.</exception>
    void ReadNumbers(ImageSource source, Action<int, ReadOnlySpan<double>> row, DecodeOptions? options = null)
    {
        using var image = DecodeSamples(source, options);
        GrayNumbers.Read(image, source.Name, row);
    }

    /// <summary>Opens a file for reading stored sample values in strips from top to bottom, for images larger than
    /// memory.</summary>
    IStripReader OpenStrips(ImageSource source, DecodeOptions? options = null);

    /// <summary>Opens a file for reading as with <see cref="DecodeRgba"/>, in strips from top to bottom, for images
    /// larger than memory. The default implementation decodes the whole image first.</summary>
    IRgbaStripReader OpenRgbaStrips(ImageSource source, DecodeOptions? options = null) =>
        new WholeRgbaStrips(Identify(source, options), DecodeRgba(source, options));

    /// <summary>Opens an animation (GIF, WebP, APNG, Aseprite) for reading its frames in order. Any other image, or the
    /// selected page of a TIFF, is one frame.</summary>
    IFrameReader OpenFrames(ImageSource source, DecodeOptions? options = null);

    /// <summary>Encodes an 8-bit image.</summary>
    void Encode(Raster<Rgba32> image, Stream target, EncodeOptions options);

    /// <summary>Encodes sample values of 8 or 16 bits (<see cref="SampleImage{T}.BitsPerSample"/>) to PNG or
    /// TIFF.</summary>
    void Encode(SampleImage<ushort> image, Stream target, EncodeOptions options);

    /// <summary>Encodes a plane of 32-bit unsigned values, such as labels beyond 65535, to TIFF.</summary>
    void Encode(Raster<uint> plane, Stream target, EncodeOptions options);

    /// <summary>Encodes an animation as GIF, WebP, Aseprite or (format Png) APNG, played
    /// <see cref="EncodeOptions.LoopCount"/> times (not stored by Aseprite). Each frame is encoded before the next one
    /// is requested. Only the rectangle that differs from the previous frame is stored.</summary>
    /// <param name="frames">One or more frames of one size.</param>
    /// <param name="target">A stream. If it cannot seek, formats other than GIF use a temporary file.</param>
    /// <param name="options">The format, its quality and the number of loops.</param>
    void EncodeFrames(IEnumerable<AnimationFrame> frames, Stream target, EncodeOptions options);

    /// <summary>Encodes pages of 8 or 16 bits, of any sizes and planes, as one TIFF. Each page is encoded before the
    /// next one is requested.
    /// </summary>
    /// <param name="pages">One or more pages, which the caller keeps ownership of. The first page gets the
    /// metadata.</param>
    /// <param name="target">A stream. If it cannot seek, a temporary file is used.</param>
    /// <param name="options">The format, which must be Tiff, and its compression.</param>
    void EncodePages(IEnumerable<SampleImage<ushort>> pages, Stream target, EncodeOptions options);
}
