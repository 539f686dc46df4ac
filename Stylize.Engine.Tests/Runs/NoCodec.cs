namespace Stylize.Engine.Tests.Runs;

/// <summary>A codec for operations that do not use it.</summary>
internal sealed class NoCodec : IImageCodec
{
    public string Name => "none";

    public IReadOnlyList<ImageFormat> ReadFormats => [];

    public IReadOnlyList<ImageFormat> WriteFormats => [];

    public ImageInfo Identify(ImageSource source, DecodeOptions? options = null) => throw new NotSupportedException();

    public ImageMetadata ReadMetadata(ImageSource source, DecodeOptions? options = null) =>
        throw new NotSupportedException();

    public Raster<Rgba32> DecodeRgba(ImageSource source, DecodeOptions? options = null) =>
        throw new NotSupportedException();

    public SampleImage<float> DecodeFloat(ImageSource source, DecodeOptions? options = null) =>
        throw new NotSupportedException();

    public SampleImage<ushort> DecodeSamples(ImageSource source, DecodeOptions? options = null) =>
        throw new NotSupportedException();

    public IStripReader OpenStrips(ImageSource source, DecodeOptions? options = null) =>
        throw new NotSupportedException();

    public IFrameReader OpenFrames(ImageSource source, DecodeOptions? options = null) =>
        throw new NotSupportedException();

    public void Encode(Raster<Rgba32> image, Stream target, EncodeOptions options) => throw new NotSupportedException();

    public void Encode(SampleImage<ushort> image, Stream target, EncodeOptions options) =>
        throw new NotSupportedException();

    public void Encode(Raster<uint> plane, Stream target, EncodeOptions options) => throw new NotSupportedException();

    public void EncodeFrames(IEnumerable<AnimationFrame> frames, Stream target, EncodeOptions options) =>
        throw new NotSupportedException();

    public void EncodePages(IEnumerable<SampleImage<ushort>> pages, Stream target, EncodeOptions options) =>
        throw new NotSupportedException();
}
