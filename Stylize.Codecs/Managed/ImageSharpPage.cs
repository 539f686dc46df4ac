using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using Stylize.Codecs.Color;
using Stylize.Codecs.WebP;
using PngMetadata = SixLabors.ImageSharp.Formats.Png.PngMetadata;
using Rgba32 = Stylize.Engine.Imaging.Rgba32;

namespace Stylize.Codecs.Managed;

internal sealed class ImageSharpPage(
    SourceStream source, DecodeOptions options, Stream stream, int frame, bool isYCbCr, Stylize.Engine.Imaging.ImageInfo info)
{
    private static readonly Configuration SingleThread = MakeConfiguration();

    private readonly SourceStream _source = source;
    private readonly DecodeOptions _options = options;
    private readonly Stream _stream = stream;
    private readonly int _frame = frame;
    private readonly bool _isYCbCr = isYCbCr;
    private IccToSrgb? _profile;

    internal Stylize.Engine.Imaging.ImageInfo Info { get; } = info;

    internal int Planes => Info.ColorPlanes + (Info.HasAlpha ? 1 : 0);

    internal static ImageSharpPage Open(SourceStream source, DecodeOptions options)
    {
        ClaimedSize.CheckLimits(source, options);
        if (UnsupportedKind.Describe(source.Format, source.Stream) is not null) throw source.Damaged(new NotSupportedException());

        var directories = source.Format == ImageFormat.Tiff
            ? Try(source, () => TiffDirectory.ReadAll(source.Stream, options.MaxPages))
            : null;
        if (directories is not null)
        {
            SourceLimits.Check(source.Name, 1, 1, directories.Count, options);
            SourceLimits.CheckPage(source.Name, directories.Count, options);
        }

        var directory = directories?[options.Page];
        var stream = directory is not null ? new TiffPageStream(source.Stream, directory)
            : source.Format == ImageFormat.Png ? Try(source, () => PngData.Plain(source.Stream))
            : source.Stream;
        var header = Try(source, () => Image.Identify(new DecoderOptions { Configuration = SingleThread }, Rewound(stream)));
        var pages = directories?.Count ?? source.Format switch
        {
            ImageFormat.Png => source.Read(ApngLayout.CountFrames),
            ImageFormat.WebP => source.Read(WebPLayout.CountFrames),
            ImageFormat.Gif => source.Read(GifLayout.Read).Frames.Count,
            _ => Math.Max(1, header.FrameMetadataCollection.Count),
        };
        SourceLimits.Check(source.Name, header.Width, header.Height, pages, options);
        SourceLimits.CheckPage(source.Name, pages, options);
        if (source.Format == ImageFormat.Png
            && header.Metadata.GetPngMetadata().InterlaceMethod == PngInterlaceMode.Adam7
            && Math.Min(header.Width, header.Height) < 5)
        {
            // ImageSharp 3.1 decodes these wrongly, because some of their Adam7 passes are empty.
            throw Unsupported(source, null);
        }

        if (directory is { IsComplete: false })
        {
            throw source.Damaged(new EndOfStreamException("The file ends before the last pixel of the page."));
        }

        // The stream of a TIFF contains only the requested page, and later frames of an APNG are read elsewhere.
        var frame = directory is null && source.Format != ImageFormat.Png ? options.Page : 0;
        var info = Describe(header, source.Format, pages, directory?.Orientation ?? OrientationOf(header));
        var isYCbCr = source.Format == ImageFormat.Jpeg
            && header.Metadata.GetJpegMetadata().ColorType is JpegEncodingColor.YCbCrRatio420 or JpegEncodingColor.YCbCrRatio422;
        return new ImageSharpPage(source, options, stream, frame, isYCbCr, info);
    }

    /// <summary>Returns the channel of a plane: 0 to 3 for red, green, blue and alpha.</summary>
    internal int Channel(int plane) => Info.HasAlpha && plane == Planes - 1 ? 3 : plane;

    internal SampleImage<TValue> Decode<TPixel, TValue>(
        int planes, int bitsPerSample, Func<TPixel, int, TValue> value, Action<SampleImage<TValue>>? correct = null)
        where TPixel : unmanaged, IPixel<TPixel>
        where TValue : unmanaged
    {
        using var image = Try(_source, () => Load<TPixel>());
        var frame = image.Frames[_frame];
        _profile = ProfileOf(image.Metadata.IccProfile ?? image.Frames.RootFrame.Metadata.IccProfile);
        return new SampleImage<TValue>(planes, Info.Width, Info.Height, Info.HasAlpha, bitsPerSample).FilledBy(decoded =>
        {
            using var turned = new Raster<TValue>(frame.Width, 1);
            for (var plane = 0; plane < planes; plane++)
            {
                for (var y = 0; y < frame.Height; y++)
                {
                    var from = frame.PixelBuffer.DangerousGetRowSpan(y);
                    var to = turned.Row(0);
                    for (var x = 0; x < to.Length; x++)
                    {
                        to[x] = value(from[x], plane);
                    }

                    Orientation.Place(turned, y, 1, Info.Orientation, decoded.Planes[plane]);
                }
            }

            correct?.Invoke(decoded);
        });
    }

    internal void ToSrgb(SampleImage<Rgba32> image) => _profile?.Apply(image.Planes[0]);

    internal void ToSrgb(SampleImage<float> image) => _profile?.Apply(image.Planes, Info.ColorPlanes);

    /// <summary>
    /// Returns the conversion from the profile, which ImageSharp stores with the file or, for TIFF, with the page; null if no conversion
    /// is needed.
    /// </summary>
    private static IccToSrgb? ProfileOf(SixLabors.ImageSharp.Metadata.Profiles.Icc.IccProfile? stored) =>
        stored is not null && IccProfile.TryParse(stored.ToByteArray()) is { IsSrgb: false } parsed ? new IccToSrgb(parsed) : null;

    private static Configuration MakeConfiguration()
    {
        var configuration = Configuration.Default.Clone();
        configuration.MaxDegreeOfParallelism = 1;
        return configuration;
    }

    private static T Try<T>(SourceStream source, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (NotSupportedException failure) when (source.Format != ImageFormat.Png)
        {
            throw Unsupported(source, failure);
        }
        catch (Exception failure) when (failure is not (StylizeException or OutOfMemoryException))
        {
            throw source.Damaged(failure);
        }
    }

    private Image<TPixel> Load<TPixel>()
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var general = new DecoderOptions { Configuration = SingleThread, MaxFrames = (uint)_frame + 1 };
        if (_source.Format == ImageFormat.Jpeg) return LoadJpeg<TPixel>(general);

        Completeness.Require(_source);
        if (_source.Format != ImageFormat.Png) return Image.Load<TPixel>(general, Rewound(_stream));

        var strict = new PngDecoderOptions { GeneralOptions = general, PngCrcChunkHandling = PngCrcChunkHandling.IgnoreNone };
        return PngDecoder.Instance.Decode<TPixel>(strict, Rewound(_stream));
    }

    private Image<TPixel> LoadJpeg<TPixel>(DecoderOptions options)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        var file = new JpegFile(_stream);
        Completeness.Require(file);
        if (!Completeness.HasWholeScans(file, options))
        {
            _source.ReportDamage(_options, new InvalidDataException("A scan ends before its last pixel."));
        }

        if (!_isYCbCr || JpegChroma.FromFile(file) is not { } chroma) return Image.Load<TPixel>(options, Rewound(_stream));

        using var image = chroma.Decode(file, stream => Image.Load<Rgb24>(options, stream));
        return image.CloneAs<TPixel>(SingleThread);
    }

    private static StylizeException Unsupported(SourceStream source, Exception? inner) =>
        new(StylizeError.FormatUnsupported,
            source.Name,
            $"Cannot read '{source.Name}': this kind of {FormatDefinition.ForFormat(source.Format).Name} is not supported.",
            "Convert it in another program, or use the build of Stylize with libvips.",
            inner);

    private static Stream Rewound(Stream stream)
    {
        stream.Position = 0;
        return stream;
    }

    private static int OrientationOf(SixLabors.ImageSharp.ImageInfo header) =>
        header.Metadata.ExifProfile?.TryGetValue(ExifTag.Orientation, out var stored) == true && stored.Value is >= 1 and <= 8
            ? stored.Value
            : 1;

    private static Stylize.Engine.Imaging.ImageInfo Describe(
        SixLabors.ImageSharp.ImageInfo header, ImageFormat format, int pages, int orientation)
    {
        var samples = SampleLayout.ForImage(header, format);
        var swapped = Orientation.SwapsSides(orientation);
        return new Stylize.Engine.Imaging.ImageInfo(
            format, swapped ? header.Height : header.Width, swapped ? header.Width : header.Height, pages,
            samples.ColorPlanes, samples.HasAlpha, samples.Bits, samples.IsFloat, orientation);
    }
}

internal readonly record struct SampleLayout(int ColorPlanes, bool HasAlpha, int Bits, bool IsFloat)
{
    internal static SampleLayout ForImage(SixLabors.ImageSharp.ImageInfo info, ImageFormat format)
    {
        switch (format)
        {
            case ImageFormat.Png:
                return OfPng(info.Metadata.GetPngMetadata());
            case ImageFormat.Jpeg:
                return new SampleLayout(info.Metadata.GetJpegMetadata().ColorType == JpegEncodingColor.Luminance ? 1 : 3, false, 8, false);
            case ImageFormat.Tiff when info.FrameMetadataCollection.Count > 0:
                return OfTiff(info.FrameMetadataCollection[0].GetTiffMetadata(), info.FrameMetadataCollection[0].ExifProfile);
            default:
                var hasAlpha = info.PixelType.AlphaRepresentation
                    is PixelAlphaRepresentation.Unassociated or PixelAlphaRepresentation.Associated;
                return new SampleLayout(3, hasAlpha, 8, false);
        }
    }

    private static SampleLayout OfPng(PngMetadata png)
    {
        var transparent = png.ColorType is PngColorType.GrayscaleWithAlpha or PngColorType.RgbWithAlpha
            || png.TransparentColor is not null
            || png.ColorTable is { } table && table.ToArray().Any(color => color.ToPixel<Argb32>().A != byte.MaxValue);
        return new SampleLayout(
            png.ColorType is PngColorType.Grayscale or PngColorType.GrayscaleWithAlpha ? 1 : 3, transparent,
            png.BitDepth == PngBitDepth.Bit16 ? 16 : 8, false);
    }

    private static SampleLayout OfTiff(TiffFrameMetadata tiff, ExifProfile? tags)
    {
        var gray = tiff.PhotometricInterpretation is TiffPhotometricInterpretation.BlackIsZero or TiffPhotometricInterpretation.WhiteIsZero;
        var bits = tiff.BitsPerSample?.Channel0 ?? 8;
        const ushort FloatFormat = 3;
        var isFloat = tags?.TryGetValue(ExifTag.SampleFormat, out var formats) == true && formats.Value?.FirstOrDefault() == FloatFormat;
        var hasAlpha = tags?.TryGetValue(ExifTag.SamplesPerPixel, out var samples) == true && samples.Value == (gray ? 2 : 4);
        return new SampleLayout(gray ? 1 : 3, hasAlpha, bits <= 8 ? 8 : bits <= 16 ? 16 : 32, isFloat);
    }
}
