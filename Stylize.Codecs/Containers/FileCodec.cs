using Stylize.Codecs.Aseprite;
using Stylize.Codecs.Avif;
using Stylize.Codecs.Color;
using Stylize.Codecs.Microscopy;
using Stylize.Codecs.Tiff;
using Stylize.Codecs.WebP;
using Stylize.Codecs.Zarr;
using Stylize.Engine.Imaging.Png;

namespace Stylize.Codecs.Containers;

/// <summary>Common base of the codecs: checks before encoding, metadata, exact palettes, animations and pages. Numbered
/// files that match a pattern are read as an animation. The libraries only decode and encode single images.</summary>
internal abstract class FileCodec : IImageCodec
{
    public abstract string Name { get; }

    public IReadOnlyList<ImageFormat> ReadFormats => field ??= FormatCodec.ReadWith(LibraryFormats);

    public IReadOnlyList<ImageFormat> WriteFormats => field ??=
        [.. LibraryWriteFormats, ImageFormat.Aseprite];

    public ImageInfo Identify(ImageSource source, DecodeOptions? options = null)
    {
        options ??= DecodeOptions.Default;
        if (NumberedFiles.FromSource(source) is { } frames) return frames.Identify(options, Identify);

        using var page = OpenStored(source, options);
        return page.Info;
    }

    public ImageMetadata ReadMetadata(ImageSource source, DecodeOptions? options = null)
    {
        (source, options) = NumberedFiles.One(source, options);
        using var opened = Open(source, options);
        return opened.Format == ImageFormat.Avif ? ReadLibraryMetadata(opened, options)
            : !OperatingSystem.IsBrowser() && FormatCodec.ForFormat(opened.Format).Planes is { } planes
                ? new ImageMetadata { Description = PlaneFile.Read(opened, planes).Describe(opened) }
            : opened.Format == ImageFormat.Tiff ? TiffSeries.Read(opened, EmbeddedMetadata.Read(opened))
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
        using var page = OpenFrame(source, options);
        return page.ToRgba();
    }

    public SampleImage<float> DecodeFloat(ImageSource source, DecodeOptions? options = null)
    {
        using var page = OpenFrame(source, options);
        return page.ToUnits();
    }

    public SampleImage<ushort> DecodeSamples(ImageSource source, DecodeOptions? options = null)
    {
        using var page = OpenFrame(source, options, hasFolders: true);
        return page.ToSamples();
    }

    public void ReadNumbers(ImageSource source, Action<int, ReadOnlySpan<double>> row, DecodeOptions? options = null)
    {
        using var page = OpenFrame(source, options, hasFolders: true);
        page.ReadNumbers(row);
    }

    public IStripReader OpenStrips(ImageSource source, DecodeOptions? options = null) =>
        OpenFrame(source, options, hasFolders: true).HandedTo(page => page.OpenStrips());

    public IRgbaStripReader OpenRgbaStrips(ImageSource source, DecodeOptions? options = null) =>
        OpenFrame(source, options).HandedTo(page => page.OpenRgbaStrips());

    public IFrameReader OpenFrames(ImageSource source, DecodeOptions? options = null)
    {
        options ??= DecodeOptions.Default;
        var info = Identify(source, options);
        if (NumberedFiles.FromSource(source) is { } numbered) return numbered.Open(info, options, DecodeRgba);
        if (info.Format == ImageFormat.Aseprite)
        {
            return Open(source, options).HandedTo(opened => AsepriteSprite.OpenFrames(opened, options));
        }

        return IsCanvas(info)
            ? OpenCanvas(source, info, options)
            : new StillFrame(info with { Pages = 1 }, DecodeRgba(source, options));
    }

    public void Encode(Raster<Rgba32> image, Stream target, EncodeOptions options)
    {
        options = Checked(options, FormatContent.None);
        if (options.Format is ImageFormat.Gif or ImageFormat.Aseprite)
        {
            // A GIF of one frame has neither a time nor a number of loops.
            var milliseconds = options.Format == ImageFormat.Gif ? 0 : DrawnFrames.UsualMilliseconds;
            WriteFrames([new AnimationFrame(image, milliseconds)], target, options with { LoopCount = 1 });
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

    public void EncodeFrames(IEnumerable<AnimationFrame> frames, Stream target, EncodeOptions options) =>
        WriteFrames(frames, target, Checked(options, FormatContent.Frames));

    public void EncodePages(IEnumerable<SampleImage<ushort>> pages, Stream target, EncodeOptions options) =>
        TiffEncoder.WritePages(pages, target, Checked(options, FormatContent.Pages));

    private protected abstract IReadOnlyList<ImageFormat> LibraryFormats { get; }

    private protected abstract IReadOnlyList<ImageFormat> LibraryWriteFormats { get; }

    /// <summary>True if the library decodes the frames of GIF and WebP. No library decodes those of APNG after the
    /// first.</summary>
    private protected virtual bool ReadsAnimations => true;

    /// <summary>Opens a page that owns the source, and reads nothing.</summary>
    private protected abstract PageReader OpenLibrary(SourceStream source, DecodeOptions options);

    private protected abstract ImageMetadata ReadLibraryMetadata(SourceStream source, DecodeOptions options);

    /// <summary>Encodes a single image other than TIFF. The library writes only the metadata of AVIF.</summary>
    /// <param name="keepAlpha">True to store alpha even if every pixel is opaque.</param>
    private protected abstract void EncodePixels(
        Raster<Rgba32> image, Stream target, EncodeOptions options, bool keepAlpha);

    private protected abstract void EncodeSamples(SampleImage<ushort> image, Stream target, EncodeOptions options);

    private SourceStream Open(ImageSource source, DecodeOptions options)
    {
        options.Validate();
        return SourceStream.Open(source, options, ReadFormats);
    }

    /// <summary>Opens a page or frame of any source but an animation's pattern, including later frames of an APNG,
    /// which libraries do not decode.</summary>
    /// <param name="hasFolders">True to read arrays of Zarr, which are folders.</param>
    private PageReader OpenFrame(ImageSource source, DecodeOptions? options, bool hasFolders = false)
    {
        (source, options) = NumberedFiles.One(source, options);
        if ((options.Page > 0 || !ReadsAnimations) && source.Pixels is null && !Directory.Exists(source.Name)
            && Identify(source, options) is var info
            && (info.Format == ImageFormat.Png ? options.Page > 0 : !ReadsAnimations && IsCanvas(info)))
        {
            return new PixelPage(
                source.Name, info, () => ReadFrame(OpenCanvas(source, info, options), options.Page));
        }

        return OpenStored(source, options, hasFolders);
    }

    private PageReader OpenStored(ImageSource source, DecodeOptions options, bool hasFolders = true)
    {
        if (source.Pixels is { } held) return PixelPage.FromRaster(held, source.Name);
        if (hasFolders && !OperatingSystem.IsBrowser() && ZarrStrips.TryOpen(source, options) is { } array)
        {
            return array;
        }

        return Open(source, options).HandedTo(opened => OpenPage(opened, options));
    }

    private PageReader OpenPage(SourceStream opened, DecodeOptions options)
    {
        foreach (var what in options.Noted is null ? [] : Unobeyed.Find(opened))
        {
            Note(opened, options, what);
        }

        opened.Stream.Position = 0;
        return FormatCodec.ForFormat(opened.Format).Page is { } open ? open(opened, options)
                : opened.Format == ImageFormat.Tiff ? new PlainTiff(
                    opened, options, numbered => OpenLibrary(opened, numbered))
                : opened.Format == ImageFormat.Png ? OpenPng(opened, options)
                : opened.Format is ImageFormat.Avif or ImageFormat.Heic ? OpenAvif(opened, options)
                : opened.Format == ImageFormat.Gif && (options.Page > 0 || opened.Read(GifLayout.IsMisread))
                    ? OpenDrawn(opened, options)
                : OpenLibrary(opened, options);
    }

    private PageReader OpenPng(SourceStream opened, DecodeOptions options)
    {
        if (PngChunk.All(opened.Stream).FirstOrDefault().Type == "CgBI")
        {
            throw opened.Unsupported("colors in Apple's order");
        }

        opened.Stream.Position = 0;
        var page = OpenLibrary(opened, options);
        if (options.Page == 0 && opened.Read(ApngLayout.HasFallback))
        {
            return new PixelPage(opened.Name, page.Info, () =>
                ReadFrame(Canvas(opened, page.Info, opened.Read(ApngLayout.Read), options), 0), opened);
        }

        var color = opened.Read(PngColor.Read);
        return Declared(opened, options, page, color);
    }

    private PageReader OpenAvif(SourceStream opened, DecodeOptions options)
    {
        if (opened.Read(AvifFile.TryRead) is not { } file) return OpenLibrary(opened, options);

        opened.Kind = file.Kind;
        if (file.IsSequence)
        {
            Note(opened, options, "is an animation, of which only the first frame is read. Convert it to a PNG first "
                + "(ffmpeg -i film.avif -plays 0 film.apng)");
        }

        var color = file.Curve is { } curve ? CodedColor.FromCurve(curve)
            : file.Codes is var (primaries, transfer)
            && CodedColor.FromCodes(primaries, transfer, isVideo: true, file.Peak) is { IsSrgb: false } coded
            ? coded : null;
        if (file.Bytes.Count == 0) return Page(opened);

        var bytes = StreamBytes.Read(opened.Stream, 0, opened.Stream.Length, Array.MaxLength);
        foreach (var (at, value) in file.Bytes)
        {
            bytes[at] = value;
        }

        opened.Dispose();
        var plain = new SourceStream(opened.Name, new MemoryStream(bytes), opened.Format) { Kind = file.Kind };
        return file.Turn is { } place ? new PlacedPage(opened.Name, Page(plain), place) : Page(plain);

        PageReader Page(SourceStream source) => Declared(
            source, options, OpenLibrary(source, options), color, file.Samples);
    }

    private static PageReader Declared(
        SourceStream opened, DecodeOptions options, PageReader page, CodedColor? color,
        DeclaredSamples samples = default)
    {
        if (color?.HighRange is { } range)
        {
            Note(opened, options, $"has high dynamic range ({range}), which is mapped to that of sRGB");
        }

        return color is null && samples == default
            ? page : new DeclaredPage(opened.Name, page, color, samples);
    }

    private static void Note(SourceStream opened, DecodeOptions options, string what) =>
        options.Noted?.Invoke($"'{StylizeException.Verbatim(opened.Name)}' {what}.");

    /// <summary>Opens a frame of a GIF as it is drawn to an empty canvas.</summary>
    private PixelPage OpenDrawn(SourceStream opened, DecodeOptions options)
    {
        ClaimedSize.CheckLimits(opened, options);
        var layout = opened.Read(stream => GifLayout.ReadTo(stream, options.Page));
        var info = opened.Read(stream => GifLayout.Header(stream, layout));
        SourceLimits.Check(opened.Name, info.Width, info.Height, info.Pages, options);
        SourceLimits.CheckPage(opened.Name, info.Pages, options);
        return new PixelPage(
            opened.Name, info, () => ReadFrame(Canvas(opened, info, layout, options), options.Page), opened);
    }

    private EncodeOptions Checked(EncodeOptions options, FormatContent content)
    {
        EncodeChecks.Require(options, WriteFormats, content);
        return EmbeddedMetadata.Checked(options);
    }

    private void WriteFrames(IEnumerable<AnimationFrame> frames, Stream target, EncodeOptions options)
    {
        var still = options with { Metadata = ImageMetadata.None };
        frames = options.Format == ImageFormat.Gif ? GifTimes.Round(frames) : frames;
        SeekableTarget.Write(target, stream => AnimationWriter.Write(frames, options.Format switch
        {
            ImageFormat.Gif => new GifAnimation(stream, options, frame => EncodeToArray(frame, still)),
            ImageFormat.Aseprite => new AsepriteWriter(stream, options),
            ImageFormat.WebP => new WebPAnimation(stream, options, frame => EncodeToArray(frame, still)),
            _ => new ApngAnimation(stream, options, frame => EncodeToArray(frame, still, keepAlpha: true)),
        }));
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

    private static bool IsCanvas(ImageInfo info) =>
        FormatCodec.ForFormat(info.Format).Frames is not null && (info.Pages > 1 || info.Format == ImageFormat.Gif);

    private CanvasReader OpenCanvas(ImageSource source, ImageInfo info, DecodeOptions options) =>
        Open(source, options).HandedTo(opened =>
        {
            var layout = opened.Read(FormatCodec.ForFormat(info.Format).Frames!);
            return Canvas(opened, info with { Pages = layout.Frames.Count }, layout, options);
        });

    /// <param name="opened">Owned by the reader.</param>
    private CanvasReader Canvas(
        SourceStream opened, ImageInfo info, AnimationLayout layout, DecodeOptions options)
    {
        var still = options with { Page = 0 };
        return new CanvasReader(opened, info, layout, file =>
        {
            var stored = Open(ImageSource.Memory(file, opened.Name), still);
            using var frame = stored.Format == ImageFormat.Png ? OpenPng(stored, still) : OpenLibrary(stored, still);
            return frame.ToRgba();
        });
    }

    /// <param name="canvas">Disposed of by the method.</param>
    private static Raster<Rgba32> ReadFrame(CanvasReader canvas, int number)
    {
        using var reader = canvas;
        return new Raster<Rgba32>(reader.Info.Width, reader.Info.Height).FilledBy(frame =>
        {
            for (var page = 0; page <= number; page++)
            {
                reader.Read(frame, out _);
            }
        });
    }
}
