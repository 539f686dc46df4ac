using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.Quantization;

/// <summary>Quantizes single Gaussians with compensation: values still open make up for those rounded before. Serves one thread.</summary>
internal sealed unsafe class FitRounding(FitParameters parameters, FitCurvatures curvatures, FitQuantizer quantizer)
{
    private const int Count = CompactAim.Count;

    private readonly FitCurvature _curvature = new();
    private readonly ValueMap _map = new();
    private readonly double[] _slope = new double[Count];
    private readonly double[] _form = new double[Count * Count];
    private readonly double[] _reaches = new double[Count];
    private readonly double[] _slopeLeft = new double[Count];
    private readonly double[] _formLeft = new double[Count * Count];

    /// <summary>Quantizes all but the color of a Gaussian, and moves the color to where it compensates best.</summary>
    /// <param name="member">Which of those whose curvature was measured.</param>
    public CompactGaussian RoundShape(int member)
    {
        var i = curvatures.IndexOf(member);
        var aim = quantizer.Aim(parameters, i);
        if (!Read(member, aim)) return quantizer.Quantize(parameters, i);

        Compensate(ref aim, i, isAtRest: true);
        var g = quantizer.Compact.QuantizeShape(ref aim);
        FitQuantizer.SetColor(parameters, i, aim[CompactAim.Light], aim[CompactAim.Orange], aim[CompactAim.Green]);
        return g;
    }

    /// <summary>Moves a quantized Gaussian to other quantized values if the error falls by that.</summary>
    public void Improve(int member)
    {
        var i = curvatures.IndexOf(member);
        var aim = quantizer.Aim(parameters, i);
        if (!Read(member, aim)) return;

        Compensate(ref aim, i, isAtRest: false);
        var g = quantizer.Compact.QuantizeShape(ref aim);
        quantizer.Compact.QuantizeColor(ref g, ref aim, parameters.Channels == 4 ? parameters.Color(3)[i] : 1);
        var shape = CompactQuantizer.Shape(g, quantizer.Compact.Scales(g));
        if (Math.Min(shape.L11, shape.L22) >= FitAdam.MinDiagonal * quantizer.Scale && Change(aim) < 0)
        {
            quantizer.Set(parameters, i, g);
        }
    }

    /// <returns>False where there is nothing to go by: the Gaussian cannot be seen.</returns>
    private bool Read(int member, in CompactAim aim) =>
        double.IsFinite(aim[CompactAim.Opacity])
        && curvatures.Read(member, parameters.Weight[curvatures.IndexOf(member)], parameters.Channels, _curvature);

    /// <summary>Lets values make up for each other; where the fit is not at rest, they also follow its gradient.</summary>
    private void Compensate(ref CompactAim aim, int i, bool isAtRest)
    {
        _map.Set(aim, parameters, i, quantizer.Scale);
        _map.Pull(_curvature, _slope, _form);
        if (isAtRest)
        {
            Array.Clear(_slope);
        }

        SetReaches(aim, i);
        _slope.CopyTo(_slopeLeft);
        _form.CopyTo(_formLeft);
        aim.Compensate(_slopeLeft, _formLeft, _reaches);
    }

    /// <summary>How far values may be moved at a time: as far as the measured dependence holds.</summary>
    private void SetReaches(in CompactAim aim, int i)
    {
        var (u, v) = (aim[CompactAim.U], aim[CompactAim.V]);
        var stretch = .25 * Math.Sqrt((u * u) + (v * v) + 4);
        var (l11, l21, l22) = (parameters.L11[i], parameters.L21[i], parameters.L22[i]);
        _reaches[CompactAim.Opacity] = 1;
        _reaches[CompactAim.Size] = .1 * aim[CompactAim.Size];
        _reaches[CompactAim.U] = _reaches[CompactAim.V] = stretch;
        _reaches[CompactAim.X] = .5 * quantizer.Scale * l11;
        _reaches[CompactAim.Y] = .5 * quantizer.Scale * MathF.Sqrt((l21 * l21) + (l22 * l22));
        _reaches[CompactAim.Light] = _reaches[CompactAim.Orange] = _reaches[CompactAim.Green] = .2;
    }

    /// <summary>What the error changes by.</summary>
    private double Change(in CompactAim aim)
    {
        var change = 0.0;
        for (var a = 0; a < Count; a++)
        {
            var bent = _slope[a];
            for (var b = 0; b < Count; b++)
            {
                bent += .5 * _form[(a * Count) + b] * aim.Deviation(b);
            }

            change += bent * aim.Deviation(a);
        }

        return change;
    }
}
