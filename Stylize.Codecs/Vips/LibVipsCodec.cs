using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Vips;

/// <summary>The default codec: libvips, called through GObject. It decodes as a stream, so large images cost little more than their pixels.</summary>
public sealed unsafe class LibVipsCodec : IImageCodec
{
    private readonly Lazy<IReadOnlyList<ImageFormat>> _readFormats = new(() => OnceStarted(VipsLoaders.Readable));
    private readonly Lazy<IReadOnlyList<ImageFormat>> _writeFormats = new(() => OnceStarted(VipsLoaders.Writable));

    /// <inheritdoc/>
    public string Name => $"libvips {VipsLibrary.Ensure()}";

    /// <inheritdoc/>
    public IReadOnlyList<ImageFormat> ReadFormats => _readFormats.Value;

    /// <inheritdoc/>
    public IReadOnlyList<ImageFormat> WriteFormats => _writeFormats.Value;

    /// <inheritdoc/>
    public ImageInfo Identify(ImageSource source, DecodeOptions? options = null) => WithPage(source, options, page => page.Info);

    /// <inheritdoc/>
    public Raster<Rgba32> DecodeRgba(ImageSource source, DecodeOptions? options = null) =>
        WithPage(source, options, page =>
        {
            using var color = VipsColor.ToSrgb(page.Image);
            return VipsDecoder.Decode<Rgba32>(color, 1, page.Info.Orientation, static (row, strips, _, target) =>
                SampleReader.ToRgba(row, strips.Format, strips.Bands, strips.HasAlpha, target))[0];
        });

    /// <inheritdoc/>
    public SampleImage<float> DecodeFloat(ImageSource source, DecodeOptions? options = null) =>
        WithPage(source, options, page =>
        {
            using var color = VipsColor.ToSrgb(page.Image);
            var planes = VipsDecoder.Decode<float>(color, VipsNative.vips_image_get_bands(color), page.Info.Orientation, static (row, strips, plane, target) =>
                SampleReader.ToUnit(row, strips.Format, strips.Bands, plane, target));
            return new SampleImage<float>(planes, page.Info.HasAlpha, 32);
        });

    /// <inheritdoc/>
    public SampleImage<ushort> DecodeSamples(ImageSource source, DecodeOptions? options = null) =>
        WithPage(source, options, page =>
        {
            StoredSamples.RequireUnsigned(page, source.Name);
            var planes = VipsDecoder.Decode<ushort>(page.Image, VipsNative.vips_image_get_bands(page.Image), page.Info.Orientation, (row, strips, plane, target) =>
                StoredSamples.Read(row, strips, plane, target, source.Name));
            return new SampleImage<ushort>(planes, page.Info.HasAlpha, Math.Min(page.Info.BitsPerSample, 16));
        });

    /// <inheritdoc/>
    public IStripReader OpenStrips(ImageSource source, DecodeOptions? options = null)
    {
        options ??= DecodeOptions.Default;
        options.Validate();
        return VipsStripReader.Open(SourceStream.Open(source, options, ReadFormats), options);
    }

    /// <inheritdoc/>
    public void Encode(Raster<Rgba32> image, Stream target, EncodeOptions options)
    {
        EncodeChecks.Require(options, WriteFormats);
        if (options is { Format: ImageFormat.Png, IndexedColors: { } colors })
        {
            IndexedPng.Write(image, colors, options.Compression, target);
            return;
        }

        VipsEncoder.Encode(image, target, options);
    }

    /// <inheritdoc/>
    public void Encode(SampleImage<ushort> image, Stream target, EncodeOptions options)
    {
        EncodeChecks.Require(options, EncodeChecks.SampleFormats(WriteFormats));
        VipsEncoder.Encode(image, target, options);
    }

    /// <inheritdoc/>
    public void Encode(Raster<uint> plane, Stream target, EncodeOptions options)
    {
        EncodeChecks.Require(options, EncodeChecks.LabelFormats(WriteFormats));
        VipsEncoder.Encode(plane, target, options);
    }

    private static IReadOnlyList<ImageFormat> OnceStarted(Func<IReadOnlyList<ImageFormat>> list)
    {
        VipsLibrary.Ensure();
        return list();
    }

    private T WithPage<T>(ImageSource source, DecodeOptions? options, Func<VipsPage, T> use)
    {
        options ??= DecodeOptions.Default;
        options.Validate();
        using var opened = SourceStream.Open(source, options, ReadFormats);
        using var page = VipsPage.Open(opened, options);
        try
        {
            return use(page);
        }
        catch (VipsFailure failure)
        {
            throw opened.Damaged(page.ReadFailure ?? failure);
        }
    }
}
