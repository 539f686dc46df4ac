using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

internal static class FitMeasure
{
    /// <summary>
    /// Computes the PSNR of an 8-bit picture over white. The function of <c>Imaging</c> does not apply: the source may have 16 bits.
    /// </summary>
    public static double Psnr(
        Raster<Rgba32> picture, FitPhotograph source, ThreadGrant threads = default, CancellationToken cancellation = default)
    {
        var rowSums = new double[picture.Height];
        RowBands.ForEach(picture.Height, threads, cancellation, (_, first, end) =>
        {
            using var scratch = new PooledBuffer<float>(4 * source.Width);
            for (var y = first; y < end; y++)
            {
                rowSums[y] = SumOfSquares(picture.Row(y), source, y, scratch);
            }
        });

        var sum = 0.0;
        foreach (var rowSum in rowSums)
        {
            sum += rowSum;
        }

        return sum == 0 ? double.PositiveInfinity : 10 * PortableMath.Log10(255.0 * 255 * 3 * picture.PixelCount / sum);
    }

    /// <param name="scratch">Buffer for a row of four channels.</param>
    private static double SumOfSquares(ReadOnlySpan<Rgba32> row, FitPhotograph source, int y, PooledBuffer<float> scratch)
    {
        var r = Samples(0);
        var g = Samples(1);
        var b = Samples(2);
        var alpha = source.HasAlpha ? Samples(3) : default;
        var sum = 0.0;
        for (var x = 0; x < row.Length; x++)
        {
            var shown = OverWhite.Blend(row[x]);
            var opacity = source.HasAlpha ? alpha[x] : 1;
            sum += Square(shown.R, r[x], opacity) + Square(shown.G, g[x], opacity) + Square(shown.B, b[x], opacity);
        }

        return sum;

        ReadOnlySpan<float> Samples(int channel) =>
            source.Straight(channel, y, scratch.Span.Slice(channel * source.Width, source.Width));
    }

    private static double Square(byte shown, float sample, float opacity)
    {
        var difference = shown - (255 * (((double)sample * opacity) + 1 - opacity));
        return difference * difference;
    }
}
