using Stylize.Codecs.Aseprite;
using Stylize.Codecs.Microscopy;
using Stylize.Codecs.Tiff;
using Stylize.Codecs.WebP;
using Stylize.Codecs.Zarr;
using Stylize.Engine.Imaging.Png;

namespace Stylize.Codecs.Containers;

/// <summary>Common base of the codecs: checks before encoding, metadata, exact palettes, animations and pages. Numbered files that match a
/// pattern are read as an animation. The libraries only decode and encode single images.</summary>
internal abstract class FileCodec : IImageCodec
{
    public abstract string Name { get; }

    public IReadOnlyList<ImageFormat> ReadFormats => field ??= FormatCodec.ReadWith(LibraryFormats);

    public IReadOnlyList<ImageFormat> WriteFormats => field ??= [.. LibraryWriteFormats, ImageFormat.Aseprite];

    public ImageInfo Identify(ImageSource source, DecodeOptions? options = null)
    {
        options ??= DecodeOptions.Default;
        if (NumberedFiles.FromSource(source) is { } frames) return frames.Identify(options, Identify);
        if (ZarrStrips.TryIdentify(source, options) is { } array) return array;

        using var opened = Open(source, options);
        if (TrySprite(opened, options) is { } sprite) return sprite.Info;

        if (PlaneFile.TryIdentify(opened, options) is { } plane) return plane;

        using var plain = TryPlain(opened, options);
        return plain is not null ? PlainPixels.InfoOf(plain, opened.Format)
            : PlainTiff.TryIdentify(opened, options) ?? IdentifyByLibrary(opened, options);
    }

    public ImageMetadata ReadMetadata(ImageSource source, DecodeOptions? options = null)
    {
        (source, options) = NumberedFiles.One(source, options);
        using var opened = Open(source, options);
        return opened.Format == ImageFormat.Avif ? ReadLibraryMetadata(opened, options)
            : PlaneFile.TryRead(opened) is { } planes ? new ImageMetadata { Description = planes.Describe(opened) }
            : EmbeddedMetadata.Read(opened);
    }

    public string? ReadProvenance(ImageSource source)
    {
        (source, var options) = NumberedFiles.One(source, null);
        using var opened = Open(source, options);
        return opened.Format == ImageFormat.Avif
            ? ReadLibraryMetadata(opened, options).Provenance : EmbeddedMetadata.ReadProvenance(opened);
    }

    public Raster<Rgba32> DecodeRgba(ImageSource source, DecodeOptions? options = null)
    {
        (source, options) = NumberedFiles.One(source, options);
        if (TryApngFrame(source, options) is { } frame) return frame;

        using var opened = Open(source, options);
        if (TrySprite(opened, options) is { } sprite) return sprite.Draw(options.Page);

        if (PlaneStrips.TryOpen(opened, options) is { } strips) return PixelStrips.ReadAll(strips);

        using var plain = TryPlain(opened, options);
        if (plain is not null) return PlainPixels.ToRgba(plain);

        using var wide = PlainTiff.TryDecodeWide(opened, options);
        return wide is null ? DecodePixels(opened, options) : PlainPixels.ToRgba(wide);
    }

    public SampleImage<float> DecodeFloat(ImageSource source, DecodeOptions? options = null)
    {
        (source, options) = NumberedFiles.One(source, options);
        using var frame = TryApngFrame(source, options);
        if (frame is not null)
        {
            var pixels = new RasterSourceCodec(frame, this, source.Name);
            return pixels.DecodeFloat(pixels.Source);
        }

        using var opened = Open(source, options);
        using var plain = TryPlain(opened, options);
        return plain is not null ? PlainPixels.ToUnits(plain)
            : PlainTiff.TryDecodeWide(opened, options) is { } wide ? new SampleImage<float>([wide], false, 32)
            : DecodeUnits(opened, options);
    }

    public SampleImage<ushort> DecodeSamples(ImageSource source, DecodeOptions? options = null)
    {
        (source, options) = NumberedFiles.One(source, options);
        if (ZarrStrips.TryOpen(source, options).ReadAll() is { } array) return array;

        using var frame = TryApngFrame(source, options);
        if (frame is not null)
        {
            var pixels = new RasterSourceCodec(frame, this, source.Name);
            return pixels.DecodeSamples(pixels.Source);
        }

        using var opened = Open(source, options);
        if ((TryPlain(opened, options) ?? PlainTiff.TryOpen(opened, options).ReadAll()) is { } samples) return samples;

        PlainTiff.RequireNarrow(opened, options);
        return DecodeStored(opened, options);
    }

    public void ReadNumbers(ImageSource source, Action<int, ReadOnlySpan<double>> row, DecodeOptions? options = null)
    {
        (source, options) = NumberedFiles.One(source, options);
        if (ZarrStrips.TryReadNumbers(source, options, row) || GrayNumbers.TryRead(this, source, options, row)) return;

        using var opened = Open(source, options);
        using var plane = PlaneStrips.TryOpen(opened, options);
        if (plane is not null)
        {
            plane.ReadNumbers(row);
            return;
        }

        if (!PlainTiff.TryReadNumbers(opened, options, row)) ReadLibraryNumbers(opened, options, row);
    }

    public IStripReader OpenStrips(ImageSource source, DecodeOptions? options = null)
    {
        (source, options) = NumberedFiles.One(source, options);
        if (ZarrStrips.TryOpen(source, options) is { } array) return array;

        return Open(source, options).HandedTo<SourceStream, IStripReader>(opened =>
        {
            if (PlaneStrips.TryOpen(opened, options) is { } strips) return strips;

            if (TryPlain(opened, options) is { } plain)
            {
                var info = TrySprite(opened, options)?.Info ?? PlainPixels.InfoOf(plain, opened.Format);
                return new WholeStrips(opened, info, plain);
            }

            if (PlainTiff.TryOpen(opened, options) is { } page) return page;

            PlainTiff.RequireNarrow(opened, options);
            return OpenLibraryStrips(opened, options);
        });
    }

    public IRgbaStripReader OpenRgbaStrips(ImageSource source, DecodeOptions? options = null)
    {
        if (TryApngFrame(source, options) is { } frame) return new WholeRgbaStrips(Identify(source, options), frame);

        options ??= DecodeOptions.Default;
        return Open(source, options).HandedTo(opened =>
        {
            if (TrySprite(opened, options) is { } sprite)
            {
                using (opened)
                {
                    return new WholeRgbaStrips(sprite.Info, sprite.Draw(options.Page));
                }
            }

            if (PlaneStrips.TryOpen(opened, options) is { } strips) return new PixelStrips(strips);

            using var plain = TryPlain(opened, options);
            using var wide = plain is null ? PlainTiff.TryDecodeWide(opened, options) : null;
            if (plain is null && wide is null) return OpenPixelStrips(opened, options);

            var info = plain is null ? PlainTiff.TryIdentify(opened, options)! : PlainPixels.InfoOf(plain, opened.Format);
            opened.Dispose();
            return new WholeRgbaStrips(info, plain is null ? PlainPixels.ToRgba(wide!) : PlainPixels.ToRgba(plain));
        });
    }

    public IFrameReader OpenFrames(ImageSource source, DecodeOptions? options = null)
    {
        options ??= DecodeOptions.Default;
        var info = Identify(source, options);
        if (NumberedFiles.FromSource(source) is { } numbered) return numbered.Open(info, options, DecodeRgba);
        if (info.Format == ImageFormat.Aseprite)
        {
            return Open(source, options).HandedTo(opened => new AsepriteReader(opened, new AsepriteSprite(opened, options)));
        }

        var isCanvas = FormatCodec.ForFormat(info.Format).Frames is not null && (info.Pages > 1 || info.Format == ImageFormat.Gif);
        return isCanvas
            ? OpenCanvas(source, info, options)
            : new StillFrame(info with { Pages = 1 }, DecodeRgba(source, options));
    }

    public void Encode(Raster<Rgba32> image, Stream target, EncodeOptions options)
    {
        options = Checked(options, FormatContent.None);
        if (options.Format == ImageFormat.Gif)
        {
            var gif = new GifAnimation(target, options, isAnimated: false, frame => EncodeToArray(frame, options));
            gif.Begin(image.Width, image.Height);
            gif.Add(null, image, 0);
            gif.End();
            return;
        }

        if (options.Format == ImageFormat.Aseprite)
        {
            EncodeFrames([new AnimationFrame(image, SequenceReader.UsualMilliseconds)], target, options);
            return;
        }

        EmbeddedMetadata.Write(target, options, image, stream => EncodeStill(image, stream, options));
    }

    public void Encode(SampleImage<ushort> image, Stream target, EncodeOptions options)
    {
        options = Checked(options, FormatContent.Samples16);
        if (options.Format == ImageFormat.Tiff)
        {
            TiffEncoder.Write(image, target, options);
            return;
        }

        EmbeddedMetadata.Write(target, options, null, stream => EncodeSamples(image, stream, options));
    }

    public void Encode(Raster<uint> plane, Stream target, EncodeOptions options) =>
        TiffEncoder.Write(plane, target, Checked(options, FormatContent.Pages));

    public void EncodeFrames(IEnumerable<AnimationFrame> frames, Stream target, EncodeOptions options)
    {
        options = Checked(options, FormatContent.Frames);
        var still = options with { Metadata = ImageMetadata.None };
        if (options.Format == ImageFormat.Gif)
        {
            AnimationWriter.Write(frames, new GifAnimation(target, options, isAnimated: true, frame => EncodeToArray(frame, still)));
            return;
        }

        SeekableTarget.Write(target, stream => AnimationWriter.Write(frames, options.Format switch
        {
            ImageFormat.Aseprite => new AsepriteWriter(stream, options),
            ImageFormat.WebP => new WebPAnimation(stream, options, frame => EncodeToArray(frame, still)),
            _ => new ApngAnimation(stream, options, frame => EncodeToArray(frame, still, keepAlpha: true)),
        }));
    }

    public void EncodePages(IEnumerable<SampleImage<ushort>> pages, Stream target, EncodeOptions options) =>
        TiffEncoder.WritePages(pages, target, Checked(options, FormatContent.Pages));

    private protected abstract IReadOnlyList<ImageFormat> LibraryFormats { get; }

    private protected abstract IReadOnlyList<ImageFormat> LibraryWriteFormats { get; }

    private protected abstract ImageInfo IdentifyByLibrary(SourceStream source, DecodeOptions options);

    private protected abstract Raster<Rgba32> DecodePixels(SourceStream source, DecodeOptions options);

    private protected abstract SampleImage<float> DecodeUnits(SourceStream source, DecodeOptions options);

    private protected abstract SampleImage<ushort> DecodeStored(SourceStream source, DecodeOptions options);

    /// <summary>Opens a reader that owns the source.</summary>
    private protected abstract IRgbaStripReader OpenPixelStrips(SourceStream source, DecodeOptions options);

    /// <summary>Opens a reader that owns the source.</summary>
    private protected abstract IStripReader OpenLibraryStrips(SourceStream source, DecodeOptions options);

    /// <summary>Reads integers of more than 16 bits and floating-point numbers.</summary>
    private protected abstract void ReadLibraryNumbers(SourceStream source, DecodeOptions options, Action<int, ReadOnlySpan<double>> row);

    private protected abstract ImageMetadata ReadLibraryMetadata(SourceStream source, DecodeOptions options);

    /// <summary>Encodes a single image other than TIFF. The library writes only the metadata of AVIF.</summary>
    /// <param name="keepAlpha">True to store alpha even if every pixel is opaque.</param>
    private protected abstract void EncodePixels(Raster<Rgba32> image, Stream target, EncodeOptions options, bool keepAlpha);

    private protected abstract void EncodeSamples(SampleImage<ushort> image, Stream target, EncodeOptions options);

    private SourceStream Open(ImageSource source, DecodeOptions options)
    {
        options.Validate();
        return SourceStream.Open(source, options, ReadFormats);
    }

    /// <summary>Reads the structure of a sprite of Aseprite; null for other formats.</summary>
    private static AsepriteSprite? TrySprite(SourceStream source, DecodeOptions options) =>
        source.Format == ImageFormat.Aseprite ? new AsepriteSprite(source, options) : null;

    /// <summary>
    /// Reads the pixels of BMP, Netpbm, Aseprite and the files of microscopes, which no library decodes; null for other formats.
    /// </summary>
    private static SampleImage<ushort>? TryPlain(SourceStream source, DecodeOptions options)
    {
        if (TrySprite(source, options) is { } sprite)
        {
            using var frame = sprite.Draw(options.Page);
            return PlainPixels.FromRgba(frame, sprite.Info.HasAlpha);
        }

        if (PlaneStrips.TryOpen(source, options).ReadAll() is { } plane) return plane;

        if (FormatCodec.ForFormat(source.Format).Plain is not { } read) return null;

        SourceLimits.CheckPage(source.Name, 1, options);
        return source.Read(stream => read(stream, (width, height) => SourceLimits.Check(source.Name, width, height, 1, options)));
    }

    private EncodeOptions Checked(EncodeOptions options, FormatContent content)
    {
        EncodeChecks.Require(options, WriteFormats, content);
        return EmbeddedMetadata.Checked(options);
    }

    private void EncodeStill(Raster<Rgba32> image, Stream target, EncodeOptions options, bool keepAlpha = false)
    {
        if (options is { Format: ImageFormat.Png, IndexedColors: { } colors })
        {
            IndexedPng.Write(image, colors, options.Compression, target);
            return;
        }

        if (options.Format == ImageFormat.Tiff)
        {
            TiffEncoder.Write(image, hasAlpha: keepAlpha || !Opacity.IsOpaque(image), target, options);
            return;
        }

        EncodePixels(image, target, options, keepAlpha);
    }

    private byte[] EncodeToArray(Raster<Rgba32> image, EncodeOptions options, bool keepAlpha = false)
    {
        using var stream = new MemoryStream();
        EncodeStill(image, stream, options, keepAlpha);
        return stream.ToArray();
    }

    private CanvasReader OpenCanvas(ImageSource source, ImageInfo info, DecodeOptions options) => Open(source, options).HandedTo(opened =>
    {
        var still = options with { Page = 0 };
        var layout = opened.Read(FormatCodec.ForFormat(info.Format).Frames!);
        return new CanvasReader(opened, info with { Pages = layout.Frames.Count }, layout, Decode);

        Raster<Rgba32> Decode(byte[] file)
        {
            using var frame = Open(ImageSource.Memory(file, source.Name), still);
            return DecodePixels(frame, still);
        }
    });

    /// <summary>Reads a later frame of an APNG, which libraries do not decode; null for the first frame and for any other image.</summary>
    private Raster<Rgba32>? TryApngFrame(ImageSource source, DecodeOptions? options)
    {
        if (options is not { Page: > 0 } || Identify(source, options) is not { Format: ImageFormat.Png } info) return null;

        using var reader = OpenCanvas(source, info, options);
        var frame = new Raster<Rgba32>(info.Width, info.Height);
        for (var page = 0; page <= options.Page; page++)
        {
            reader.Read(frame, out _);
        }

        return frame;
    }
}
