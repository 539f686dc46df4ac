using Pixel = SixLabors.ImageSharp.PixelFormats.Rgba32;
using Rgba32 = Stylize.Engine.Imaging.Rgba32;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace Stylize.Codecs.Managed;

internal static class ImageSharpEncoder
{
    /// <summary>Lowest JPEG quality at which chroma is stored for every pixel, as by libvips.</summary>
    private const int FullChromaQuality = 90;

    /// <summary>Encodes an 8-bit image; alpha is omitted if every pixel is opaque, unless requested.</summary>
    internal static void Encode(Raster<Rgba32> image, Stream target, EncodeOptions options, bool keepAlpha)
    {
        var opaque = !keepAlpha && Opacity.IsOpaque(image);
        var flatten = options.Format == ImageFormat.Jpeg && !opaque;
        using var pixels = new Image<Pixel>(image.Width, image.Height);
        for (var y = 0; y < image.Height; y++)
        {
            var row = RowOf(pixels, y);
            MemoryMarshal.Cast<Rgba32, Pixel>(image.Row(y)).CopyTo(row);
            if (flatten)
            {
                OnWhite(row);
            }
        }

        switch (options.Format)
        {
            case ImageFormat.Png:
                pixels.SaveAsPng(
                    target, Png(options, opaque ? PngColorType.Rgb : PngColorType.RgbWithAlpha, PngBitDepth.Bit8));
                break;
            case ImageFormat.Jpeg:
                pixels.SaveAsJpeg(target, new JpegEncoder
                {
                    Quality = options.Quality,
                    ColorType = options.Quality < FullChromaQuality
                        ? JpegColorType.YCbCrRatio420 : JpegColorType.YCbCrRatio444,
                });
                break;
            case ImageFormat.Gif:
                pixels.SaveAsGif(target, new GifEncoder { ColorTableMode = GifColorTableMode.Global });
                break;
            default:
                pixels.SaveAsWebp(target, new WebpEncoder
                {
                    FileFormat = options.Lossless ? WebpFileFormatType.Lossless : WebpFileFormatType.Lossy,
                    Quality = options.Quality,
                    TransparentColorMode = WebpTransparentColorMode.Preserve,
                });
                break;
        }
    }

    /// <summary>Encodes sample planes, 8 bits per sample if <see cref="SampleImage{T}.BitsPerSample"/> is up to 8,
    /// otherwise 16.</summary>
    internal static void Encode(SampleImage<ushort> image, Stream target, EncodeOptions options)
    {
        var wide = image.BitsPerSample > 8;
        var planes = image.Planes;
        var depth = wide ? PngBitDepth.Bit16 : PngBitDepth.Bit8;
        switch (image.ColorPlanes, image.HasAlpha)
        {
            case (1, false):
                Save<L16>(PngColorType.Grayscale, (x, y) => new L16(Wide(0, x, y)));
                break;
            case (1, true):
                Save<La32>(PngColorType.GrayscaleWithAlpha, (x, y) => new La32(Wide(0, x, y), Wide(1, x, y)));
                break;
            case (_, false):
                Save<Rgba64>(PngColorType.Rgb,
                    (x, y) => new Rgba64(Wide(0, x, y), Wide(1, x, y), Wide(2, x, y), ushort.MaxValue));
                break;
            default:
                Save<Rgba64>(PngColorType.RgbWithAlpha,
                    (x, y) => new Rgba64(Wide(0, x, y), Wide(1, x, y), Wide(2, x, y), Wide(3, x, y)));
                break;
        }

        // Narrow samples are multiplied by 257, which the 8-bit encoder undoes exactly.
        ushort Wide(int plane, int x, int y) =>
            wide ? planes[plane][x, y] : (ushort)(257 * Math.Min(planes[plane][x, y], byte.MaxValue));

        void Save<TPixel>(PngColorType type, Func<int, int, TPixel> at)
            where TPixel : unmanaged, IPixel<TPixel>
        {
            using var pixels = new Image<TPixel>(image.Width, image.Height);
            for (var y = 0; y < image.Height; y++)
            {
                var row = RowOf(pixels, y);
                for (var x = 0; x < row.Length; x++)
                {
                    row[x] = at(x, y);
                }
            }

            pixels.SaveAsPng(target, Png(options, type, depth));
        }
    }

    internal static Span<TPixel> RowOf<TPixel>(Image<TPixel> image, int y)
        where TPixel : unmanaged, IPixel<TPixel> => image.Frames.RootFrame.PixelBuffer.DangerousGetRowSpan(y);

    private static PngEncoder Png(EncodeOptions options, PngColorType type, PngBitDepth depth)
    {
        var (filter, level) = options.Compression switch
        {
            LosslessCompression.None => (PngFilterMethod.None, PngCompressionLevel.NoCompression),
            LosslessCompression.Fast => (PngFilterMethod.Paeth, PngCompressionLevel.Level3),
            LosslessCompression.Smallest => (PngFilterMethod.Adaptive, PngCompressionLevel.BestCompression),
        };
        return new()
        {
            ColorType = type, BitDepth = depth, TransparentColorMode = PngTransparentColorMode.Preserve,
            FilterMethod = filter, CompressionLevel = level,
        };
    }

    private static void OnWhite(Span<Pixel> row)
    {
        foreach (ref var pixel in row)
        {
            var (alpha, white) = (pixel.A, 255 * (255 - pixel.A));
            pixel = new Pixel(Mix(pixel.R), Mix(pixel.G), Mix(pixel.B));

            byte Mix(byte value) => (byte)(((value * alpha) + white + 127) / 255);
        }
    }
}
