using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Metadata;
using Stylize.Codecs.Tiff;

namespace Stylize.Codecs.Managed;

/// <summary>Decodes a page of a TIFF (TIFF 6.0; BigTIFF) that is not plain.</summary>
internal static class TiffPixels
{
    internal static StoredImage Open(SourceStream source, DecodeOptions options)
    {
        var reader = new TiffReader(source.Stream);
        var directories = reader.Directories(options.MaxPages);
        SourceLimits.Check(source.Name, 1, 1, directories.Count, options);
        SourceLimits.CheckPage(source.Name, directories.Count, options);
        var offset = directories[options.Page];
        var tags = reader.Tags(offset);
        var isPlain = TiffLayout.Read(reader, offset) is { Samples: 1 };
        if (Unsupported(tags, isPlain) is { } kind) throw source.Unsupported(kind);

        var samples = tags.First(277, 1);
        var image = new StoredImage(
            (int)Math.Min(tags.First(256, 0), int.MaxValue), (int)Math.Min(tags.First(257, 0), int.MaxValue),
            tags.First(262, 0) is 0 or 1 ? 1 : 3, samples == 4, (int)Math.Max(tags.First(258, 1), 8), null!)
        {
            Pages = directories.Count,
            IsFloat = tags.First(339, 1) == 3,
            Orientation = tags.First(274, 1) is >= 1 and <= 8 and var stored ? (int)stored : 1,
            Profile = reader.BytesOf(offset, 34675),
        };
        return image with { Decode = Decode };

        SampleImage<ushort> Decode()
        {
            var strips = tags.All(273).Zip(tags.All(279)).ToList();
            if (strips.Count == 0 || strips.Exists(strip => strip.First + strip.Second > reader.Length))
            {
                throw new EndOfStreamException("The file ends before the last pixel of the page.");
            }

            // ImageSharp reads all pages, so a copy has only this one.
            var file = new MemoryStream(reader.WithPixelsAlone(offset));
            var decoder = new TiffDecoder { DecodingMode = FrameDecodingMode.First };
            return image.Read(decoder, file, shift: tags.First(262, 0) == StoredPage.Palette ? 8 : 0);
        }
    }

    /// <summary>Returns the feature of a page that ImageSharp 2.1 does not read, or reads wrongly.</summary>
    /// <param name="isPlain">True if this code reads the page as numbers.</param>
    private static string? Unsupported(TiffTags tags, bool isPlain)
    {
        var (meaning, samples, bits) = (tags.First(262, -1), tags.First(277, 1), tags.First(258, 1));
        var compression = tags.First(259, 1);
        var isNumber = isPlain && tags.First(339, 1) == 3;
        return tags.Has(322) ? "tiles, except in plain gray or RGB images"
            : compression is 2 or 3 or 4 ? "fax compression"
            : tags.First(266, 1) != 1 ? "bits in reverse order"
            : compression == 7 ? "JPEG compression"
            : bits > 16 && !isPlain ? Invariant($"samples of {bits} bits, except in plain gray images")
            : tags.All(339).Any(format => format != 1) && !isNumber ? "signed samples"
            : tags.All(258).Any(value => value != bits) ? "samples of different sizes"
            : (meaning, samples) is not ((0 or 1 or StoredPage.Palette, 1) or (2, 3 or 4)) || (samples > 1 && bits < 8)
                ? Invariant($"{samples} samples of {bits} bits per pixel of kind {meaning}")
            : samples > 1 && tags.First(284, 1) == 2 && tags.First(317, 1) == 2 ? "a predictor and separate planes"
            : tags.First(338, 2) == 1 ? "premultiplied alpha"
            : null;
    }
}
