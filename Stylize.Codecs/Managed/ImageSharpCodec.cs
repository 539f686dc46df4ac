using System.Reflection;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Rgba32 = Stylize.Engine.Imaging.Rgba32;

namespace Stylize.Codecs.Managed;

/// <summary>The managed codec: SixLabors.ImageSharp. It decodes whole images and needs several times the memory of their pixels.</summary>
internal sealed class ImageSharpCodec : FileCodec
{
    public override string Name { get; } = $"ImageSharp {Version()}";

    private protected override IReadOnlyList<ImageFormat> LibraryFormats { get; } =
        [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Gif, ImageFormat.Tga];

    private protected override IReadOnlyList<ImageFormat> LibraryWriteFormats { get; } =
        [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Gif];

    private protected override PageReader OpenLibrary(SourceStream source, DecodeOptions options) => new ImageSharpReader(source, options);

    private protected override ImageMetadata ReadLibraryMetadata(SourceStream source, DecodeOptions options) => ImageMetadata.None;

    private protected override void EncodePixels(Raster<Rgba32> image, Stream target, EncodeOptions options, bool keepAlpha) =>
        ImageSharpEncoder.Encode(image, target, options, keepAlpha);

    private protected override void EncodeSamples(SampleImage<ushort> image, Stream target, EncodeOptions options) =>
        ImageSharpEncoder.Encode(image, target, options);

    /// <summary>Returns the version of the package; that of the assembly has only its first number.</summary>
    private static string? Version() =>
        typeof(Image).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
}

/// <summary>A page that ImageSharp reads.</summary>
/// <param name="source">Owned by the page.</param>
internal sealed class ImageSharpReader(SourceStream source, DecodeOptions options) : PageReader(source.Name, source)
{
    public override Stylize.Engine.Imaging.ImageInfo Info => Page.Info;

    private ImageSharpPage Page => field ??= ImageSharpPage.Open(source, options);

    public override Raster<Rgba32> ToRgba()
    {
        var page = Page;
        return (page.Info switch
        {
            { IsFloat: true } => page.Decode<RgbaVector, Rgba32>(
                1, 8, static (pixel, _) => new Rgba32(ToByte(pixel.R), ToByte(pixel.G), ToByte(pixel.B), ToByte(pixel.A))),
            { BitsPerSample: > 8 } => page.Decode<Rgba64, Rgba32>(
                1, 8, static (pixel, _) => Narrow(pixel), page.ToSrgb),
            _ => page.Decode<SixLabors.ImageSharp.PixelFormats.Rgba32, Rgba32>(
                1, 8, static (pixel, _) => new Rgba32(pixel.R, pixel.G, pixel.B, pixel.A), page.ToSrgb),
        }).Planes[0];
    }

    public override SampleImage<float> ToUnits()
    {
        var page = Page;
        return page.Info.IsFloat
            ? page.Decode<RgbaVector, float>(
                page.Planes, 32, (pixel, plane) => page.Channel(plane) switch { 0 => pixel.R, 1 => pixel.G, 2 => pixel.B, _ => pixel.A })
            : page.Decode<Rgba64, float>(
                page.Planes, 32, (pixel, plane) => Sample(pixel, page.Channel(plane)) / 65535f, page.ToSrgb);
    }

    public override SampleImage<ushort> ToSamples()
    {
        var page = Page;
        if (page.Info.BitsPerSample > 16 || page.Info.IsFloat)
        {
            throw SourceStream.Unreadable(
                source.Name, "has 32-bit or floating-point samples, which cannot be read as 16-bit values",
                "Convert it to unsigned integers of 8 or 16 bits, scaled as needed.");
        }

        // 8-bit samples are multiplied by 257, so the low byte is the sample.
        return page.Info.BitsPerSample == 16
            ? page.Decode<Rgba64, ushort>(page.Planes, 16, (pixel, plane) => Sample(pixel, page.Channel(plane)))
            : page.Decode<Rgba64, ushort>(
                page.Planes, page.Info.BitsPerSample, (pixel, plane) => (ushort)(Sample(pixel, page.Channel(plane)) & 0xff));
    }

    private static Rgba32 Narrow(Rgba64 pixel) =>
        new(PlainPixels.To8(pixel.R), PlainPixels.To8(pixel.G), PlainPixels.To8(pixel.B), PlainPixels.To8(pixel.A));

    private static byte ToByte(float value) => (byte)((Math.Clamp(float.IsNaN(value) ? 0f : value, 0f, 1f) * 255f) + 0.5f);

    private static ushort Sample(Rgba64 pixel, int channel) => channel switch { 0 => pixel.R, 1 => pixel.G, 2 => pixel.B, _ => pixel.A };
}
