using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Tga;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using Stylize.Codecs.WebP;

namespace Stylize.Codecs.Managed;

/// <summary>A page as its file stores it: what the header says, and how to decode the pixels.</summary>
/// <param name="Colors">1 for gray, 3 for red, green and blue.</param>
/// <param name="Bits">Bits per sample: 8, 16 or 32.</param>
/// <param name="Decode">Returns the samples of the page, before it is turned upright.</param>
internal sealed record StoredImage(
    int Width, int Height, int Colors, bool HasAlpha, int Bits, Func<SampleImage<ushort>> Decode)
{
    private static readonly Configuration SingleThread = MakeConfiguration();

    internal int Pages { get; init; } = 1;

    internal bool IsFloat { get; init; }

    /// <summary>Orientation of a TIFF, 1 to 8; null for formats that store it in EXIF data.</summary>
    internal int? Orientation { get; init; }

    /// <summary>The ICC profile of a page of a TIFF; null for formats with one for the file.</summary>
    internal byte[]? Profile { get; init; }

    /// <summary>Reads the header with this code, because ImageSharp 2.1 reports too little of it.</summary>
    internal static StoredImage Open(SourceStream source, DecodeOptions options) => source.Format switch
    {
        ImageFormat.Png => PngPixels.Open(source.Stream),
        ImageFormat.Jpeg => JpegPixels.Open(source, options),
        ImageFormat.Tiff => TiffPixels.Open(source, options),
        ImageFormat.WebP => OpenWebP(source.Stream),
        ImageFormat.Gif => OpenGif(source.Stream),
        _ => OpenTga(source.Stream),
    };

    internal static Image<TPixel> Load<TPixel>(IImageDecoder decoder, Stream stream)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        stream.Position = 0;
        return Image.Load<TPixel>(SingleThread, stream, decoder);
    }

    /// <summary>Copies the samples of an image that ImageSharp decodes.</summary>
    /// <param name="shift">8 for images of 8 bits whose palette has 16 bits, otherwise 0.</param>
    /// <exception cref="NotSupportedException">Its size is not that of the header.</exception>
    internal SampleImage<ushort> Read(IImageDecoder decoder, Stream stream, int shift = 0)
    {
        return Bits + shift == 16
            ? Copy<Rgba64>((pixel, channel) =>
                (ushort)(channel switch { 0 => pixel.R, 1 => pixel.G, 2 => pixel.B, _ => pixel.A } >> shift))
            : Copy<SixLabors.ImageSharp.PixelFormats.Rgba32>(
                static (pixel, channel) => channel switch { 0 => pixel.R, 1 => pixel.G, 2 => pixel.B, _ => pixel.A });

        SampleImage<ushort> Copy<TPixel>(Func<TPixel, int, ushort> sample)
            where TPixel : unmanaged, IPixel<TPixel>
        {
            using var image = Load<TPixel>(decoder, stream);
            if ((image.Width, image.Height) != (Width, Height)) throw new NotSupportedException("The sizes differ.");

            return NewSamples().FilledBy(samples =>
            {
                for (var plane = 0; plane < samples.Planes.Count; plane++)
                {
                    var channel = plane < Colors ? plane : 3;
                    for (var y = 0; y < Height; y++)
                    {
                        var from = ImageSharpEncoder.RowOf(image, y);
                        var to = samples.Planes[plane].Row(y);
                        for (var x = 0; x < to.Length; x++)
                        {
                            to[x] = sample(from[x], channel);
                        }
                    }
                }
            });
        }
    }

    internal SampleImage<ushort> NewSamples() => new(Colors + (HasAlpha ? 1 : 0), Width, Height, HasAlpha, Bits);

    /// <summary>Reads the header of a WebP (RFC 9649, 2.5 to 2.7). Of an animation, this decodes the first frame if it
    /// fills the canvas, because ImageSharp 2.1 decodes only stills.</summary>
    private static StoredImage OpenWebP(Stream stream)
    {
        var frames = WebPLayout.Read(stream).Frames;
        ReadOnlySpan<byte> head = StreamBytes.Read(stream, 0, 30);
        var lossless = BinaryPrimitives.ReadInt32LittleEndian(head[21..]);
        var (width, height, hasAlpha) = head[15] switch
        {
            (byte)'X' => (WebPLayout.Get24(head[24..]) + 1, WebPLayout.Get24(head[27..]) + 1, (head[20] & 0x10) != 0),
            (byte)'L' => ((lossless & 0x3fff) + 1, ((lossless >> 14) & 0x3fff) + 1, ((lossless >> 28) & 1) != 0),
            _ => (Word(head, 26) & 0x3fff, Word(head, 28) & 0x3fff, false),
        };
        var image = OfLibrary(width, height, hasAlpha, new WebpDecoder(), stream);
        return frames.Count == 0 ? image : image with
        {
            Pages = frames.Count,
            Decode = () => image.Read(new WebpDecoder(), new MemoryStream(frames[0].ToStill(stream))),
        };
    }

    private static StoredImage OpenGif(Stream stream)
    {
        var header = GifLayout.Header(stream, GifLayout.Read(stream));
        var hasAlpha = GifBlock.All(stream).Any(block =>
            block.IsExtension(GifLayout.GraphicControl)
            && GifBlock.Join(stream, block.DataAt) is [var flags, ..] && (flags & 1) != 0);
        var decoder = new GifDecoder { DecodingMode = SixLabors.ImageSharp.Metadata.FrameDecodingMode.First };
        var image = OfLibrary(header.Width, header.Height, hasAlpha, decoder, stream);
        return image with
        {
            Pages = header.Pages,
            Decode = () => GifPixels.Require(stream) ? image.Decode() : throw new InvalidDataException(),
        };
    }

    private static StoredImage OpenTga(Stream stream)
    {
        var sides = StreamBytes.Read(stream, 12, 4);
        return OfLibrary(Word(sides, 0), Word(sides, 2), hasAlpha: true, new TgaDecoder(), stream);
    }

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static StoredImage OfLibrary(int width, int height, bool hasAlpha, IImageDecoder decoder, Stream stream)
    {
        var image = new StoredImage(width, height, 3, hasAlpha, 8, null!);
        return image with { Decode = () => image.Read(decoder, stream) };
    }

    private static Configuration MakeConfiguration()
    {
        var configuration = Configuration.Default.Clone();
        configuration.MaxDegreeOfParallelism = 1;
        return configuration;
    }
}
