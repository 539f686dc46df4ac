using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Rendering;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Makes a model's finished file, and measures the picture that a reader of the file sees.</summary>
internal static class FitMeasure
{
    /// <summary>Writes a model, reads it back and compares its 8-bit picture with the source.</summary>
    /// <returns>The file, the model as read back, and its PSNR in decibels.</returns>
    public static (byte[] File, GaussianModel Model, double Psnr) Finish(
        GaussianModel model,
        GaussianProfile profile,
        CompactSteps? steps,
        FitPhotograph source,
        int threads,
        CancellationToken cancellation)
    {
        var file = GaussianFileWriter.ToBytes(model, profile, threads, steps);
        var read = GaussianFileReader.Read(file, "fitted model").Model;
        AlignedPool.Trim();
        using var picture = GaussianRenderer.Render(read, null, threads, cancellation);
        return (file, read, Psnr(picture, source));
    }

    /// <summary>
    /// PSNR of an 8-bit picture against a photograph, over colour planes, transparent parts over white. Not the PSNR of <c>Imaging</c>,
    /// which compares two 8-bit images: the source may have 16 bits.
    /// </summary>
    public static double Psnr(Raster<Rgba32> picture, FitPhotograph source)
    {
        using var scratch = new PooledBuffer<float>(4 * source.Width);
        var sum = 0.0;
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Row(y);
            var r = Samples(0);
            var g = Samples(1);
            var b = Samples(2);
            var alpha = source.HasAlpha ? Samples(3) : default;
            var rowSum = 0.0;
            for (var x = 0; x < row.Length; x++)
            {
                var shown = OverWhite.Blend(row[x]);
                var opacity = source.HasAlpha ? alpha[x] : 1;
                rowSum += Square(shown.R, r[x], opacity) + Square(shown.G, g[x], opacity) + Square(shown.B, b[x], opacity);
            }

            sum += rowSum;

            ReadOnlySpan<float> Samples(int channel) =>
                source.Straight(channel, y, scratch.Span.Slice(channel * source.Width, source.Width));
        }

        return sum == 0 ? double.PositiveInfinity : 10 * PortableMath.Log10(255.0 * 255 * 3 * picture.PixelCount / sum);
    }

    private static double Square(byte shown, float sample, float opacity)
    {
        var difference = shown - (255 * (((double)sample * opacity) + 1 - opacity));
        return difference * difference;
    }
}
