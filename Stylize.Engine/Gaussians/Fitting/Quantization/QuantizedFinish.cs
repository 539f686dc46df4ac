namespace Stylize.Engine.Gaussians.Fitting.Quantization;

/// <summary>
/// The quantization-aware last part of a fit for the compact profile. Gaussians are quantized in groups whose members lie far apart: first
/// centers, shapes and weights, then colors. Values not yet quantized continue to be fitted and compensate for the errors. Finally, all
/// Gaussians are revisited and moved to better quantized values, given those of the others.
/// </summary>
internal sealed unsafe class QuantizedFinish(GaussianFitter fitter, FitQuantizer quantizer) : IDisposable
{
    /// <summary>Factors of the initial learning rates at the beginning and at the end; they fall along a cosine.</summary>
    private const float StartRate = .14f;
    private const float EndRate = .014f;

    /// <summary>Share of the work after which all values are quantized.</summary>
    private const double QuantizingShare = .5;

    /// <summary>Share of <see cref="QuantizingShare"/> for centers, shapes and weights; the rest is for colors.</summary>
    private const double ShapesShare = .6;
    private const int Groups = 16;

    /// <summary>Cost of revisiting a group, in iterations.</summary>
    private const double IterationsPerGroup = .5;

    /// <summary>Rounds end when one reduces the error by less than this share.</summary>
    private const double MinGain = .0004;

    private readonly FitCurvatures _curvatures = new(Groups);
    private readonly FitRounding?[] _roundings = new FitRounding?[fitter.Team.Threads.Max];

    /// <summary>The quantized values.</summary>
    private readonly FitParameters _quantized = new(fitter.Parameters.Capacity, fitter.Target.Channels);
    private readonly FitStage[] _stages = new FitStage[Math.Min(fitter.Parameters.Count, fitter.FreeCount)];

    /// <summary>True as soon as every stage is <see cref="FitStage.AllQuantized"/>.</summary>
    private bool _isAllQuantized;

    /// <summary>True if quantized values or stages differ from those of the last <see cref="Restore"/>.</summary>
    private bool _hasChanged = true;

    /// <summary>Runs to the end of the clock. All free Gaussians are quantized afterwards.</summary>
    /// <param name="iterate">Runs one iteration at the given rates and returns the mean squared error.</param>
    public void Run(FitClock clock, Func<FitRates, double> iterate, Action<double>? progress, CancellationToken cancellation)
    {
        var (shapes, colors) = (0, 0);
        while (clock.Fraction < QuantizingShare)
        {
            cancellation.ThrowIfCancellationRequested();
            var done = clock.Fraction / QuantizingShare;
            for (; shapes < Groups && done * Groups >= shapes * ShapesShare; shapes++)
            {
                var members = Choose(shapes);
                fitter.Measure(_curvatures);
                _hasChanged = true;
                _ = fitter.Parameters; // The threads read and change the parameters.
                fitter.Team.ForEach(members, QuantizeShape);
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
        Improve(clock, progress, cancellation);
    }

    public void Dispose()
    {
        _quantized.Dispose();
        _curvatures.Dispose();
    }

    /// <summary>Revisits all groups (of the last layer in a layered fit) until the gain is small or the clock ends.</summary>
    /// <remarks>
    /// The quadratic model holds only near the measured values, and moving a large Gaussian too far may cost more than all others gain.
    /// Therefore a group that increases the error is reverted.
    /// </remarks>
    private void Improve(FitClock clock, Action<double>? progress, CancellationToken cancellation)
    {
        var (before, error, work) = (double.PositiveInfinity, double.PositiveInfinity, 0.0);
        while (clock.Fraction < 1)
        {
            for (var group = 0; group < Groups && clock.Fraction < 1; group++)
            {
                cancellation.ThrowIfCancellationRequested();
                var members = Choose(group, fitter.LayerEnds is [.., var last, _] ? last : 0);
                var now = fitter.Measure(_curvatures);
                if (now > error)
                {
                    Restore();
                    now = fitter.Measure(_curvatures);
                }

                if (group == 0)
                {
                    if (now > (1 - MinGain) * before) return;

                    before = now;
                }

                error = now;
                Keep();
                fitter.Team.ForEach(members, (member, worker) => Rounding(worker).Improve(member));
                progress?.Invoke(error);
                for (work += IterationsPerGroup; work >= 1; work--)
                {
                    clock.Tick();
                }
            }
        }

        if (fitter.Forward(fitter.Parameters) > error)
        {
            Restore();
        }
    }

    /// <summary>
    /// Selects a group, every <see cref="Groups"/>-th Gaussian, in bit-reversed order so that successive groups lie apart.
    /// </summary>
    /// <param name="from">Index of the first Gaussian to include.</param>
    private int Choose(int group, int from = 0)
    {
        var first = (int)(ProgressiveOrder.ReverseBits((uint)group) >> (32 - BitOperations.Log2(Groups)));
        return _curvatures.Choose(from + first, _stages.Length);
    }

    private FitRounding Rounding(int worker) => _roundings[worker] ??= new FitRounding(fitter.Parameters, _curvatures, quantizer);

    private void QuantizeShape(int member, int worker)
    {
        var i = _curvatures.IndexOf(member);
        quantizer.Set(_quantized, i, Rounding(worker).RoundShape(member));
        _stages[i] = FitStage.ShapeQuantized;
    }

    /// <summary>Quantizes colors, and shapes that are not quantized yet.</summary>
    private void QuantizeGroup(int group)
    {
        _hasChanged = true;
        var parameters = fitter.Parameters;
        fitter.Team.ForEach(Choose(group), (member, _) => QuantizeAll(parameters, _curvatures.IndexOf(member)));
    }

    private void QuantizeAll(FitParameters parameters, int i)
    {
        if (_stages[i] != FitStage.AllQuantized)
        {
            quantizer.Set(_quantized, i, quantizer.Quantize(parameters, i));
            _stages[i] = FitStage.AllQuantized;
        }
    }

    /// <summary>Reverts changes of quantized values by the last iteration or group.</summary>
    private void Restore()
    {
        if (_isAllQuantized)
        {
            Copy(_quantized, fitter.Parameters);
            return;
        }

        fitter.Restore(_quantized, _stages, _hasChanged);
        _hasChanged = false;
    }

    private void Keep() => Copy(fitter.Parameters, _quantized);

    private void Copy(FitParameters source, FitParameters target)
    {
        for (var row = 0; row < source.RowCount; row++)
        {
            new ReadOnlySpan<float>(source.Row(row), _stages.Length).CopyTo(new Span<float>(target.Row(row), _stages.Length));
        }
    }
}
