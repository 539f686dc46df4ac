using Stylize.Codecs.Animations;
using Stylize.Codecs.Bmp;
using Stylize.Codecs.Files;
using Stylize.Codecs.Gif;
using Stylize.Codecs.Jpeg;
using Stylize.Codecs.Netpbm;
using Stylize.Codecs.Png;
using Stylize.Codecs.Tiff;
using Stylize.Codecs.WebP;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Containers;

/// <summary>How files of a format are read and written: a row for each beside that of <see cref="FormatDefinition"/>.</summary>
/// <param name="Vips">The format in the names of libvips's loader and saver, or null.</param>
/// <param name="IsChoice">True if only a libvips that the user chose is asked for it.</param>
internal sealed record FormatCodec(ImageFormat Format, string? Vips = null, bool IsChoice = false)
{
    // A block of 8 x 8 pixels takes a bit of Huffman code at least (ITU-T T.81, F.1.2): 512 pixels a byte. Twice that is no picture.
    private const long JpegPixelsPerByte = 1024;

    // A code of 12 bits stands for 3,839 pixels at most (GIF89a, appendix F): 2,560 pixels a byte.
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
        new(ImageFormat.Bmp) { Plain = BmpReader.Read },
        new(ImageFormat.Ppm) { Plain = NetpbmReader.Read },
        new(ImageFormat.Heic, "heif", IsChoice: true),
        new(ImageFormat.JpegXl, "jxl", IsChoice: true),
        new(ImageFormat.Jpeg2000, "jp2k", IsChoice: true),
        new(ImageFormat.CameraRaw, "dcraw", IsChoice: true),
        new(ImageFormat.Svg, "svg", IsChoice: true),
        new(ImageFormat.Pdf, "pdf", IsChoice: true),
    ];

    /// <summary>Reads all metadata; null if only the library opens the container.</summary>
    internal Func<Stream, ImageMetadata>? Metadata { get; private init; }

    /// <summary>Reads the provenance alone, from before the pixels; null to read all metadata.</summary>
    internal Func<Stream, string?>? Provenance { get; private init; }

    /// <summary>Makes of metadata a block, and finds its place in the encoder's file.</summary>
    internal (Func<ImageMetadata, byte[]> Block, InsertingStream.PlaceFinder Place)? Insert { get; private init; }

    internal Func<Stream, AnimationLayout>? Frames { get; private init; }

    /// <summary>Reads the size that a header claims, and the most pixels that a byte of the file can hold.</summary>
    internal Func<Stream, (long Width, long Height, long PixelsPerByte)?>? Claim { get; private init; }

    /// <summary>Reads a format that is little more than its pixels; calls back with the size before it reads any.</summary>
    internal Func<Stream, Action<long, long>, SampleImage<ushort>>? Plain { get; private init; }

    internal string? Loader => Vips is null ? null : Vips + "load_source";
    internal string? Saver => Vips is null ? null : Vips + "save_target";

    /// <summary>The formats that are read if a library reads these.</summary>
    internal static IReadOnlyList<ImageFormat> ReadWith(IReadOnlyList<ImageFormat> library)
    {
        // Loops in place of LINQ over an enum, which each command would compile at its start.
        List<ImageFormat> formats = [.. library];
        foreach (var row in Table)
        {
            if (row.Plain is not null && !formats.Contains(row.Format)) formats.Add(row.Format);
        }

        formats.Add(ImageFormat.Zarr);
        return formats;
    }

    internal static FormatCodec Of(ImageFormat format) => Table.FirstOrDefault(row => row.Format == format) ?? None;

    private static (long Width, long Height, long PixelsPerByte)? OfPng(Stream stream)
    {
        Span<byte> sides = stackalloc byte[8];
        return StreamBytes.TryRead(stream, 16, sides)
            ? (BinaryPrimitives.ReadUInt32BigEndian(sides), BinaryPrimitives.ReadUInt32BigEndian(sides[4..]), long.MaxValue)
            : null;
    }

    private static (long Width, long Height, long PixelsPerByte)? OfGif(Stream stream)
    {
        Span<byte> sides = stackalloc byte[4];
        return StreamBytes.TryRead(stream, 6, sides)
            ? (BinaryPrimitives.ReadUInt16LittleEndian(sides), BinaryPrimitives.ReadUInt16LittleEndian(sides[2..]), GifPixelsPerByte)
            : null;
    }

    private static (long Width, long Height, long PixelsPerByte)? OfJpeg(Stream stream)
    {
        // Arithmetic coding (C9 and later) takes less than a bit.
        return JpegFrame.Find(stream) is { } frame
            ? (frame.Width, frame.Height, frame.Marker < 0xc9 ? JpegPixelsPerByte : long.MaxValue)
            : null;
    }
}
