namespace Stylize.Engine.Imaging;

/// <summary>
/// A codec whose every source is one image that is in memory already; it encodes through another codec. For running an operation on pixels
/// that come from elsewhere, and for measuring operations apart from decoding.
/// </summary>
public sealed class RasterSourceCodec : IImageCodec
{
    private readonly Raster<Rgba32> _image;
    private readonly IImageCodec _encoder;
    private readonly bool _hasAlpha;

    /// <summary>Wraps an image.</summary>
    /// <param name="image">The image that every decode copies; it stays the caller's.</param>
    /// <param name="encoder">Encodes what operations make.</param>
    public RasterSourceCodec(Raster<Rgba32> image, IImageCodec encoder)
    {
        _image = image;
        _encoder = encoder;
        _hasAlpha = AnyTransparent(image);
    }

    /// <inheritdoc/>
    public string Name => _encoder.Name;

    /// <inheritdoc/>
    public IReadOnlyList<ImageFormat> ReadFormats => _encoder.ReadFormats;

    /// <inheritdoc/>
    public IReadOnlyList<ImageFormat> WriteFormats => _encoder.WriteFormats;

    /// <inheritdoc/>
    public ImageInfo Identify(ImageSource source, DecodeOptions? options = null) =>
        new(ImageFormat.Png, _image.Width, _image.Height, 1, 3, _hasAlpha, 8, false, 1);

    /// <inheritdoc/>
    public ImageMetadata ReadMetadata(ImageSource source, DecodeOptions? options = null) => ImageMetadata.None;

    /// <inheritdoc/>
    public Raster<Rgba32> DecodeRgba(ImageSource source, DecodeOptions? options = null) => _image.Clone();

    /// <inheritdoc/>
    public SampleImage<float> DecodeFloat(ImageSource source, DecodeOptions? options = null) =>
        Planes<float>(32, static v => v / 255f);

    /// <inheritdoc/>
    public SampleImage<ushort> DecodeSamples(ImageSource source, DecodeOptions? options = null) =>
        Planes<ushort>(8, static v => v);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public IStripReader OpenStrips(ImageSource source, DecodeOptions? options = null) =>
        throw new NotSupportedException("An image in memory is not read in strips.");

    /// <inheritdoc/>
    public IFrameReader OpenFrames(ImageSource source, DecodeOptions? options = null) =>
        new StillFrame(Identify(source, options), _image.Clone());

    /// <inheritdoc/>
    public void Encode(Raster<Rgba32> image, Stream target, EncodeOptions options) => _encoder.Encode(image, target, options);

    /// <inheritdoc/>
    public void Encode(SampleImage<ushort> image, Stream target, EncodeOptions options) => _encoder.Encode(image, target, options);

    /// <inheritdoc/>
    public void Encode(Raster<uint> plane, Stream target, EncodeOptions options) => _encoder.Encode(plane, target, options);

    /// <inheritdoc/>
    public void EncodeFrames(IEnumerable<AnimationFrame> frames, Stream target, EncodeOptions options) =>
        _encoder.EncodeFrames(frames, target, options);

    /// <inheritdoc/>
    public void EncodePages(IEnumerable<SampleImage<ushort>> pages, Stream target, EncodeOptions options) =>
        _encoder.EncodePages(pages, target, options);

    private SampleImage<T> Planes<T>(int bits, Func<byte, T> convert)
        where T : unmanaged
    {
        Func<Rgba32, byte>[] samples = _hasAlpha ? [p => p.R, p => p.G, p => p.B, p => p.A] : [p => p.R, p => p.G, p => p.B];
        return new SampleImage<T>([.. samples.Select(sample => Plane(sample, convert))], _hasAlpha, bits);
    }

    private Raster<T> Plane<T>(Func<Rgba32, byte> sample, Func<byte, T> convert)
        where T : unmanaged
    {
        var plane = new Raster<T>(_image.Width, _image.Height);
        for (var y = 0; y < _image.Height; y++)
        {
            var from = _image.Row(y);
            var to = plane.Row(y);
            for (var x = 0; x < from.Length; x++)
            {
                to[x] = convert(sample(from[x]));
            }
        }

        return plane;
    }

    private static bool AnyTransparent(Raster<Rgba32> image)
    {
        for (var y = 0; y < image.Height; y++)
        {
            foreach (var pixel in image.Row(y))
            {
                if (pixel.A != 255)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
