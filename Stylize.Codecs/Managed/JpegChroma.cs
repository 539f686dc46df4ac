using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Stylize.Codecs.Managed;

/// <summary>Interpolates subsampled chroma linearly, as libjpeg does; ImageSharp repeats its samples.</summary>
/// <param name="across">Pixels per sample along a row, 1 or 2.</param>
/// <param name="down">Pixels per sample along a column, 1 or 2.</param>
internal sealed class JpegChroma(int across, int down)
{
    /// <summary>An Adobe segment that declares components without a color transform, which ImageSharp then decodes unchanged.</summary>
    private static readonly byte[] NoTransform = [0xff, 0xee, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0];

    /// <summary>Returns null if the chroma of the file is not subsampled by two.</summary>
    internal static JpegChroma? FromFile(JpegFile file)
    {
        const int ComponentCount = 9, FirstFactors = 11;
        var frame = file.Frame;
        return frame.Length > FirstFactors + 6 && frame[ComponentCount] == 3
            && frame[FirstFactors] is 0x22 or 0x21 or 0x12 && (frame[FirstFactors + 3], frame[FirstFactors + 6]) == (0x11, 0x11)
            ? new JpegChroma(frame[FirstFactors] >> 4, frame[FirstFactors] & 15)
            : null;
    }

    internal Image<Rgb24> Decode(JpegFile file, Func<Stream, Image<Rgb24>> load)
    {
        using var components = file.WithSegment(NoTransform);
        var image = load(components);
        var (width, height) = ((image.Width + across - 1) / across, (image.Height + down - 1) / down);
        var stored = new (byte Cb, byte Cr)[width * height];
        for (var y = 0; y < height; y++)
        {
            var row = image.Frames.RootFrame.PixelBuffer.DangerousGetRowSpan(y * down);
            for (var x = 0; x < width; x++)
            {
                stored[(y * width) + x] = (row[x * across].G, row[x * across].B);
            }
        }

        for (var y = 0; y < image.Height; y++)
        {
            var near = stored.AsSpan(y / down * width, width);
            var far = stored.AsSpan(Neighbor(y, down, height) * width, width);
            var row = image.Frames.RootFrame.PixelBuffer.DangerousGetRowSpan(y);
            for (var x = 0; x < row.Length; x++)
            {
                var (here, beside) = (x / across, Neighbor(x, across, width));
                var cb = Mix(near[here].Cb, near[beside].Cb, far[here].Cb, far[beside].Cb);
                var cr = Mix(near[here].Cr, near[beside].Cr, far[here].Cr, far[beside].Cr);
                row[x] = ToRgb(row[x].R, cb - 128, cr - 128);
            }
        }

        return image;
    }

    /// <summary>Returns the next nearest sample of a pixel; its own sample at the border and without subsampling.</summary>
    private static int Neighbor(int pixel, int factor, int count) =>
        factor == 1 ? pixel : Math.Clamp((pixel / 2) - 1 + (pixel % 2 * 2), 0, count - 1);

    /// <summary>Weighs the nearer sample with 3/4 and the farther one with 1/4, in each direction.</summary>
    private static int Mix(int near, int beside, int far, int farBeside) =>
        ((9 * near) + (3 * (beside + far)) + farBeside + 8) / 16;

    /// <summary>Converts a color to RGB (ITU-T T.871, 7).</summary>
    private static Rgb24 ToRgb(int luma, int cb, int cr)
    {
        return new Rgb24(
            ToByte(luma + (1.402f * cr)), ToByte(luma - (0.344136f * cb) - (0.714136f * cr)), ToByte(luma + (1.772f * cb)));

        static byte ToByte(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);
    }
}
