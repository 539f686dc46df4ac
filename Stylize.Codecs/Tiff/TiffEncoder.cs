using Stylize.Engine.Imaging.Tiff;

namespace Stylize.Codecs.Tiff;

internal static class TiffEncoder
{
    /// <summary>Writes pages of 8 bits per sample if <see cref="SampleImage{T}.BitsPerSample"/> is at most 8, otherwise
    /// of 16.</summary>
    internal static void WritePages(IEnumerable<SampleImage<ushort>> pages, Stream target, EncodeOptions options) =>
        SeekableTarget.Write(target, stream =>
        {
            using var writer = new TiffWriter(stream);
            var metadata = options.Metadata;
            var isEmpty = true;
            foreach (var page in pages)
            {
                isEmpty = false;
                writer.Begin(PageOf(page, options) with { Metadata = metadata });
                metadata = ImageMetadata.None;
                for (var y = 0; y < page.Height; y++)
                {
                    PlainPixels.Interleave(page, y, writer.NextRow());
                }

                writer.Finish();
            }

            if (isEmpty) throw new ArgumentException("A TIFF needs at least one page.", nameof(pages));
        });

    /// <summary>Writes an 8-bit image; alpha is omitted if every pixel is opaque. The indexed colors black
    /// and white are one bit.</summary>
    internal static void Write(Raster<Rgba32> image, bool hasAlpha, Stream target, EncodeOptions options)
    {
        var isBinary = options.IndexedColors is
            [{ R: 0, G: 0, B: 0, A: byte.MaxValue }, { R: 255, G: 255, B: 255, A: byte.MaxValue }];
        var (bands, bits) = isBinary ? (1, 1) : (hasAlpha ? 4 : 3, 8);
        var page = new TiffPage(image.Width, image.Height, bands, bits, options.Compression)
        {
            HasAlpha = hasAlpha,
            PixelsPerMeter = options.PixelsPerMeter,
            Metadata = options.Metadata,
        };
        WriteOne(target, page, (y, to) =>
        {
            var row = image.Row(y);
            if (isBinary)
            {
                to.Clear();
                for (var x = 0; x < row.Length; x++)
                {
                    to[x / 8] |= (byte)(row[x].R >> 7 << (7 - (x % 8)));
                }

                return;
            }

            if (hasAlpha)
            {
                MemoryMarshal.AsBytes(row).CopyTo(to);
                return;
            }

            for (var x = 0; x < row.Length; x++)
            {
                (to[3 * x], to[(3 * x) + 1], to[(3 * x) + 2]) = (row[x].R, row[x].G, row[x].B);
            }
        });
    }

    /// <summary>Writes sample planes of 8 bits if <see cref="SampleImage{T}.BitsPerSample"/> is at most 8, otherwise of
    /// 16.</summary>
    internal static void Write(SampleImage<ushort> image, Stream target, EncodeOptions options) =>
        WriteOne(target, PageOf(image, options), (y, row) => PlainPixels.Interleave(image, y, row));

    internal static void Write(Raster<uint> plane, Stream target, EncodeOptions options) =>
        WriteOne(target,
            new TiffPage(
                plane.Width, plane.Height, 1, 32, options.Compression)
            {
                Metadata = options.Metadata, PixelsPerMeter = options.PixelsPerMeter,
            }, (y, row) =>
                    MemoryMarshal.AsBytes(plane.Row(y)).CopyTo(row));

    private delegate void RowFiller(int y, Span<byte> row);

    private static void WriteOne(Stream target, TiffPage page, RowFiller fill) =>
        SeekableTarget.Write(target, stream =>
        {
            using var writer = new TiffWriter(stream, page);
            for (var y = 0; y < page.Height; y++)
            {
                fill(y, writer.NextRow());
            }

            writer.Finish();
        });

    private static TiffPage PageOf(SampleImage<ushort> image, EncodeOptions options) =>
        new(image.Width, image.Height, image.Planes.Count, image.BitsPerSample > 8 ? 16 : 8, options.Compression)
        {
            HasAlpha = image.HasAlpha, Metadata = options.Metadata, Description = options.Metadata.Description,
            PixelsPerMeter = options.PixelsPerMeter,
        };
}
