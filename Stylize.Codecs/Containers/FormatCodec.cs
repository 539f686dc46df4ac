using Stylize.Codecs.Aseprite;
using Stylize.Codecs.Bmp;
using Stylize.Codecs.Jpeg;
using Stylize.Codecs.Microscopy;
using Stylize.Codecs.Netpbm;
using Stylize.Codecs.Tiff;
using Stylize.Codecs.WebP;
using static System.OperatingSystem;

namespace Stylize.Codecs.Containers;

/// <summary>Readers and writers of a format, in addition to its <see cref="FormatDefinition"/>.</summary>
/// <param name="Vips">Name of the format in libvips's loaders and savers, or null.</param>
/// <param name="IsChoice">True if it is read only by a libvips that the user chose.</param>
internal sealed record FormatCodec(ImageFormat Format, string? Vips = null, bool IsChoice = false)
{
    // A block of 8 x 8 pixels needs at least one bit of Huffman code (ITU-T T.81, F.1.2), which is 512 pixels per byte.
    // The limit is twice that.
    private const long JpegPixelsPerByte = 1024;

    // A code of 12 bits represents at most 3,839 pixels (GIF89a, appendix F), which is 2,560 pixels per byte.
    private const long GifPixelsPerByte = 4096;

    private static readonly FormatCodec None = new(ImageFormat.Unknown);

    internal static IReadOnlyList<FormatCodec> Table { get; } =
    [
        new(ImageFormat.Png, "png")
        {
            Metadata = PngMetadata.Read,
            Provenance = PngMetadata.ReadProvenance,
            Insert = (PngMetadata.Chunks, PngMetadata.Place),
            Frames = ApngLayout.Read,
            Claim = OfPng,
        },
        new(ImageFormat.Jpeg, "jpeg")
        {
            Metadata = JpegMetadata.Read,
            Insert = (JpegMetadata.Segments, JpegMetadata.Place),
            Claim = OfJpeg,
        },
        new(ImageFormat.WebP, "webp") { Metadata = WebPFile.ReadMetadata, Frames = WebPLayout.Read },
        new(ImageFormat.Tiff, "tiff") { Metadata = TiffMetadata.Read },
        new(ImageFormat.Gif, "gif")
        {
            Metadata = GifMetadata.Read,
            Provenance = GifMetadata.ReadProvenance,
            Frames = GifLayout.Read,
            Claim = OfGif,
        },
        new(ImageFormat.Avif, "heif"),
        new(ImageFormat.Bmp) { Page = (source, options) => new SamplesPage(source, options, BmpReader.Read) },
        new(ImageFormat.Ppm) { Page = (source, options) => new SamplesPage(source, options, NetpbmReader.Read) },
        new(ImageFormat.Aseprite)
        {
            Page = AsepriteSprite.OpenPage,
            Metadata = AsepriteMetadata.Read,
            Provenance = AsepriteMetadata.ReadProvenance,
        },
        new(ImageFormat.Zarr),
        new(ImageFormat.Nd2) { Planes = IsBrowser() ? null : source => new Nd2File(source.Stream, source.Name) },
        new(ImageFormat.Czi) { Planes = IsBrowser() ? null : source => new CziFile(source.Stream, source.Name) },
        new(ImageFormat.Lif) { Planes = IsBrowser() ? null : source => new LifFile(source.Stream, source.Name) },
        new(ImageFormat.Heic, "heif", IsChoice: true),
        new(ImageFormat.JpegXl, "jxl", IsChoice: true),
        new(ImageFormat.Jpeg2000, "jp2k", IsChoice: true),
        new(ImageFormat.CameraRaw, "dcraw", IsChoice: true),
        new(ImageFormat.Svg, "svg", IsChoice: true),
        new(ImageFormat.Pdf, "pdf", IsChoice: true),
    ];

    /// <summary>Reads all metadata; null if only the library reads the format.</summary>
    internal Func<Stream, ImageMetadata>? Metadata { get; private init; }

    /// <summary>Reads only the provenance, which precedes the pixels; null to read all metadata.</summary>
    internal Func<Stream, string?>? Provenance { get; private init; }

    /// <summary>Creates a block of metadata, and finds its place in the encoder's file. The block replaces the
    /// resolution that encoders store for every image.</summary>
    internal (Func<EncodeOptions, byte[]> Block, InsertingStream.PlaceFinder Place)? Insert { get; private init; }

    internal Func<Stream, AnimationLayout>? Frames { get; private init; }

    /// <summary>Reads the size that a header claims, and the largest number of pixels per byte of the file.</summary>
    internal Func<Stream, (long Width, long Height, long PixelsPerByte)?>? Claim { get; private init; }

    /// <summary>Opens a page of a format that no library reads. The page owns the source.</summary>
    internal Func<SourceStream, DecodeOptions, PageReader>? Page { get; private init; }

    /// <summary>Reads the structure of a microscope's file, of which each plane is a page.</summary>
    internal Func<SourceStream, PlaneFile>? Planes
    {
        get;
        private init => (field, Page) = (value, (source, options) => IsBrowser()
            ? throw StylizeException.OnlyInCommand($"Reading {source.Format}")
            : new PlaneStrips(PlaneFile.Read(source, value!), source, options));
    }

    internal string? Loader => Vips is null ? null : Vips + "load_source";
    internal string? Saver => Vips is null ? null : Vips + "save_target";

    internal static IReadOnlyList<ImageFormat> ReadWith(IReadOnlyList<ImageFormat> library)
    {
        // A loop, because every command would compile LINQ over an enum at its start.
        List<ImageFormat> formats = [.. library];
        foreach (var row in Table)
        {
            if (row.Vips is null) formats.Add(row.Format);
        }

        return formats;
    }

    internal static FormatCodec ForFormat(ImageFormat format) =>
        Table.FirstOrDefault(row => row.Format == format) ?? None;

    private static (long Width, long Height, long PixelsPerByte)? OfPng(Stream stream) =>
        StreamBytes.Read(stream, 12, 12) is var start && start.AsSpan().StartsWith("IHDR"u8)
            ? (TiffReader.Unsigned(start.AsSpan(4, 4), bigEndian: true),
                TiffReader.Unsigned(start.AsSpan(8, 4), bigEndian: true), long.MaxValue) : null;

    private static (long Width, long Height, long PixelsPerByte)? OfGif(Stream stream) =>
        GifBlock.Screen(stream) is var (width, height) ? (width, height, GifPixelsPerByte) : null;

    private static (long Width, long Height, long PixelsPerByte)? OfJpeg(Stream stream)
    {
        // Arithmetic coding (C9 and later) can use less than one bit.
        return JpegFrame.Find(stream) is { } frame
            ? (frame.Width, frame.Height, frame.Marker < 0xc9 ? JpegPixelsPerByte : long.MaxValue)
            : null;
    }
}
