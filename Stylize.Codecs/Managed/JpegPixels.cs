using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Stylize.Codecs.Managed;

/// <summary>
/// Decodes a JPEG: ImageSharp decodes the components, and this class finds missing data and converts colors as libjpeg
/// does. Chroma that is subsampled by two is interpolated linearly, because ImageSharp repeats its samples.
/// </summary>
/// <param name="across">Pixels per sample of chroma along a row, 1 or 2.</param>
/// <param name="down">Pixels per sample of chroma along a column, 1 or 2.</param>
internal sealed class JpegPixels(JpegFile file, int across, int down)
{
    /// <summary>An Adobe segment without a color transform, so that ImageSharp decodes components unchanged.</summary>
    private static readonly byte[] NoTransform = [0xff, 0xee, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0];

    /// <summary>Bytes for the end of each scan, which only incomplete scans use. None is a marker.</summary>
    private static readonly byte[] More = [.. Enumerable.Range(1, 64).Select(i => (byte)(i * 151 % 255))];

    internal static StoredImage Open(SourceStream source, DecodeOptions options)
    {
        const int ComponentCount = 9, LastProgressive = 0xc2, FirstFactors = 11;
        var file = new JpegFile(source.Stream);
        var frame = file.Frame;
        if (frame.Length <= ComponentCount || frame.Length < ComponentCount + 1 + (3 * frame[ComponentCount]))
        {
            throw new InvalidDataException("The JPEG has no header.");
        }

        int count = frame[ComponentCount], factors = frame[FirstFactors];
        if (frame[1] > LastProgressive) throw source.Unsupported("arithmetic codes");
        if (count is not (1 or 3))
        {
            throw source.Unsupported(count == 4 ? "CMYK colors" : Invariant($"{count} components"));
        }

        var (chroma, other) = count == 3 ? (frame[FirstFactors + 3], frame[FirstFactors + 6]) : (factors, factors);
        var isSubsampled = chroma != factors;
        if (chroma != other || (isSubsampled && (chroma, factors) is not (0x11, 0x12 or 0x21 or 0x22 or 0x41)))
        {
            throw source.Unsupported("unusual subsampling");
        }

        // libjpeg, too, repeats chroma that is subsampled by four.
        var isInterpolated = isSubsampled && factors != 0x41;
        var pixels = new JpegPixels(file, isInterpolated ? factors >> 4 : 1, isInterpolated ? factors & 15 : 1);
        var height = BinaryPrimitives.ReadUInt16BigEndian(frame[5..]);
        var width = BinaryPrimitives.ReadUInt16BigEndian(frame[7..]);
        var image = new StoredImage(width, height, count, HasAlpha: false, 8, null!);
        return image with { Decode = () => pixels.Decode(image, source, options) };
    }

    private SampleImage<ushort> Decode(StoredImage stored, SourceStream source, DecodeOptions options)
    {
        if (!file.HasEnd) throw new EndOfStreamException("The JPEG has no end.");

        using Image<Rgb24> image = Load([]), longer = Load(More);
        if (Enumerable.Range(0, image.Height).Any(
            y => !ImageSharpEncoder.RowOf(image, y).SequenceEqual(ImageSharpEncoder.RowOf(longer, y))))
        {
            source.ReportDamage(options, new InvalidDataException("A scan ends before its last pixel."));
        }

        return stored.NewSamples().FilledBy(samples => Convert(image, samples.Planes));

        Image<Rgb24> Load(ReadOnlySpan<byte> more)
        {
            using var components = file.With(stored.Colors == 3 ? NoTransform : [], more);
            return StoredImage.Load<Rgb24>(new JpegDecoder { IgnoreMetadata = true }, components);
        }
    }

    private void Convert(Image<Rgb24> image, IReadOnlyList<Raster<ushort>> planes)
    {
        var isYCbCr = planes.Count == 3 && file.IsYCbCr;
        for (var y = 0; y < image.Height; y++)
        {
            var near = ImageSharpEncoder.RowOf(image, y);
            var far = ImageSharpEncoder.RowOf(image, Neighbor(y, down, image.Height));
            Span<ushort> red = planes[0].Row(y), green = planes[planes.Count / 2].Row(y), blue = planes[^1].Row(y);
            for (var x = 0; x < near.Length; x++)
            {
                var beside = Neighbor(x, across, near.Length);
                var pixel = near[x];
                if (isYCbCr)
                {
                    var cb = Mix(pixel.G, near[beside].G, far[x].G, far[beside].G);
                    var cr = Mix(pixel.B, near[beside].B, far[x].B, far[beside].B);
                    pixel = ToRgb(pixel.R, cb - 128, cr - 128);
                }

                (red[x], green[x], blue[x]) = (pixel.R, pixel.G, pixel.B);
            }
        }
    }

    /// <summary>Returns a pixel with the next nearest sample of chroma; the pixel itself at the border.</summary>
    private static int Neighbor(int pixel, int factor, int count)
    {
        var neighbor = factor == 1 ? pixel : pixel - 1 + (pixel % 2 * 2);
        return neighbor >= 0 && neighbor < count ? neighbor : pixel;
    }

    /// <summary>Weighs the nearer sample with 3/4 and the farther one with 1/4, in each direction.</summary>
    private static int Mix(int near, int beside, int far, int farBeside) =>
        ((9 * near) + (3 * (beside + far)) + farBeside + 8) / 16;

    /// <summary>Converts a color to RGB (ITU-T T.871, 7).</summary>
    private static Rgb24 ToRgb(int luma, int cb, int cr)
    {
        return new Rgb24(
            ToByte(luma + (1.402f * cr)), ToByte(luma - (0.344136f * cb) - (0.714136f * cr)),
            ToByte(luma + (1.772f * cb)));

        static byte ToByte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
    }
}
