using System.Xml;
using Stylize.Codecs.WebP;

namespace Stylize.Codecs.Containers;

/// <summary>Reads and writes metadata of PNG, JPEG, WebP, GIF and TIFF without a library, so that all codecs behave alike.</summary>
internal static class EmbeddedMetadata
{
    /// <summary>Returns the options with the metadata that is written.</summary>
    /// <exception cref="StylizeException">FormatUnsupported: the format cannot carry the metadata. OptionInvalid: the metadata is damaged
    /// or too long, or not text.</exception>
    internal static EncodeOptions Checked(EncodeOptions options)
    {
        var metadata = options.Metadata;
        if (metadata.IsEmpty) return options;

        var definition = FormatDefinition.ForFormat(options.Format);
        Require(metadata.IccProfile.IsEmpty, FormatContent.Profile, nameof(ImageMetadata.IccProfile), "an ICC profile");
        Require(metadata.Exif.IsEmpty, FormatContent.Exif, nameof(ImageMetadata.Exif), "EXIF data");
        Require(metadata.Description is null, FormatContent.Description, nameof(ImageMetadata.Description), "a description");
        if (metadata.Provenance is { } text)
        {
            RequireText(text);
        }

        return metadata.Exif.IsEmpty ? options : options with { Metadata = metadata with { Exif = ExifBlock.Upright(metadata.Exif) } };

        void Require(bool isEmpty, FormatContent content, string target, string what)
        {
            if (!isEmpty && !definition.Holds(content))
            {
                throw new StylizeException(
                    StylizeError.FormatUnsupported, target, $"{definition.Name} files cannot contain {what}.",
                    "Choose PNG or JPEG, or omit the metadata.");
            }
        }
    }

    /// <summary>Reads the metadata; empty for formats that only a codec library reads.</summary>
    internal static ImageMetadata Read(SourceStream source)
    {
        var metadata = FormatCodec.ForFormat(source.Format).Metadata is { } read ? source.Read(read) : ImageMetadata.None;
        return metadata with { Exif = ExifBlock.WithoutName(metadata.Exif) };
    }

    /// <summary>Reads only the provenance, and of formats that store it before the pixels, only that part of the file.</summary>
    internal static string? ReadProvenance(SourceStream source) =>
        FormatCodec.ForFormat(source.Format).Provenance is { } read ? source.Read(read) : Read(source).Provenance;

    /// <summary>Writes a still PNG, JPEG or WebP with its metadata and resolution. The encoders of other formats write them themselves.
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
