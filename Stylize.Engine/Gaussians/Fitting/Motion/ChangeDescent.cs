using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Quantization;

namespace Stylize.Engine.Gaussians.Fitting.Motion;

/// <summary>
/// Fits the quantized Gaussians of a frame by coordinate descent of the error plus the bits of their changes since the
/// frame before.
/// </summary>
/// <param name="earlier">Quantized values of the frame before, in the order of the fitter's parameters.</param>
/// <param name="errorPerBit">Error, as half of the sum of squared differences, that is worth a bit.</param>
internal sealed class ChangeDescent(
    GaussianFitter fitter, FitQuantizer quantizer, CompactGaussian[] earlier, double errorPerBit)
    : GroupDescent(fitter, quantizer, MinGain)
{
    private const double MinGain = .001;

    private CompactGaussian[] _kept = [];

    /// <summary>The current values of the Gaussians, at first those of the frame before.</summary>
    public CompactGaussian[] Gaussians { get; } = (CompactGaussian[])earlier.Clone();

    /// <summary>Replaces the parameters of the first Gaussians with the nearest quantized values.</summary>
    public void Quantize(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var g = Quantizer.Quantize(Fitter.Parameters, i);
            Set(i, LevelRate.Bits(Quantizer.Compact, earlier[i], g) > LevelRate.ChangeBits ? g : earlier[i]);
        }
    }

    /// <inheritdoc cref="GroupDescent.Descend"/>
    public void Run(int from, int end, FitClock clock, CancellationToken cancellation)
    {
        _kept = (CompactGaussian[])Gaussians.Clone();
        Descend(clock, from, end, null, cancellation);
    }

    protected override double Cost(double error)
    {
        var bits = 0.0;
        for (var i = 0; i < Gaussians.Length; i++)
        {
            bits += LevelRate.Bits(Quantizer.Compact, earlier[i], Gaussians[i]);
        }

        return (.5 * Fitter.Target.Width * Fitter.Target.Height * Fitter.Target.Channels * error)
            + (errorPerBit * bits);
    }

    protected override void Improve(int member, int worker)
    {
        var i = Curvatures.IndexOf(member);
        Set(i, Rounding(worker).Improve(member, Gaussians[i], earlier[i], errorPerBit));
    }

    protected override void Keep() => Gaussians.CopyTo(_kept, 0);

    protected override void Restore()
    {
        for (var i = 0; i < _kept.Length; i++)
        {
            Set(i, _kept[i]);
        }
    }

    private void Set(int i, in CompactGaussian g)
    {
        Gaussians[i] = g;
        Quantizer.Set(Fitter.Parameters, i, g);
    }
}
