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
        return page.Info switch
        {
            { IsFloat: true } => page.Decode<RgbaVector, Rgba32>(
                1, static (pixel, _) => new Rgba32(ToByte(pixel.R), ToByte(pixel.G), ToByte(pixel.B), ToByte(pixel.A)))[0],
            { BitsPerSample: > 8 } => page.Decode<Rgba64, Rgba32>(
                1, static (pixel, _) => Narrow(pixel), page.ToSrgb)[0],
            _ => page.Decode<SixLabors.ImageSharp.PixelFormats.Rgba32, Rgba32>(
                1, static (pixel, _) => new Rgba32(pixel.R, pixel.G, pixel.B, pixel.A), page.ToSrgb)[0],
        };
    }

    public override SampleImage<float> ToUnits()
    {
        var page = Page;
        if (page.Info.IsFloat)
        {
            var stored = page.Decode<RgbaVector, float>(
                page.Planes, (pixel, plane) => page.Channel(plane) switch { 0 => pixel.R, 1 => pixel.G, 2 => pixel.B, _ => pixel.A });
            return new SampleImage<float>(stored, page.Info.HasAlpha, 32);
        }

        var planes = page.Decode<Rgba64, float>(page.Planes, (pixel, plane) => Sample(pixel, page.Channel(plane)) / 65535f);
        page.ToSrgb(planes);
        return new SampleImage<float>(planes, page.Info.HasAlpha, 32);
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
        var planes = page.Info.BitsPerSample == 16
            ? page.Decode<Rgba64, ushort>(page.Planes, (pixel, plane) => Sample(pixel, page.Channel(plane)))
            : page.Decode<Rgba64, ushort>(page.Planes, (pixel, plane) => (ushort)(Sample(pixel, page.Channel(plane)) & 0xff));
        return new SampleImage<ushort>(planes, page.Info.HasAlpha, page.Info.BitsPerSample);
    }

    private static Rgba32 Narrow(Rgba64 pixel) =>
        new(PlainPixels.To8(pixel.R), PlainPixels.To8(pixel.G), PlainPixels.To8(pixel.B), PlainPixels.To8(pixel.A));

    private static byte ToByte(float value) => (byte)((Math.Clamp(float.IsNaN(value) ? 0f : value, 0f, 1f) * 255f) + 0.5f);

    private static ushort Sample(Rgba64 pixel, int channel) => channel switch { 0 => pixel.R, 1 => pixel.G, 2 => pixel.B, _ => pixel.A };
}
