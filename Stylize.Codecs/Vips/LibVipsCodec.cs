using Stylize.Codecs.Avif;

namespace Stylize.Codecs.Vips;

/// <summary>
/// The default codec: libvips, called through GObject. It decodes in strips, so it needs little more memory than the
/// pixels.
/// </summary>
internal sealed class LibVipsCodec : FileCodec
{
    private readonly Lazy<IReadOnlyList<ImageFormat>> _readFormats =
        new(() => Known(row => row.Loader, VipsLibrary.IsChosen));
    private readonly Lazy<IReadOnlyList<ImageFormat>> _writeFormats =
        new(() => Known(row => row.Saver, withChoices: false));

    /// <exception cref="StylizeException">DependencyMissing: libvips could not be loaded. All other members throw it as
    /// well.</exception>
    public override string Name => $"libvips {VipsLibrary.Ensure()}";

    private protected override IReadOnlyList<ImageFormat> LibraryFormats => _readFormats.Value;

    private protected override IReadOnlyList<ImageFormat> LibraryWriteFormats => _writeFormats.Value;

    private protected override PageReader OpenLibrary(SourceStream source, DecodeOptions options) =>
        new LibVipsPage(source, options);

    private protected override ImageMetadata ReadLibraryMetadata(SourceStream source, DecodeOptions options)
    {
        using var page = VipsPage.Open(source, options);
        var metadata = VipsFields.MetadataOf(page.Image);
        return metadata with { Exif = ExifBlock.WithoutName(metadata.Exif) };
    }

    private protected override void EncodePixels(
        Raster<Rgba32> image, Stream target, EncodeOptions options, bool keepAlpha) =>
        VipsEncoder.Encode(image, target, options, keepAlpha);

    private protected override void EncodeSamples(SampleImage<ushort> image, Stream target, EncodeOptions options) =>
        VipsEncoder.Encode(image, target, options);

    private static ImageFormat[] Known(Func<FormatCodec, string?> operation, bool withChoices)
    {
        VipsLibrary.Ensure();
        return
        [
            .. FormatCodec.Table.Where(
                row => operation(row) is { } name && (withChoices || !row.IsChoice) && VipsOperation.Exists(name))
                .Select(row => row.Format),
        ];
    }
}

/// <summary>A page that libvips reads.</summary>
/// <param name="source">Owned by the page.</param>
internal sealed unsafe class LibVipsPage(SourceStream source, DecodeOptions options) : PageReader(source.Name, source)
{
    public override ImageInfo Info => field ??= ReadInfo();

    public override Raster<Rgba32> ToRgba()
    {
        using var rows = new VipsRows(source, options, static page => VipsColor.ToSrgb(page.Image));
        return rows.ReadAll<Rgba32>(1, 8, static (row, strips, _, target) =>
            SampleReader.ToRgba(row, strips.Format, strips.Bands, strips.HasAlpha, target)).Planes[0];
    }

    public override SampleImage<float> ToUnits()
    {
        using var rows = new VipsRows(source, options, static page => VipsColor.ToSrgb(page.Image));
        return rows.ReadAll<float>(rows.Strips.Bands, 32, static (row, strips, plane, target) =>
            SampleReader.ToUnit(row, strips.Format, strips.Bands, plane, target));
    }

    public override SampleImage<ushort> ToSamples()
    {
        using var rows = VipsRows.Stored(source, options);
        return rows.ReadAll<ushort>(
            rows.Strips.Bands, Math.Min(rows.Info.BitsPerSample, 16), (row, strips, plane, target) =>
                StoredSamples.Read(row, strips, plane, target, source.Name));
    }

    public override IStripReader OpenStrips() =>
        Info.Orientation > 1 ? base.OpenStrips() : new VipsStripReader(source, options);

    public override IRgbaStripReader OpenRgbaStrips() =>
        Info.Orientation > 1 ? base.OpenRgbaStrips() : new VipsRgbaReader(source, options);

    private ImageInfo ReadInfo()
    {
        using var page = VipsPage.Open(source, options);
        return page.Info;
    }
}

/// <summary>One page of a source with a checked header; pixels are decoded when they are fetched, from top to
/// bottom.</summary>
internal sealed class VipsPage(VipsStream source, VipsObject image, ImageInfo info) : IDisposable
{
    internal const string OnError = "error";

    internal const string OnWarning = "warning";

    private readonly VipsStream _source = source;

    /// <summary>The image as stored: samples and orientation of the file.</summary>
    internal VipsObject Image { get; } = image;

    internal ImageInfo Info { get; } = info;
    internal Exception? ReadFailure => _source.Failure;

    /// <summary>Reads the header of the requested page.</summary>
    /// <param name="failOn">Findings of libvips that count as failures: <see cref="OnError"/> or
    /// <see cref="OnWarning"/>.</param>
    /// <param name="exactUntil">As for <see cref="VipsStream.Source"/>.</param>
    internal static VipsPage Open(
        SourceStream source, DecodeOptions options, string failOn = OnError, long exactUntil = 0)
    {
        ClaimedSize.CheckLimits(source, options);
        var first = Load(source, options, page: 0, failOn, exactUntil);
        if (options.Page == 0 || source.Format == ImageFormat.Png) return first;

        first.Dispose();
        return Load(source, options, options.Page, failOn, exactUntil);
    }

    public void Dispose()
    {
        Image.Dispose();
        _source.Dispose();
    }

    private static VipsPage Load(
        SourceStream source, DecodeOptions options, int page, string failOn, long exactUntil)
    {
        var isTiff = source.Format == ImageFormat.Tiff;
        source.Stream.Position = 0;
        var reader = VipsStream.Source(source.Stream, exactUntil);
        VipsObject? image = null;
        try
        {
            using (var load = new VipsOperation(FormatCodec.ForFormat(source.Format).Loader!))
            {
                load.Set("source", reader.Connection, "VipsSource").Set("access", "sequential").Set("fail_on", failOn);
                if (page > 0)
                {
                    load.Set("page", page);
                }

                image = VipsFailure.BesideOthers(load.RunToImage);
            }

            var isInk = (Interpretation)VipsNative.vips_image_get_interpretation(image) == Interpretation.Cmyk;
            var bands = (isInk ? 4 : 3) + (source.HasOpaqueExtra ? 0 : 1);
            if (isTiff && VipsNative.vips_image_hasalpha(image) != 0 && VipsNative.vips_image_get_bands(image) > bands)
            {
                using var whole = image;
                using var colors = new VipsOperation("extract_band");
                image = colors.SetImage("in", whole).Set("band", 0).Set("n", bands).RunToImage();
            }

            var info = Describe(image, source);
            SourceLimits.Check(source.Name, info.Width, info.Height, info.Pages, options);
            SourceLimits.CheckPage(source.Name, info.Pages, options);
            return new VipsPage(reader, image, info);
        }
        catch (VipsFailure failure)
        {
            reader.Dispose();
            throw source.Damaged(reader.Failure ?? failure);
        }
        catch
        {
            image?.Dispose();
            reader.Dispose();
            throw;
        }
    }

    private static ImageInfo Describe(VipsObject image, SourceStream source)
    {
        var orientation = VipsNative.vips_image_get_orientation(image);
        var (width, height) = (VipsNative.vips_image_get_width(image), VipsNative.vips_image_get_height(image));
        var pages = source.Format == ImageFormat.Png ? source.Read(ApngLayout.CountFrames) : VipsFields.PagesOf(image);
        if (pages > 1 && source.Format is ImageFormat.Avif or ImageFormat.Heic)
        {
            // libheif counts the parts of a picture in a grid, too.
            pages = Math.Min(pages, AvifFile.TryRead(source.Stream)?.Pictures ?? pages);
        }

        var hasAlpha = VipsStrips.HasAlphaBand(image);
        var band = (BandFormat)VipsNative.vips_image_get_format(image);

        // Signed integers count as floating-point numbers, as in plain TIFF.
        var isNumber = band is not (BandFormat.Byte or BandFormat.UShort or BandFormat.UInt);
        return new ImageInfo(
            source.Format, Orientation.SwapsSides(orientation) ? height : width,
            Orientation.SwapsSides(orientation) ? width : height, pages,
            VipsNative.vips_image_get_bands(image) - (hasAlpha ? 1 : 0), hasAlpha,
            isNumber ? 32 : 8 * BandFormats.Bytes(band), isNumber, orientation);
    }
}
