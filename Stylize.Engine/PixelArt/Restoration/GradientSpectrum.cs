namespace Stylize.Engine.PixelArt.Restoration;

/// <summary>
/// The power spectrum of an image's gradients along one axis, which is the Fourier transform of their autocorrelation (Wiener and
/// Khinchin): the edges of cells lie at multiples of the cell's size, and give a peak at its frequency.
/// </summary>
internal sealed class GradientSpectrum
{
    /// <summary>Steps of <see cref="RestorationWork"/> for each sample at each frequency.</summary>
    private const int StepsPerSample = 3;

    private readonly double[] _profile;

    private GradientSpectrum(double[] profile) => _profile = profile;

    /// <summary>The spectrum of some lines.</summary>
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

    /// <summary>The cell sizes at which the product of both axes' power peaks, the highest first.</summary>
    /// <remarks>The time grows with the square of the longer side.</remarks>
    /// <exception cref="StylizeException">OperationFailed: the image is too long for its number of pixels.</exception>
    public static IEnumerable<double> Peaks(
        GradientSpectrum x, GradientSpectrum y, double minCell, double maxCell, int most, RestorationWork work)
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
            .Take(most)
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
