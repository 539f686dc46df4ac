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
        SampleImage<float> source,
        int threads,
        CancellationToken cancellation)
    {
        var file = GaussianFileWriter.ToBytes(model, profile, threads, steps);
        var read = GaussianFileReader.Read(file, "fitted model").Model;
        using var picture = GaussianRenderer.Render(read, null, threads, cancellation);
        return (file, read, Psnr(picture, source));
    }

    /// <summary>
    /// PSNR of an 8-bit picture against samples in [0,1], over colour planes, transparent parts over white. Not the PSNR of <c>Imaging</c>,
    /// which compares two 8-bit images: the source may have 16 bits.
    /// </summary>
    public static double Psnr(Raster<Rgba32> picture, SampleImage<float> source)
    {
        var grey = source.ColorPlanes < 3;
        var sum = 0.0;
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Row(y);
            var r = source.Planes[0].Row(y);
            var g = source.Planes[grey ? 0 : 1].Row(y);
            var b = source.Planes[grey ? 0 : 2].Row(y);
            var alpha = source.HasAlpha ? source.Planes[^1].Row(y) : default;
            var rowSum = 0.0;
            for (var x = 0; x < row.Length; x++)
            {
                var shown = OverWhite.Blend(row[x]);
                var opacity = source.HasAlpha ? alpha[x] : 1;
                rowSum += Square(shown.R, r[x], opacity) + Square(shown.G, g[x], opacity) + Square(shown.B, b[x], opacity);
            }

            sum += rowSum;
        }

        return sum == 0 ? double.PositiveInfinity : 10 * PortableMath.Log10(255.0 * 255 * 3 * picture.PixelCount / sum);
    }

    private static double Square(byte shown, float sample, float opacity)
    {
        var difference = shown - (255 * (((double)sample * opacity) + 1 - opacity));
        return difference * difference;
    }
}
