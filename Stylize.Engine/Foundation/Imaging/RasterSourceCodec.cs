namespace Stylize.Engine.Imaging;

/// <summary>A codec with one source that is already in memory, <see cref="Source"/>. It delegates every other source to another codec. Used
/// to run operations on existing pixels, and to measure them without decoding.</summary>
/// <param name="image">The image that decoding <see cref="Source"/> copies. The caller keeps ownership.</param>
internal sealed class RasterSourceCodec(Raster<Rgba32> image, IImageCodec files, string name) : IImageCodec
{
    private readonly bool _hasAlpha = !Opacity.IsOpaque(image);

    /// <summary>The image in memory. Other sources of the same name are different.</summary>
    public ImageSource Source { get; } = ImageSource.Memory(default, name);

    public string Name => files.Name;

    public IReadOnlyList<ImageFormat> ReadFormats => files.ReadFormats;

    public IReadOnlyList<ImageFormat> WriteFormats => files.WriteFormats;

    public ImageInfo Identify(ImageSource source, DecodeOptions? options = null) =>
        IsImage(source) ? Info : files.Identify(source, options);

    public ImageMetadata ReadMetadata(ImageSource source, DecodeOptions? options = null) =>
        IsImage(source) ? ImageMetadata.None : files.ReadMetadata(source, options);

    public Raster<Rgba32> DecodeRgba(ImageSource source, DecodeOptions? options = null) =>
        IsImage(source) ? image.Clone() : files.DecodeRgba(source, options);

    public SampleImage<float> DecodeFloat(ImageSource source, DecodeOptions? options = null) =>
        IsImage(source) ? Planes<float>(32, static v => v / 255f) : files.DecodeFloat(source, options);

    public SampleImage<ushort> DecodeSamples(ImageSource source, DecodeOptions? options = null) =>
        IsImage(source) ? Planes<ushort>(8, static v => v) : files.DecodeSamples(source, options);

    /// <exception cref="NotSupportedException">The source is the image in memory.</exception>
    public IStripReader OpenStrips(ImageSource source, DecodeOptions? options = null) =>
        !IsImage(source) ? files.OpenStrips(source, options)
            : throw new NotSupportedException("An image in memory cannot be read in strips.");

    public IRgbaStripReader OpenRgbaStrips(ImageSource source, DecodeOptions? options = null) =>
        IsImage(source) ? new WholeRgbaStrips(Info, image.Clone()) : files.OpenRgbaStrips(source, options);

    public IFrameReader OpenFrames(ImageSource source, DecodeOptions? options = null) =>
        IsImage(source) ? new StillFrame(Info, image.Clone()) : files.OpenFrames(source, options);

    public void Encode(Raster<Rgba32> image, Stream target, EncodeOptions options) => files.Encode(image, target, options);

    public void Encode(SampleImage<ushort> image, Stream target, EncodeOptions options) => files.Encode(image, target, options);

    public void Encode(Raster<uint> plane, Stream target, EncodeOptions options) => files.Encode(plane, target, options);

    public void EncodeFrames(IEnumerable<AnimationFrame> frames, Stream target, EncodeOptions options) =>
        files.EncodeFrames(frames, target, options);

    public void EncodePages(IEnumerable<SampleImage<ushort>> pages, Stream target, EncodeOptions options) =>
        files.EncodePages(pages, target, options);

    private ImageInfo Info => new(ImageFormat.Png, image.Width, image.Height, 1, 3, _hasAlpha, 8, false, 1);

    private bool IsImage(ImageSource source) => ReferenceEquals(source, Source);

    private SampleImage<T> Planes<T>(int bits, Func<byte, T> convert)
        where T : unmanaged
    {
        Func<Rgba32, byte>[] samples = _hasAlpha ? [p => p.R, p => p.G, p => p.B, p => p.A] : [p => p.R, p => p.G, p => p.B];
        return new SampleImage<T>([.. samples.Select(sample => Plane(sample, convert))], _hasAlpha, bits);
    }

    private Raster<T> Plane<T>(Func<Rgba32, byte> sample, Func<byte, T> convert)
        where T : unmanaged
    {
        var plane = new Raster<T>(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
        {
            var from = image.Row(y);
            var to = plane.Row(y);
            for (var x = 0; x < from.Length; x++)
            {
                to[x] = convert(sample(from[x]));
            }
        }

        return plane;
    }
}
