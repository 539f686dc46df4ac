using System.Text;
using System.Xml;
using Stylize.Codecs.Files;
using Stylize.Codecs.Gif;
using Stylize.Codecs.Jpeg;
using Stylize.Codecs.Png;
using Stylize.Codecs.Tiff;
using Stylize.Codecs.WebP;
using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Containers;

/// <summary>
/// Metadata in the containers of PNG, JPEG, WebP, GIF and TIFF, read and written without a codec library, so that every codec does it
/// alike.
/// </summary>
internal static class EmbeddedMetadata
{
    private static readonly ImageFormat[] ExifFormats = [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Avif];

    /// <summary>The options with metadata as it is written; throws where the format cannot carry it.</summary>
    /// <exception cref="StylizeException">FormatUnsupported: the format carries no such metadata. OptionInvalid: it is damaged, too long or
    /// no text.</exception>
    internal static EncodeOptions Checked(EncodeOptions options)
    {
        var metadata = options.Metadata;
        if (metadata.IsEmpty)
        {
            return options;
        }

        if (!metadata.IccProfile.IsEmpty && options.Format == ImageFormat.Gif)
        {
            throw Unsupported(options.Format, nameof(ImageMetadata.IccProfile), "an ICC profile");
        }

        if (!metadata.Exif.IsEmpty && !ExifFormats.Contains(options.Format))
        {
            throw Unsupported(options.Format, nameof(ImageMetadata.Exif), "EXIF data");
        }

        if (metadata.Description is not null && options.Format != ImageFormat.Tiff)
        {
            throw Unsupported(options.Format, nameof(ImageMetadata.Description), "a description");
        }

        if (metadata.Provenance is { } text)
        {
            RequireText(text);
        }

        return metadata.Exif.IsEmpty ? options : options with { Metadata = metadata with { Exif = ExifBlock.Upright(metadata.Exif) } };
    }

    /// <summary>Reads the metadata; empty for formats that only a codec library opens.</summary>
    internal static ImageMetadata Read(SourceStream source)
    {
        var metadata = source.Format switch
        {
            ImageFormat.Png => source.Read(PngMetadata.Read),
            ImageFormat.Jpeg => source.Read(JpegMetadata.Read),
            ImageFormat.WebP => source.Read(WebPFile.ReadMetadata),
            ImageFormat.Gif => source.Read(GifMetadata.Read),
            ImageFormat.Tiff => source.Read(TiffMetadata.Read),
            _ => ImageMetadata.None,
        };
        return metadata with { Exif = ExifBlock.WithoutName(metadata.Exif) };
    }

    /// <summary>Reads the provenance alone; of formats that have it before the pixels, no more than that part of the file.</summary>
    internal static string? ReadProvenance(SourceStream source) => source.Format switch
    {
        ImageFormat.Png => source.Read(PngMetadata.ReadProvenance),
        ImageFormat.Gif => source.Read(GifMetadata.ReadProvenance),
        _ => Read(source).Provenance,
    };

    /// <summary>Writes a still PNG, JPEG or WebP with its metadata; of other formats the encoder must write it.</summary>
    /// <param name="target">Where the file goes.</param>
    /// <param name="options">The format and the metadata.</param>
    /// <param name="image">The pixels; null for samples, which WebP does not hold.</param>
    /// <param name="encode">Writes the file without metadata.</param>
    internal static void Write(Stream target, EncodeOptions options, Raster<Rgba32>? image, Action<Stream> encode)
    {
        if (options.Metadata.IsEmpty)
        {
            encode(target);
            return;
        }

        switch (options.Format)
        {
            case ImageFormat.Png:
                Insert(PngMetadata.Chunks(options.Metadata), PngMetadata.Place);
                break;
            case ImageFormat.Jpeg:
                Insert(JpegMetadata.Segments(options.Metadata), JpegMetadata.Place);
                break;
            case ImageFormat.WebP when image is not null:
                using (var still = new MemoryStream())
                {
                    encode(still);
                    WebPFile.AddMetadata(still.ToArray(), image, options.Metadata, target);
                }

                break;
            default:
                encode(target);
                break;
        }

        void Insert(byte[] block, InsertingStream.PlaceFinder place)
        {
            using var inserting = new InsertingStream(target, block, place);
            encode(inserting);
            inserting.Complete();
        }
    }

    private static StylizeException Unsupported(ImageFormat format, string target, string what) =>
        new(StylizeError.FormatUnsupported,
            target,
            $"{ImageFormatName.Of(format)} files do not carry {what} here.",
            "Choose PNG or JPEG, or leave it out.");

    private static void RequireText(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (length > ImageMetadata.MaxProvenanceBytes)
        {
            throw StylizeException.Option(
                nameof(ImageMetadata.Provenance),
                $"{length} bytes long",
                $"a text of at most {ImageMetadata.MaxProvenanceBytes} bytes in UTF-8");
        }

        try
        {
            XmlConvert.VerifyXmlChars(text);
        }
        catch (XmlException)
        {
            throw StylizeException.Option(
                nameof(ImageMetadata.Provenance),
                "a text with control characters or half a surrogate pair",
                "a text of characters that XML 1.0 allows");
        }
    }
}
