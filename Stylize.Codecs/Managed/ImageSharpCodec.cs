using Rgba32 = Stylize.Engine.Imaging.Rgba32;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;
using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Managed;

/// <summary>The all-managed codec: SixLabors.ImageSharp. It decodes whole images, so large ones cost several times their pixels.</summary>
public sealed class ImageSharpCodec : IImageCodec
{
    /// <inheritdoc/>
    public string Name { get; } = $"ImageSharp {typeof(Image).Assembly.GetName().Version?.ToString(3)}";

    /// <inheritdoc/>
    public IReadOnlyList<ImageFormat> ReadFormats { get; } =
        [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff, ImageFormat.Gif, ImageFormat.Bmp, ImageFormat.Tga, ImageFormat.Ppm];

    /// <inheritdoc/>
    public IReadOnlyList<ImageFormat> WriteFormats { get; } = [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Tiff];

    /// <inheritdoc/>
    public Stylize.Engine.Imaging.ImageInfo Identify(ImageSource source, DecodeOptions? options = null)
    {
        using var page = Open(source, options);
        return page.Info;
    }

    /// <inheritdoc/>
    public Raster<Rgba32> DecodeRgba(ImageSource source, DecodeOptions? options = null)
    {
        using var page = Open(source, options);
        return page.Info switch
        {
            { IsFloat: true } => page.Decode<RgbaVector, Rgba32>(1, static (pixel, _) => new Rgba32(ToByte(pixel.R), ToByte(pixel.G), ToByte(pixel.B), ToByte(pixel.A)))[0],
            { BitsPerSample: > 8 } => page.Decode<Rgba64, Rgba32>(1, static (pixel, _) => new Rgba32(To8(pixel.R), To8(pixel.G), To8(pixel.B), To8(pixel.A)), page.ToSrgb)[0],
            _ => page.Decode<SixLabors.ImageSharp.PixelFormats.Rgba32, Rgba32>(1, static (pixel, _) => new Rgba32(pixel.R, pixel.G, pixel.B, pixel.A), page.ToSrgb)[0],
        };
    }

    /// <inheritdoc/>
    public SampleImage<float> DecodeFloat(ImageSource source, DecodeOptions? options = null)
    {
        using var page = Open(source, options);
        if (page.Info.IsFloat)
        {
            return new SampleImage<float>(page.Decode<RgbaVector, float>(page.Planes, (pixel, plane) => page.Channel(plane) switch { 0 => pixel.R, 1 => pixel.G, 2 => pixel.B, _ => pixel.A }), page.Info.HasAlpha, 32);
        }

        var planes = page.Decode<Rgba64, float>(page.Planes, (pixel, plane) => Sample(pixel, page.Channel(plane)) / 65535f);
        page.ToSrgb(planes);
        return new SampleImage<float>(planes, page.Info.HasAlpha, 32);
    }

    /// <inheritdoc/>
    public SampleImage<ushort> DecodeSamples(ImageSource source, DecodeOptions? options = null)
    {
        using var page = Open(source, options);
        if (page.Info.BitsPerSample > 16 || page.Info.IsFloat)
        {
            throw SourceStream.Unreadable(source.Name, "holds 32-bit or floating-point samples, which cannot be read as 16-bit values", "Convert it to 8 or 16 bits a sample, scaled as you mean it.");
        }

        // 8-bit samples come widened by 257, so the low byte is the sample.
        var planes = page.Info.BitsPerSample == 16
            ? page.Decode<Rgba64, ushort>(page.Planes, (pixel, plane) => Sample(pixel, page.Channel(plane)))
            : page.Decode<Rgba64, ushort>(page.Planes, (pixel, plane) => (ushort)(Sample(pixel, page.Channel(plane)) & 0xff));
        return new SampleImage<ushort>(planes, page.Info.HasAlpha, page.Info.BitsPerSample);
    }

    /// <inheritdoc/>
    public IStripReader OpenStrips(ImageSource source, DecodeOptions? options = null) =>
        new WholeImageStrips(Identify(source, options), DecodeSamples(source, options));

    /// <inheritdoc/>
    public void Encode(Raster<Rgba32> image, Stream target, EncodeOptions options)
    {
        EncodeChecks.Require(options, WriteFormats);
        if (options is { Format: ImageFormat.Png, IndexedColors: { } colors })
        {
            IndexedPng.Write(image, colors, options.Compression, target);
            return;
        }

        ImageSharpEncoder.Encode(image, target, options);
    }

    /// <inheritdoc/>
    public void Encode(SampleImage<ushort> image, Stream target, EncodeOptions options)
    {
        EncodeChecks.Require(options, EncodeChecks.SampleFormats(WriteFormats));
        ImageSharpEncoder.Encode(image, target, options);
    }

    /// <inheritdoc/>
    public void Encode(Raster<uint> plane, Stream target, EncodeOptions options)
    {
        EncodeChecks.Require(options, EncodeChecks.LabelFormats(WriteFormats));
        TiffWriter.Write(target, plane.Width, plane.Height, bands: 1, bits: 32, hasAlpha: false, options.Compression, (y, row) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(plane.Row(y)).CopyTo(row));
    }

    private ImageSharpPage Open(ImageSource source, DecodeOptions? options)
    {
        options ??= DecodeOptions.Default;
        options.Validate();
        var opened = SourceStream.Open(source, options, ReadFormats);
        try
        {
            return ImageSharpPage.Open(opened, options);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static byte To8(ushort value) => (byte)(((value * 255u) + 32895u) >> 16);

    private static byte ToByte(float value) => (byte)((Math.Clamp(float.IsNaN(value) ? 0f : value, 0f, 1f) * 255f) + 0.5f);

    private static ushort Sample(Rgba64 pixel, int channel) => channel switch { 0 => pixel.R, 1 => pixel.G, 2 => pixel.B, _ => pixel.A };
}
