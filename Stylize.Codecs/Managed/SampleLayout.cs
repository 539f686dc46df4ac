using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;
using PngMetadata = SixLabors.ImageSharp.Formats.Png.PngMetadata;

namespace Stylize.Codecs.Managed;

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
