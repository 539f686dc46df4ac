using Stylize.Codecs.Containers;
using Stylize.Codecs.Files;
using Stylize.Codecs.Gif;
using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Vips;

/// <summary>The default codec: libvips, called through GObject. It decodes as a stream, so memory is little more than the pixels.</summary>
internal sealed unsafe class LibVipsCodec : FileCodec
{
    private readonly Lazy<IReadOnlyList<ImageFormat>> _readFormats = new(() => Known(row => row.Loader, VipsLibrary.IsChosen));
    private readonly Lazy<IReadOnlyList<ImageFormat>> _writeFormats = new(() => Known(row => row.Saver, withChoices: false));

    /// <exception cref="StylizeException">DependencyMissing: no libvips could be loaded. The same holds for every other member.</exception>
    public override string Name => $"libvips {VipsLibrary.Ensure()}";

    private protected override IReadOnlyList<ImageFormat> LibraryFormats => _readFormats.Value;

    public override IReadOnlyList<ImageFormat> WriteFormats => _writeFormats.Value;

    private protected override ImageInfo IdentifyByLibrary(SourceStream source, DecodeOptions options)
    {
        using var page = VipsPage.Open(source, options);
        return page.Info;
    }

    private protected override IStripReader OpenLibraryStrips(SourceStream source, DecodeOptions options)
    {
        if (options.Page > 0 && source.Format == ImageFormat.Png)
        {
            _ = IdentifyByLibrary(source, options);
            throw new StylizeException(
                StylizeError.FormatUnsupported, source.Name, $"'{source.Name}' is an APNG, whose later frames are not read in strips.",
                "Read them as frames.");
        }

        return new VipsStripReader(source, options);
    }

    private protected override IRgbaStripReader OpenPixelStrips(SourceStream source, DecodeOptions options) =>
        new VipsRgbaReader(source, options);

    private protected override Raster<Rgba32> DecodePixels(SourceStream source, DecodeOptions options) =>
        WithPage(source, options, page =>
        {
            using var color = VipsColor.ToSrgb(page.Image);
            return VipsDecoder.Decode<Rgba32>(color, 1, page.Info.Orientation, static (row, strips, _, target) =>
                SampleReader.ToRgba(row, strips.Format, strips.Bands, strips.HasAlpha, target))[0];
        });

    private protected override SampleImage<float> DecodeUnits(SourceStream source, DecodeOptions options) =>
        WithPage(source, options, page =>
        {
            using var color = VipsColor.ToSrgb(page.Image);
            var bands = VipsNative.vips_image_get_bands(color);
            var planes = VipsDecoder.Decode<float>(color, bands, page.Info.Orientation, static (row, strips, plane, target) =>
                SampleReader.ToUnit(row, strips.Format, strips.Bands, plane, target));
            return new SampleImage<float>(planes, page.Info.HasAlpha, 32);
        });

    private protected override SampleImage<ushort> DecodeStored(SourceStream source, DecodeOptions options) =>
        WithPage(source, options, page =>
        {
            StoredSamples.RequireUnsigned(page, source.Name);
            var bands = VipsNative.vips_image_get_bands(page.Image);
            var planes = VipsDecoder.Decode<ushort>(page.Image, bands, page.Info.Orientation, (row, strips, plane, target) =>
                StoredSamples.Read(row, strips, plane, target, source.Name));
            return new SampleImage<ushort>(planes, page.Info.HasAlpha, Math.Min(page.Info.BitsPerSample, 16));
        });

    private protected override ImageMetadata ReadLibraryMetadata(SourceStream source, DecodeOptions options)
    {
        using var page = VipsPage.Open(source, options);
        var metadata = VipsFields.MetadataOf(page.Image);
        return metadata with { Exif = ExifBlock.WithoutName(metadata.Exif) };
    }

    private protected override void EncodePixels(Raster<Rgba32> image, Stream target, EncodeOptions options, bool keepAlpha) =>
        VipsEncoder.Encode(image, target, options, keepAlpha);

    private protected override void EncodeSamples(SampleImage<ushort> image, Stream target, EncodeOptions options) =>
        VipsEncoder.Encode(image, target, options);

    private static ImageFormat[] Known(Func<FormatCodec, string?> operation, bool withChoices)
    {
        VipsLibrary.Ensure();
        return
        [
            .. FormatCodec.Table.Where(row => operation(row) is { } name && (withChoices || !row.IsChoice) && VipsOperation.Exists(name))
                .Select(row => row.Format),
        ];
    }

    private static T WithPage<T>(SourceStream source, DecodeOptions options, Func<VipsPage, T> use)
    {
        if (source.Format == ImageFormat.Gif)
        {
            ClaimedSize.CheckLimits(source, options);
            source.Read(GifPixels.Require);
        }

        if (source.Format == ImageFormat.Jpeg)
        {
            try
            {
                return Use(VipsPage.OnWarning);
            }
            catch (StylizeException failure) when (JpegWarnings.AreHarmless(failure.InnerException))
            {
                // Decoded again, with the warning passed over.
            }
        }

        return Use(VipsPage.OnError);

        T Use(string failOn)
        {
            using var page = VipsPage.Open(source, options, failOn);
            try
            {
                return use(page);
            }
            catch (VipsFailure failure)
            {
                throw source.Damaged(page.ReadFailure ?? failure);
            }
        }
    }
}
