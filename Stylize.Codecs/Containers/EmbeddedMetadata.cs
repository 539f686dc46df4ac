using System.Xml;
using Stylize.Codecs.Tiff;
using Stylize.Codecs.WebP;

namespace Stylize.Codecs.Containers;

/// <summary>Reads and writes metadata of PNG, JPEG, WebP, GIF and TIFF without a library, so that all codecs behave
/// alike.</summary>
internal static class EmbeddedMetadata
{
    /// <summary>Returns the options with the metadata that is written.</summary>
    /// <exception cref="StylizeException">FormatUnsupported: the format cannot carry the metadata. OptionInvalid: the
    /// metadata is damaged or too long, or not text.</exception>
    internal static EncodeOptions Checked(EncodeOptions options)
    {
        var metadata = options.Metadata;
        if (metadata.IsEmpty) return options;

        var definition = FormatDefinition.ForFormat(options.Format);
        Require(metadata.IccProfile.IsEmpty, FormatContent.Profile, nameof(ImageMetadata.IccProfile), "an ICC profile");
        Require(metadata.Exif.IsEmpty, FormatContent.Exif, nameof(ImageMetadata.Exif), "EXIF data");
        Require(metadata.Description is null, FormatContent.Description, nameof(ImageMetadata.Description),
            "a description");
        if (metadata.Provenance is { } text)
        {
            RequireText(text);
        }

        return metadata.Exif.IsEmpty
            ? options : options with { Metadata = metadata with { Exif = ExifBlock.Upright(metadata.Exif) } };

        void Require(bool isEmpty, FormatContent content, string target, string what)
        {
            if (!isEmpty && !definition.Holds(content))
            {
                throw Errors.MetadataUnsupported.With(target, definition.Name, what);
            }
        }
    }

    /// <summary>Reads the metadata; empty for formats that only a codec library reads.</summary>
    internal static ImageMetadata Read(SourceStream source)
    {
        var metadata = FormatCodec.ForFormat(source.Format).Metadata is { } read
            ? source.Read(read) : ImageMetadata.None;
        var exif = ExifBlock.WithoutName(metadata.Exif);
        return metadata with
        {
            Exif = exif,

            // Programs write the lower one without a measurement.
            PixelsPerMeter =
                new[] { metadata.PixelsPerMeter, TiffMetadata.OfExif(exif, TiffMetadata.Resolution) }.Max(),
        };
    }

    /// <summary>Reads only the provenance, and of formats that store it before the pixels, only that part of the
    /// file.</summary>
    internal static string? ReadProvenance(SourceStream source) =>
        FormatCodec.ForFormat(source.Format).Provenance is { } read ? source.Read(read) : Read(source).Provenance;

    /// <summary>Writes a still PNG, JPEG or WebP with its metadata and resolution. The encoders of other formats write
    /// them themselves.
    /// </summary>
    /// <param name="image">The pixels; null for samples, which WebP cannot store.</param>
    internal static void Write(Stream target, EncodeOptions options, Raster<Rgba32>? image, Action<Stream> encode)
    {
        if (FormatCodec.ForFormat(options.Format).Insert is var (block, place))
        {
            using var inserting = new InsertingStream(target, block(options), place);
            encode(inserting);
            inserting.Complete();
        }
        else if (options is { Format: ImageFormat.WebP, Metadata.IsEmpty: false } && image is not null)
        {
            using var still = new MemoryStream();
            encode(still);
            WebPFile.AddMetadata(still.ToArray(), image, options.Metadata, target);
        }
        else
        {
            encode(target);
        }
    }

    private static void RequireText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (length > ImageMetadata.MaxProvenanceBytes)
        {
            throw StylizeException.Option(
                nameof(ImageMetadata.Provenance), $"{length} bytes long",
                $"a text of at most {ImageMetadata.MaxProvenanceBytes} bytes in UTF-8");
        }

        try
        {
            XmlConvert.VerifyXmlChars(text);
        }
        catch (XmlException)
        {
            throw StylizeException.Option(
                nameof(ImageMetadata.Provenance), "a text with control characters or unpaired surrogates",
                "a text of characters allowed in XML 1.0");
        }
    }
}

/// <summary>Reads EXIF data, a TIFF structure (CIPA DC-008, 4.5).</summary>
internal static class ExifBlock
{
    private const int EntryBytes = 12;
    private const ushort OrientationTag = 0x0112;
    private const ushort Short = 3;

    /// <summary>Removes the name that some formats put before the data.</summary>
    internal static ReadOnlyMemory<byte> WithoutName(ReadOnlyMemory<byte> exif) =>
        exif.Span.StartsWith("Exif\0\0"u8) ? exif[6..] : exif;

    /// <summary>
    /// Returns the data for upright pixels: with orientation 1, and without the second directory, which contains an
    /// outdated thumbnail.
    /// </summary>
    /// <exception cref="StylizeException">OptionInvalid: the data is not a TIFF structure.</exception>
    internal static byte[] Upright(ReadOnlyMemory<byte> exif)
    {
        var bytes = WithoutName(exif).ToArray();
        const int HeaderLength = 8;
        var isBig = bytes.AsSpan().StartsWith("MM\0*"u8);
        var directory = bytes.Length < HeaderLength || !(isBig || bytes.AsSpan().StartsWith("II*\0"u8)) ? 0
            : TiffReader.Unsigned(bytes.AsSpan(4, 4), isBig);
        var entries = directory is >= HeaderLength && directory + 2L <= bytes.Length ? Word((int)directory) : -1;
        var link = directory + 2L + (entries * EntryBytes);
        if (entries < 0 || link + 4 > bytes.Length)
        {
            throw StylizeException.Option(
                nameof(ImageMetadata.Exif), "not EXIF data", "a TIFF structure that begins with II or MM");
        }

        for (var at = (int)directory + 2; at < link; at += EntryBytes)
        {
            if (Word(at) == OrientationTag)
            {
                Put(at + 2, Short);
                bytes.AsSpan(at + 4, 8).Clear();
                Put(isBig ? at + 6 : at + 4, 1);
                Put(at + 8, 1);
            }
        }

        bytes.AsSpan((int)link, 4).Clear();
        return bytes;

        int Word(int at) => (int)TiffReader.Unsigned(bytes.AsSpan(at, 2), isBig);

        void Put(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(
            bytes.AsSpan(at), isBig ? BinaryPrimitives.ReverseEndianness(value) : value);
    }
}
