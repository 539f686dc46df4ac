namespace Stylize.Engine.Gaussians.Fitting.Motion;

/// <summary>
/// Fits the quantized Gaussians of a frame by coordinate descent of the error plus the bits of their changes since the frame before. Each
/// step gives a Gaussian the values that minimize a quadratic model of this sum (see <see cref="FitRounding"/>). Gaussians change in groups
/// whose members lie far apart.
/// </summary>
/// <param name="earlier">Quantized values of the frame before, in the order of the fitter's parameters.</param>
/// <param name="errorPerBit">Error, as half of the sum of squared differences, that is worth a bit.</param>
internal sealed class ChangeDescent(GaussianFitter fitter, FitQuantizer quantizer, CompactGaussian[] earlier, double errorPerBit)
    : IDisposable
{
    private const int Groups = 16;

    /// <summary>Cost of a group, in iterations.</summary>
    private const double IterationsPerGroup = .5;

    /// <summary>Rounds end when one reduces the sum by less than this share.</summary>
    private const double MinGain = .001;

    private readonly FitRounding?[] _roundings = new FitRounding?[fitter.Team.Threads.Max];

    private readonly FitCurvatures _curvatures = new(Groups);

    /// <summary>The current values of the Gaussians, at first those of the frame before.</summary>
    public CompactGaussian[] Gaussians { get; } = (CompactGaussian[])earlier.Clone();

    /// <summary>Replaces the parameters of the first Gaussians with the nearest quantized values.</summary>
    public void Quantize(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var g = quantizer.Quantize(fitter.Parameters, i);
            Set(i, LevelRate.Bits(quantizer.Compact, earlier[i], g) > LevelRate.ChangeBits ? g : earlier[i]);
        }
    }

    /// <summary>Descends until a round gains little or the clock ends.</summary>
    /// <param name="from">Index of the first Gaussian that may change.</param>
    /// <param name="end">Index after the last.</param>
    public void Run(int from, int end, FitClock clock, CancellationToken cancellation)
    {
        var pixels = .5 * fitter.Target.Width * fitter.Target.Height * fitter.Target.Channels;
        var kept = (CompactGaussian[])Gaussians.Clone();
        var (before, cost, work) = (double.PositiveInfinity, double.PositiveInfinity, 0.0);
        while (clock.Fraction < 1)
        {
            for (var group = 0; group < Groups && clock.Fraction < 1; group++)
            {
                cancellation.ThrowIfCancellationRequested();
                var first = (int)(ProgressiveOrder.ReverseBits((uint)group) >> (32 - BitOperations.Log2(Groups)));
                var members = _curvatures.Choose(from + first, end);
                var now = (pixels * fitter.Measure(_curvatures)) + (errorPerBit * Bits());
                if (now > cost)
                {
                    Restore(kept);
                    now = (pixels * fitter.Measure(_curvatures)) + (errorPerBit * Bits());
                }

                if (group == 0)
                {
                    if (now > (1 - MinGain) * before) return;

                    before = now;
                }

                cost = now;
                Gaussians.CopyTo(kept, 0);
                fitter.Team.ForEach(members, (member, worker) => Improve(member, worker));
                for (work += IterationsPerGroup; work >= 1; work--)
                {
                    clock.Tick();
                }
            }
        }

        if ((pixels * fitter.Forward(fitter.Parameters)) + (errorPerBit * Bits()) > cost)
        {
            Restore(kept);
        }
    }

    public void Dispose() => _curvatures.Dispose();

    private void Improve(int member, int worker)
    {
        var rounding = _roundings[worker] ??= new FitRounding(fitter.Parameters, _curvatures, quantizer);
        var i = _curvatures.IndexOf(member);
        Set(i, rounding.Improve(member, Gaussians[i], earlier[i], errorPerBit));
    }

    private void Set(int i, in CompactGaussian g)
    {
        Gaussians[i] = g;
        quantizer.Set(fitter.Parameters, i, g);
    }

    private void Restore(CompactGaussian[] kept)
    {
        for (var i = 0; i < kept.Length; i++)
        {
            Set(i, kept[i]);
        }
    }

    private double Bits()
    {
        var bits = 0.0;
        for (var i = 0; i < Gaussians.Length; i++)
        {
            bits += LevelRate.Bits(quantizer.Compact, earlier[i], Gaussians[i]);
        }

        return bits;
    }
}
