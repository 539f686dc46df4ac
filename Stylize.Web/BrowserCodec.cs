using System.IO.Compression;
using System.Runtime.InteropServices.JavaScript;
using Stylize.Codecs.Containers;
using Stylize.Codecs.Files;
using Stylize.Codecs.Pixels;
using Stylize.Engine.Imaging.Kit.Colors;
using Stylize.Engine.Imaging.Png;
using Stylize.Engine.IO;

namespace Stylize.Web;

/// <summary>
/// The codec of the site. The browser has decoded each picture that the page added, with its color profile and
/// orientation, before the session opens it. PNG is written as libvips writes it.
/// </summary>
internal sealed partial class BrowserCodec : FileCodec
{
    private const int GifRounds = 3;

    private readonly Dictionary<string, BrowserPicture> _pictures = new(StringComparer.Ordinal);

    public override string Name => "browser";

    private protected override IReadOnlyList<ImageFormat> LibraryFormats { get; } =
        [ImageFormat.Png, ImageFormat.Jpeg, ImageFormat.WebP, ImageFormat.Gif, ImageFormat.Avif, ImageFormat.Tiff];

    private protected override IReadOnlyList<ImageFormat> LibraryWriteFormats { get; } =
        [ImageFormat.Png, ImageFormat.Tiff, ImageFormat.Gif];

    private protected override PageReader OpenLibrary(SourceStream source, DecodeOptions options) =>
        new BrowserPage(source, Find);

    private protected override ImageMetadata ReadLibraryMetadata(SourceStream source, DecodeOptions options) =>
        ImageMetadata.None;

    /// <summary>Returns the width and the height of a picture before it was reduced; null if it was not.</summary>
    public string? ReducedFrom(string path) =>
        _pictures.TryGetValue(path, out var picture) && picture.Source.Length > 0 ? picture.Source : null;

    private protected override void EncodePixels(
        Raster<Rgba32> image, Stream target, EncodeOptions options, bool keepAlpha)
    {
        if (options.Format == ImageFormat.Gif)
        {
            using var reduced = WithColors(image);
            Encode(reduced, target, options);
            return;
        }

        PlainPng.Write(image, target, options.Compression, keepAlpha || !Opacity.IsOpaque(image));
    }

    private protected override void EncodeSamples(SampleImage<ushort> image, Stream target, EncodeOptions options) =>
        throw Errors.NumbersInBrowser.With(null);

    /// <summary>Returns a copy with few enough colors for a GIF.</summary>
    private static Raster<Rgba32> WithColors(Raster<Rgba32> image)
    {
        var histogram = new ColorHistogram(bits: 5);
        for (var y = 0; y < image.Height; y++)
        {
            foreach (var pixel in image.Row(y))
            {
                if (pixel.A >= 128) histogram.Add(pixel, 1);
            }
        }

        (Lab, double)[] entries =
            [.. histogram.Colors.Zip(histogram.Weights, (color, weight) => (LabConversion.FromRgba(color), weight))];
        var centers = KMeans.Farthest(entries, EncodeOptions.MaxGifColors);
        KMeans.Run(entries, centers, GifRounds);
        var search = new ColorSearch(centers);
        var copy = image.Clone();
        ColorCounts.Replace([copy], pixel =>
            pixel.A < 128 ? default : LabConversion.ToRgba(centers[search.Nearest(LabConversion.FromRgba(pixel))]));
        return copy;
    }

    /// <summary>Returns the decoded pixels of a file that the page added; null for other files.</summary>
    private BrowserPicture? Find(string path)
    {
        if (_pictures.TryGetValue(path, out var known)) return known;
        if (Width() is not (> 0 and var width)) return null;

        var picture = new Raster<Rgba32>(width, Height());
        for (var y = 0; y < picture.Height; y++)
        {
            CopyRow(y, MemoryMarshal.AsBytes(picture.Row(y)));
        }

        var added = new BrowserPicture(picture, !IsOpaque(), Source());
        Release();
        return _pictures[path] = added;
    }

    /// <summary>Returns the width of the picture that is being added; 0 without one.</summary>
    [JSImport("width", "worker")]
    private static partial int Width();

    [JSImport("height", "worker")]
    private static partial int Height();

    [JSImport("isOpaque", "worker")]
    private static partial bool IsOpaque();

    [JSImport("source", "worker")]
    private static partial string Source();

    [JSImport("copyRow", "worker")]
    private static partial void CopyRow(int y, [JSMarshalAs<JSType.MemoryView>] Span<byte> row);

    [JSImport("release", "worker")]
    private static partial void Release();
}

/// <summary>A picture that the browser has decoded.</summary>
/// <param name="Source">Width and height before it was reduced; empty if it was not.</param>
internal sealed record BrowserPicture(Raster<Rgba32> Pixels, bool HasAlpha, string Source);

/// <summary>A picture that the browser has decoded, or the header of a file that the session wrote.</summary>
/// <param name="source">Owned by the page.</param>
internal sealed class BrowserPage(SourceStream source, Func<string, BrowserPicture?> find)
    : PageReader(source.Name, source)
{
    public override ImageInfo Info => field ??= Read();

    private Raster<Rgba32> Pixels =>
        find(source.Name)?.Pixels ?? throw source.Unsupported("pixels that this browser cannot decode");

    public override Raster<Rgba32> ToRgba() => Pixels.Clone();

    public override SampleImage<ushort> ToSamples() => PlainPixels.FromRgba(Pixels, Info.HasAlpha);

    private ImageInfo Read()
    {
        // The picture is a still for the session, whatever the format.
        if (find(source.Name) is { Pixels: var pixels, HasAlpha: var hasAlpha })
        {
            return Describe(pixels.Width, pixels.Height, hasAlpha);
        }

        return FormatCodec.ForFormat(source.Format).Claim?.Invoke(source.Stream) is var (width, height, _)
            ? Describe((int)width, (int)height, hasAlpha: false)
            : throw source.Unsupported("this content");
    }

    private static ImageInfo Describe(int width, int height, bool hasAlpha) =>
        new(ImageFormat.Png, width, height, 1, 3, hasAlpha, 8, IsFloat: false, Orientation: 1);
}

/// <summary>Writes PNG files of true color (PNG, 3rd edition), in the chunks of libpng, so that files are those of
/// libvips.</summary>
internal static class PlainPng
{
    private const byte Rgb = 2, RgbAlpha = 6;
    private const int ChunkBytes = 8192;
    private const byte None = 0, Paeth = 4, Filters = 5;

    public static void Write(Raster<Rgba32> image, Stream target, LosslessCompression compression, bool hasAlpha)
    {
        var bytes = hasAlpha ? 4 : 3;
        var (level, filter) = compression switch
        {
            LosslessCompression.None => (0, None),
            LosslessCompression.Fast => (3, Paeth),
            _ => (9, Filters),
        };
        target.Write(IndexedPngWriter.Signature);
        IndexedPngWriter.WriteChunk(target, "IHDR"u8,
            [.. BigEndian.Long(image.Width), .. BigEndian.Long(image.Height), 8, hasAlpha ? RgbAlpha : Rgb, 0, 0, 0]);
        using var deflated = new MemoryStream();
        using (var zlib =
            new ZLibStream(deflated, new ZLibCompressionOptions { CompressionLevel = level }, leaveOpen: true))
        {
            byte[] above = new byte[image.Width * bytes], row = new byte[above.Length];
            var filtered = Enumerable.Range(0, Filters).Select(_ => new byte[row.Length + 1]).ToArray();
            for (var y = 0; y < image.Height; y++, (above, row) = (row, above))
            {
                Pack(image.Row(y), row, bytes);
                zlib.Write(filter < Filters
                    ? Filter(filter, row, above, bytes, filtered[filter]) : Smallest(row, above, bytes, filtered));
            }
        }

        var data = deflated.GetBuffer().AsSpan(0, (int)deflated.Length);
        for (var from = 0; from < data.Length; from += ChunkBytes)
        {
            IndexedPngWriter.WriteChunk(target, "IDAT"u8, data[from..Math.Min(data.Length, from + ChunkBytes)]);
        }

        IndexedPngWriter.WriteChunk(target, "IEND"u8, []);
    }

    private static void Pack(ReadOnlySpan<Rgba32> pixels, Span<byte> row, int bytes)
    {
        var source = MemoryMarshal.AsBytes(pixels);
        if (bytes == 4)
        {
            source.CopyTo(row);
            return;
        }

        for (int from = 0, to = 0; to < row.Length; from += 4, to += 3)
        {
            row[to] = source[from];
            row[to + 1] = source[from + 1];
            row[to + 2] = source[from + 2];
        }
    }

    /// <summary>Returns the filtered row with the smallest sum of differences (12.7).</summary>
    private static byte[] Smallest(byte[] row, byte[] above, int bytes, byte[][] filtered)
    {
        var (best, smallest) = (filtered[0], long.MaxValue);
        for (byte filter = 0; filter < Filters; filter++)
        {
            var candidate = Filter(filter, row, above, bytes, filtered[filter]);
            var sum = 0L;
            for (var i = 1; i < candidate.Length; i++)
            {
                sum += Math.Abs((int)(sbyte)candidate[i]);
            }

            if (sum < smallest)
            {
                (best, smallest) = (candidate, sum);
            }
        }

        return best;
    }

    /// <summary>Filters a row (9.2): none, sub, up, average or Paeth.</summary>
    private static byte[] Filter(byte filter, byte[] row, byte[] above, int bytes, byte[] filtered)
    {
        filtered[0] = filter;
        for (var i = 0; i < row.Length; i++)
        {
            int left = i < bytes ? 0 : row[i - bytes], up = above[i], corner = i < bytes ? 0 : above[i - bytes];
            filtered[i + 1] = (byte)(row[i] - filter switch
            {
                0 => 0,
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                _ => Predict(left, up, corner),
            });
        }

        return filtered;
    }

    private static int Predict(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        var (toLeft, toUp, toCorner) =
            (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
}
