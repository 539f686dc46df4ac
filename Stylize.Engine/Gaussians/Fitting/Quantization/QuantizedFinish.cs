using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Ordering;

namespace Stylize.Engine.Gaussians.Fitting.Quantization;

/// <summary>
/// The quantization-aware last part of a fit for the compact profile. Gaussians are quantized in groups whose members
/// lie far apart: first centers, shapes and weights, then colors. Values not yet quantized continue to be fitted and
/// compensate for the errors. Finally, all Gaussians are revisited and moved to better quantized values, given those of
/// the others.
/// </summary>
internal sealed unsafe class QuantizedFinish(GaussianFitter fitter, FitQuantizer quantizer)
    : GroupDescent(fitter, quantizer, MinGain)
{
    /// <summary>Factors of the initial learning rates at the beginning and at the end; they fall along a
    /// cosine.</summary>
    private const float StartRate = .14f;
    private const float EndRate = .014f;

    /// <summary>Share of the remaining work after which all values are quantized.</summary>
    private const double QuantizingShare = .5;

    /// <summary>Share of <see cref="QuantizingShare"/> for centers, shapes and weights; the rest is for
    /// colors.</summary>
    private const double ShapesShare = .6;
    /// <summary>Rounds end when one reduces the error by less than this share.</summary>
    private const double MinGain = .0004;

    /// <summary>The quantized values.</summary>
    private readonly FitParameters _quantized = new(fitter.Parameters.Capacity, fitter.Target.Channels);
    private readonly FitStage[] _stages = new FitStage[Math.Min(fitter.Parameters.Count, fitter.FreeCount)];

    /// <summary>True as soon as every stage is <see cref="FitStage.AllQuantized"/>.</summary>
    private bool _isAllQuantized;

    /// <summary>True if quantized values or stages differ from those of the last <see cref="Restore"/>.</summary>
    private bool _hasChanged = true;

    /// <summary>Runs to the end of the clock. All free Gaussians are quantized afterwards.</summary>
    /// <param name="iterate">Runs one iteration at the given rates and returns the mean squared error.</param>
    public void Run(
        FitClock clock, Func<FitRates, double> iterate, Action<double>? progress, CancellationToken cancellation)
    {
        var (shapes, colors) = (0, 0);
        var (from, share) = (clock.Fraction, QuantizingShare * (1 - clock.Fraction));
        while (clock.Fraction < from + share)
        {
            cancellation.ThrowIfCancellationRequested();
            var done = (clock.Fraction - from) / share;
            for (; shapes < Groups && done * Groups >= shapes * ShapesShare; shapes++)
            {
                var members = Choose(shapes, 0, _stages.Length);
                Fitter.Measure(Curvatures);
                _hasChanged = true;
                _ = Fitter.Parameters; // The threads read and change the parameters.
                Fitter.Team.ForEach(members, QuantizeShape);
            }

            for (; colors < Groups && (done - ShapesShare) * Groups >= colors * (1 - ShapesShare); colors++)
            {
                QuantizeGroup(colors);
            }

            Restore();
            var factor = EndRate + ((StartRate - EndRate) * .5f * (1 + (float)PortableMath.Cos(Math.PI * done)));
            var error = iterate(FitRates.Initial.Scale(factor));
            progress?.Invoke(error);
            clock.Tick();
        }

        for (var group = 0; group < Groups; group++)
        {
            QuantizeGroup(group);
        }

        Restore();
        _isAllQuantized = true;

        // A layered fit revisits its last layer only.
        Descend(clock, Fitter.LayerEnds is [.., var last, _] ? last : 0, _stages.Length, progress, cancellation);
    }

    public override void Dispose()
    {
        _quantized.Dispose();
        base.Dispose();
    }

    protected override double Cost(double error) => error;

    protected override void Improve(int member, int worker) => Rounding(worker).Improve(member);

    protected override void Keep() => Copy(Fitter.Parameters, _quantized);

    private void QuantizeShape(int member, int worker)
    {
        var i = Curvatures.IndexOf(member);
        Quantizer.Set(_quantized, i, Rounding(worker).RoundShape(member));
        _stages[i] = FitStage.ShapeQuantized;
    }

    /// <summary>Quantizes colors, and shapes that are not quantized yet.</summary>
    private void QuantizeGroup(int group)
    {
        _hasChanged = true;
        var parameters = Fitter.Parameters;
        Fitter.Team.ForEach(
            Choose(group, 0, _stages.Length), (member, _) => QuantizeAll(parameters, Curvatures.IndexOf(member)));
    }

    private void QuantizeAll(FitParameters parameters, int i)
    {
        if (_stages[i] != FitStage.AllQuantized)
        {
            Quantizer.Set(_quantized, i, Quantizer.Quantize(parameters, i));
            _stages[i] = FitStage.AllQuantized;
        }
    }

    /// <summary>Reverts changes of quantized values by the last iteration or group.</summary>
    protected override void Restore()
    {
        if (_isAllQuantized)
        {
            Copy(_quantized, Fitter.Parameters);
            return;
        }

        Fitter.Restore(_quantized, _stages, _hasChanged);
        _hasChanged = false;
    }

    private void Copy(FitParameters source, FitParameters target)
    {
        for (var row = 0; row < source.RowCount; row++)
        {
            new ReadOnlySpan<float>(source.Row(row), _stages.Length).CopyTo(
                new Span<float>(target.Row(row), _stages.Length));
        }
    }
}

/// <summary>
/// Coordinate descent of quantized Gaussians in groups whose members lie far apart, so that each can change given the
/// others. Each step gives a Gaussian the values that minimize a quadratic model (see <see cref="FitRounding"/>).
/// </summary>
/// <param name="minGain">Rounds end when one reduces the cost by less than this share.</param>
/// <remarks>
/// The model holds only near the measured values, and moving a large Gaussian too far may cost more than all others
/// gain. Therefore a group that increases the cost is reverted.
/// </remarks>
internal abstract class GroupDescent(GaussianFitter fitter, FitQuantizer quantizer, double minGain) : IDisposable
{
    protected const int Groups = 16;

    /// <summary>Cost of a group, in iterations.</summary>
    private const double IterationsPerGroup = .5;

    private readonly FitRounding?[] _roundings = new FitRounding?[fitter.Team.Threads.Max];

    protected GaussianFitter Fitter => fitter;
    protected FitQuantizer Quantizer => quantizer;
    protected FitCurvatures Curvatures { get; } = new(Groups);

    public virtual void Dispose() => Curvatures.Dispose();

    /// <summary>Descends until a round gains little or the clock ends.</summary>
    /// <param name="from">Index of the first Gaussian that may change.</param>
    /// <param name="end">Index after the last.</param>
    protected void Descend(FitClock clock, int from, int end, Action<double>? progress, CancellationToken cancellation)
    {
        var (before, cost, work) = (double.PositiveInfinity, double.PositiveInfinity, 0.0);
        while (clock.Fraction < 1)
        {
            for (var group = 0; group < Groups && clock.Fraction < 1; group++)
            {
                cancellation.ThrowIfCancellationRequested();
                var members = Choose(group, from, end);
                var now = Cost(fitter.Measure(Curvatures));
                if (now > cost)
                {
                    Restore();
                    now = Cost(fitter.Measure(Curvatures));
                }

                if (group == 0)
                {
                    if (now > (1 - minGain) * before) return;

                    before = now;
                }

                cost = now;
                Keep();
                fitter.Team.ForEach(members, Improve);
                progress?.Invoke(cost);
                for (work += IterationsPerGroup; work >= 1; work--)
                {
                    clock.Tick();
                }
            }
        }

        if (Cost(fitter.Forward(fitter.Parameters)) > cost)
        {
            Restore();
        }
    }

    /// <summary>
    /// Selects a group, every <see cref="Groups"/>-th Gaussian, in bit-reversed order so that successive groups lie
    /// apart.
    /// </summary>
    protected int Choose(int group, int from, int end)
    {
        var first = (int)(ProgressiveOrder.ReverseBits((uint)group) >> (32 - BitOperations.Log2(Groups)));
        return Curvatures.Choose(from + first, end);
    }

    protected FitRounding Rounding(int worker) =>
        _roundings[worker] ??= new FitRounding(fitter.Parameters, Curvatures, quantizer);

    /// <summary>Returns the value to minimize.</summary>
    /// <param name="error">Mean squared error of the picture.</param>
    protected abstract double Cost(double error);

    protected abstract void Improve(int member, int worker);

    /// <summary>Remembers the current values.</summary>
    protected abstract void Keep();

    /// <summary>Returns to the remembered values.</summary>
    protected abstract void Restore();
}
