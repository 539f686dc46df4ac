using System.Xml;
using Stylize.Codecs.Files;
using Stylize.Codecs.WebP;
using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Containers;

/// <summary>Metadata in the containers of PNG, JPEG, WebP, GIF and TIFF, handled without a library, so alike for every codec.</summary>
internal static class EmbeddedMetadata
{
    /// <summary>The options with metadata as it is written; throws where the format cannot carry it.</summary>
    /// <exception cref="StylizeException">FormatUnsupported: the format carries no such metadata. OptionInvalid: it is damaged, too long or
    /// no text.</exception>
    internal static EncodeOptions Checked(EncodeOptions options)
    {
        var metadata = options.Metadata;
        if (metadata.IsEmpty) return options;

        var definition = FormatDefinition.Of(options.Format);
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
                    StylizeError.FormatUnsupported, target, $"{definition.Name} files do not carry {what} here.",
                    "Choose PNG or JPEG, or leave it out.");
            }
        }
    }

    /// <summary>Reads the metadata; empty for formats that only a codec library opens.</summary>
    internal static ImageMetadata Read(SourceStream source)
    {
        var metadata = FormatCodec.Of(source.Format).Metadata is { } read ? source.Read(read) : ImageMetadata.None;
        return metadata with { Exif = ExifBlock.WithoutName(metadata.Exif) };
    }

    /// <summary>Reads the provenance alone; of formats that have it before the pixels, no more than that part of the file.</summary>
    internal static string? ReadProvenance(SourceStream source) =>
        FormatCodec.Of(source.Format).Provenance is { } read ? source.Read(read) : Read(source).Provenance;

    /// <summary>Writes a still PNG, JPEG or WebP with its metadata; of other formats the encoder must write it.</summary>
    /// <param name="image">The pixels; null for samples, which WebP does not hold.</param>
    internal static void Write(Stream target, EncodeOptions options, Raster<Rgba32>? image, Action<Stream> encode)
    {
        if (options.Metadata.IsEmpty)
        {
            encode(target);
            return;
        }

        if (FormatCodec.Of(options.Format).Insert is var (block, place))
        {
            using var inserting = new InsertingStream(target, block(options.Metadata), place);
            encode(inserting);
            inserting.Complete();
        }
        else if (options.Format == ImageFormat.WebP && image is not null)
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
                nameof(ImageMetadata.Provenance), "a text with control characters or half a surrogate pair",
                "a text of characters that XML 1.0 allows");
        }
    }
}
