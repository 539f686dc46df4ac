namespace Stylize.Engine.Gaussians.Fitting.Quantization;

/// <summary>
/// Quantizes a Gaussian with compensation: later values compensate for the rounding errors of earlier values. Not thread-safe.
/// </summary>
internal sealed unsafe class FitRounding(FitParameters parameters, FitCurvatures curvatures, FitQuantizer quantizer)
{
    private const int Count = QuantizationTarget.Count;

    private readonly FitCurvature _curvature = new();
    private readonly ValueMap _map = new();
    private readonly double[] _slope = new double[Count];
    private readonly double[] _form = new double[Count * Count];
    private readonly double[] _maxMoves = new double[Count];
    private readonly double[] _slopeLeft = new double[Count];
    private readonly double[] _formLeft = new double[Count * Count];
    private readonly double[] _weights = new double[Count];

    /// <summary>Quantizes a Gaussian except for its color, and adjusts the color to compensate.</summary>
    /// <param name="member">Index among the Gaussians whose curvature was measured.</param>
    public CompactGaussian RoundShape(int member)
    {
        var i = curvatures.IndexOf(member);
        var target = quantizer.TargetOf(parameters, i);
        if (!Read(member, target)) return quantizer.Quantize(parameters, i);

        Compensate(ref target, i, isAtRest: true);
        var g = quantizer.Compact.QuantizeShape(ref target);
        FitQuantizer.SetColor(
            parameters, i, target[QuantizationTarget.Luma], target[QuantizationTarget.Orange], target[QuantizationTarget.Green]);
        return g;
    }

    /// <summary>Changes a quantized Gaussian to other quantized values if that reduces the error.</summary>
    public void Improve(int member)
    {
        var i = curvatures.IndexOf(member);
        var target = quantizer.TargetOf(parameters, i);
        if (!Read(member, target)) return;

        Compensate(ref target, i, isAtRest: false);
        var g = quantizer.Compact.QuantizeShape(ref target);
        quantizer.Compact.QuantizeColor(ref g, ref target, parameters.Channels == 4 ? parameters.Color(3)[i] : 1);
        if (IsWide(g) && Change(target) < 0)
        {
            quantizer.Set(parameters, i, g);
        }
    }

    /// <summary>
    /// Returns the quantized values that reduce the error and the bits of the changes since an earlier frame most: new ones, those of the
    /// earlier frame, or the current ones.
    /// </summary>
    /// <param name="current">The current values, those of the parameters.</param>
    /// <param name="errorPerBit">Error, as half of the sum of squared differences, that is worth a bit.</param>
    public CompactGaussian Improve(int member, in CompactGaussian current, in CompactGaussian earlier, double errorPerBit)
    {
        var i = curvatures.IndexOf(member);
        var start = quantizer.TargetOf(parameters, i);
        if (!Read(member, start)) return current;

        var target = start;
        Compensate(ref target, i, isAtRest: false);
        for (var k = 0; k < Count; k++)
        {
            _weights[k] = 2 * errorPerBit / _formLeft[(k * Count) + k];
        }

        var g = quantizer.Compact.QuantizeShape(ref target, earlier, _weights);
        quantizer.Compact.QuantizeColor(ref g, ref target, earlier, _weights);
        g.Alpha = current.Alpha;
        var best = current;
        var cost = errorPerBit * LevelRate.Bits(quantizer.Compact, earlier, current);
        if (IsWide(g) && IsNear(target))
        {
            Choose(ref best, ref cost, g, Change(target) + (errorPerBit * LevelRate.Bits(quantizer.Compact, earlier, g)));
        }

        var old = quantizer.Compact.TargetOf(earlier);
        for (var k = 0; k < Count; k++)
        {
            start.SetRounded(k, old[k]);
        }

        if (earlier.Alpha == current.Alpha && IsNear(start))
        {
            Choose(ref best, ref cost, earlier, Change(start));
        }

        return best;
    }

    private static void Choose(ref CompactGaussian best, ref double cost, in CompactGaussian g, double of)
    {
        if (of < cost)
        {
            (best, cost) = (g, of);
        }
    }

    /// <summary>Returns true if the rounded values are in the range in which the quadratic model of the error holds.</summary>
    private bool IsNear(in QuantizationTarget target)
    {
        for (var k = 0; k < Count; k++)
        {
            if (Math.Abs(target.Deviation(k)) > _maxMoves[k]) return false;
        }

        return true;
    }

    private bool IsWide(in CompactGaussian g)
    {
        var shape = CompactQuantizer.Shape(g, quantizer.Compact.Scales(g));
        return Math.Min(shape.L11, shape.L22) >= FitAdam.MinDiagonal * quantizer.Scale;
    }

    /// <returns>False if the Gaussian is invisible.</returns>
    private bool Read(int member, in QuantizationTarget target) =>
        double.IsFinite(target[QuantizationTarget.Opacity])
        && curvatures.Read(member, parameters.Weight[curvatures.IndexOf(member)], parameters.Channels, _curvature);

    /// <summary>Sets up the compensation. If the fit has not converged, the targets also follow its gradient.</summary>
    private void Compensate(ref QuantizationTarget target, int i, bool isAtRest)
    {
        _map.Set(target, parameters, i, quantizer.Scale);
        _map.PullBack(_curvature, _slope, _form);
        if (isAtRest)
        {
            Array.Clear(_slope);
        }

        SetMaxMoves(target, i);
        _slope.CopyTo(_slopeLeft);
        _form.CopyTo(_formLeft);
        target.Compensate(_slopeLeft, _formLeft, _maxMoves);
    }

    /// <summary>Limits changes to the range in which the quadratic model of the error holds.</summary>
    private void SetMaxMoves(in QuantizationTarget target, int i)
    {
        var (u, v) = (target[QuantizationTarget.U], target[QuantizationTarget.V]);
        var elongation = .25 * Math.Sqrt((u * u) + (v * v) + 4);
        var (l11, l21, l22) = (parameters.L11[i], parameters.L21[i], parameters.L22[i]);
        _maxMoves[QuantizationTarget.Opacity] = 1;
        _maxMoves[QuantizationTarget.Size] = .1 * target[QuantizationTarget.Size];
        _maxMoves[QuantizationTarget.U] = _maxMoves[QuantizationTarget.V] = elongation;
        _maxMoves[QuantizationTarget.X] = .5 * quantizer.Scale * l11;
        _maxMoves[QuantizationTarget.Y] = .5 * quantizer.Scale * MathF.Sqrt((l21 * l21) + (l22 * l22));
        _maxMoves[QuantizationTarget.Luma] = _maxMoves[QuantizationTarget.Orange] = _maxMoves[QuantizationTarget.Green] = .2;
    }

    /// <summary>Returns the predicted change of the error.</summary>
    private double Change(in QuantizationTarget target)
    {
        var change = 0.0;
        for (var a = 0; a < Count; a++)
        {
            var slope = _slope[a];
            for (var b = 0; b < Count; b++)
            {
                slope += .5 * _form[(a * Count) + b] * target.Deviation(b);
            }

            change += slope * target.Deviation(a);
        }

        return change;
    }
}
