using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>A sample of rows or columns of an image, spread evenly over it, three channels each.</summary>
internal sealed class ImageLines
{
    private readonly RestorationWork _work;

    private ImageLines(int length, List<float[]> lines, RestorationWork work)
    {
        (_work, Length, Lines) = (work, length, lines);
    }

    public int Length { get; }

    /// <summary>The lines, values 0 to 255. The three channels of a line are consecutive.</summary>
    public IReadOnlyList<float[]> Lines { get; }

    /// <param name="isVertical">True for columns.</param>
    /// <param name="maxLines">Maximum number of rows or columns.</param>
    public static ImageLines Of(Raster<Rgba32> image, bool isVertical, int maxLines, RestorationWork work)
    {
        var (length, across) = isVertical ? (image.Height, image.Width) : (image.Width, image.Height);
        var count = Math.Min(across, maxLines);
        var lines = new List<float[]>(3 * count);
        for (var n = 0; n < count; n++)
        {
            var place = (int)((n + 0.5) * across / count);
            float[] r = new float[length], g = new float[length], b = new float[length];
            for (var i = 0; i < length; i++)
            {
                var pixel = isVertical ? image.Row(i)[place] : image.Row(place)[i];
                (r[i], g[i], b[i]) = (pixel.R, pixel.G, pixel.B);
            }

            lines.AddRange([r, g, b]);
        }

        return new ImageLines(length, lines, work);
    }

    /// <summary>Returns the residual variance of cells of a size, in squared 8-bit steps per degree of freedom.</summary>
    public double ResidualVariance(double cell, double offset, EnlargementKernel kernel)
    {
        var model = new AxisModel(Length, cell, offset, kernel);
        if (model.Cells >= Length) return double.MaxValue;

        _work.Add(Length * ((StepsPerWeight * model.Taps) + (Lines.Count * (2L + model.Taps))));
        var cells = new double[model.Cells];
        var sum = 0.0;
        foreach (var line in Lines)
        {
            sum += model.Solve(line, cells);
        }

        return (sum / ((double)(Length - model.Cells) * Lines.Count)) + QuantizationNoise;
    }

    private const int StepsPerWeight = 10;

    /// <summary>Variance of rounding to whole numbers, 1/12, plus half as much for earlier rounding.</summary>
    private const double QuantizationNoise = 0.125;
}

/// <summary>The power spectrum of an image's gradients along one axis. Edges of cells are at multiples of the cell's size, so the spectrum
/// has a peak at its frequency.</summary>
internal sealed class GradientSpectrum
{
    /// <summary>Steps of <see cref="RestorationWork"/> per sample and frequency.</summary>
    private const int StepsPerSample = 3;

    private readonly double[] _profile;

    private GradientSpectrum(double[] profile) => _profile = profile;

    public static GradientSpectrum Of(ImageLines lines)
    {
        var profile = new double[lines.Length];
        foreach (var line in lines.Lines)
        {
            for (var i = 1; i < line.Length; i++)
            {
                profile[i] += Math.Abs(line[i] - line[i - 1]);
            }
        }

        var mean = profile.Sum() / profile.Length;
        for (var i = 0; i < profile.Length; i++)
        {
            profile[i] -= mean;
        }

        return new GradientSpectrum(profile);
    }

    /// <summary>Returns the cell sizes at peaks of the product of both axes' power, highest peak first.</summary>
    /// <remarks>The time grows with the square of the longer side.</remarks>
    /// <exception cref="StylizeException">OperationFailed: the image is too long for its number of pixels.</exception>
    public static IEnumerable<double> Peaks(
        GradientSpectrum x, GradientSpectrum y, double minCell, double maxCell, int maxLines, RestorationWork work)
    {
        var longer = Math.Max(x._profile.Length, y._profile.Length);
        var step = 0.25 / longer;
        var count = (int)(((1 / minCell) - (1 / maxCell)) / step);
        work.Require((long)StepsPerSample * count * (x._profile.Length + y._profile.Length));
        var powers = new double[count];
        for (var i = 0; i < count; i++)
        {
            var frequency = (1 / maxCell) + (i * step);
            powers[i] = x.Power(frequency) * y.Power(frequency);
        }

        return Enumerable.Range(1, Math.Max(count - 2, 0))
            .Where(i => powers[i] >= powers[i - 1] && powers[i] > powers[i + 1])
            .OrderByDescending(i => powers[i])
            .Take(maxLines)
            .Select(i => 1 / ((1 / maxCell) + (i * step)));
    }

    private double Power(double frequency)
    {
        var (real, imaginary) = (0.0, 0.0);
        var (turnSin, turnCos) = Math.SinCos(2 * Math.PI * frequency);
        var (sin, cos) = (0.0, 1.0);
        foreach (var value in _profile)
        {
            real += value * cos;
            imaginary += value * sin;
            (cos, sin) = ((cos * turnCos) - (sin * turnSin), (sin * turnCos) + (cos * turnSin));
        }

        return (real * real) + (imaginary * imaginary);
    }
}
