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

    /// <summary>Quantizes a Gaussian except for its color, and adjusts the color to compensate.</summary>
    /// <param name="member">Index among the Gaussians whose curvature was measured.</param>
    public CompactGaussian RoundShape(int member)
    {
        var i = curvatures.IndexOf(member);
        var target = quantizer.TargetOf(parameters, i);
        if (!Read(member, target)) return quantizer.Quantize(parameters, i);

        Compensate(ref target, i, isAtRest: true);
        var g = quantizer.QuantizeShape(ref target, i);
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
        var g = quantizer.QuantizeShape(ref target, i);
        quantizer.QuantizeColor(ref g, ref target, parameters.Channels == 4 ? parameters.Color(3)[i] : 1, i);
        var shape = CompactQuantizer.Shape(g, quantizer.Compact.Scales(g));
        if (Math.Min(shape.L11, shape.L22) >= FitAdam.MinDiagonal * quantizer.Scale && Change(target) < 0)
        {
            quantizer.Set(parameters, i, g);
        }
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
