using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.Quantization;

/// <summary>
/// Quantizes a Gaussian with compensation: later values compensate for the rounding errors of earlier values. Not
/// thread-safe.
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
            parameters, i, target[QuantizationTarget.Luma], target[QuantizationTarget.Orange],
            target[QuantizationTarget.Green]);
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
    /// Returns the quantized values that reduce the error and the bits of the changes since an earlier frame most: new
    /// ones, those of the earlier frame, or the current ones.
    /// </summary>
    /// <param name="current">The current values, those of the parameters.</param>
    /// <param name="errorPerBit">Error, as half of the sum of squared differences, that is worth a bit.</param>
    public CompactGaussian Improve(
        int member, in CompactGaussian current, in CompactGaussian earlier, double errorPerBit)
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
            Choose(ref best, ref cost, g,
                Change(target) + (errorPerBit * LevelRate.Bits(quantizer.Compact, earlier, g)));
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

    /// <summary>Returns true if the rounded values are in the range in which the quadratic model of the error
    /// holds.</summary>
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
        _maxMoves[QuantizationTarget.Luma] =
            _maxMoves[QuantizationTarget.Orange] = _maxMoves[QuantizationTarget.Green] = .2;
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

/// <summary>
/// Converts derivatives of <see cref="FitCurvature"/> to derivatives by the values of <see cref="QuantizationTarget"/>
/// (chain rule).
/// </summary>
internal sealed unsafe class ValueMap
{
    private const int Rows = FitCurvature.MaxValues;
    private const int Columns = QuantizationTarget.Count;
    private const double Ln2 = 0.6931471805599453;

    /// <summary>
    /// Relative increase of the diagonal of the Hessian, which limits steps in poorly determined directions: Levenberg,
    /// "A method for the solution of certain non-linear problems in least squares", 1944.
    /// </summary>
    private const double Damping = .02;

    /// <summary>The derivatives by a value that <see cref="Set(in QuantizationTarget, FitParameters, int, int)"/> may
    /// set.</summary>
    private static readonly (int First, int End)[] Used = CreateUsed();

    private readonly double[] _slopes = new double[Rows * Columns];
    private readonly double[] _product = new double[Rows * Columns];

    /// <param name="scale">Pixels of the file's image per fitted pixel.</param>
    public void Set(in QuantizationTarget target, FitParameters parameters, int i, int scale)
    {
        Array.Clear(_slopes);
        var (l11, l21, l22) =
            (scale * (double)parameters.L11[i], scale * (double)parameters.L21[i], scale * (double)parameters.L22[i]);
        Set(0, QuantizationTarget.X, 1 / l11);
        Set(1, QuantizationTarget.X, -l21 / (l11 * l22));
        Set(1, QuantizationTarget.Y, 1 / l22);
        Set(2, QuantizationTarget.Size, 4 / target[QuantizationTarget.Size]);
        Set(4, QuantizationTarget.Size, 4 / target[QuantizationTarget.Size]);
        var (u, v) = (target[QuantizationTarget.U], target[QuantizationTarget.V]);
        var s = Math.Sqrt((u * u) + (v * v) + 4);
        var (xx, _, xy) = CompactQuantizer.Form(u, v);
        SetElongation(QuantizationTarget.U, xx, xy, ((2 * u) + s + (u * u / s)) / 2, u * v / s / 2);
        SetElongation(QuantizationTarget.V, xx, xy, ((2 * v) + (u * v / s)) / 2, (s + (v * v / s)) / 2);
        Set(5, QuantizationTarget.Opacity, -Ln2);
        var alpha = parameters.Channels == 4 ? parameters.Color(3)[i] : 1;
        for (var channel = 0; channel < Math.Min(3, parameters.Channels); channel++)
        {
            Set(FitCurvature.ShapeValues + channel, QuantizationTarget.Luma, alpha);
        }

        if (parameters.Channels > 1)
        {
            Set(FitCurvature.ShapeValues, QuantizationTarget.Orange, alpha / 2);
            Set(FitCurvature.ShapeValues + 2, QuantizationTarget.Orange, -alpha / 2);
            Set(FitCurvature.ShapeValues, QuantizationTarget.Green, -alpha / 2);
            Set(FitCurvature.ShapeValues + 1, QuantizationTarget.Green, alpha / 2);
            Set(FitCurvature.ShapeValues + 2, QuantizationTarget.Green, -alpha / 2);
        }
    }

    /// <summary>Computes gradient and Hessian by the values of the compact profile.</summary>
    /// <param name="form">Receives the Hessian, a positive definite square matrix by rows.</param>
    public void PullBack(FitCurvature measured, Span<double> slope, Span<double> form)
    {
        for (var a = 0; a < Columns; a++)
        {
            var (first, end) = Used[a];
            slope[a] = 0;
            for (var k = first; k < end; k++)
            {
                slope[a] += _slopes[(k * Columns) + a] * measured.Slope(k);
            }

            for (var k = 0; k < Rows; k++)
            {
                var sum = 0.0;
                for (var j = first; j < end; j++)
                {
                    sum += measured.Form(k, j) * _slopes[(j * Columns) + a];
                }

                _product[(k * Columns) + a] = sum;
            }
        }

        for (var a = 0; a < Columns; a++)
        {
            var (first, end) = Used[a];
            for (var b = 0; b < Columns; b++)
            {
                var sum = 0.0;
                for (var k = first; k < end; k++)
                {
                    sum += _slopes[(k * Columns) + a] * _product[(k * Columns) + b];
                }

                form[(a * Columns) + b] = a == b ? ((1 + Damping) * sum) + 1e-12 : sum;
            }
        }
    }

    private static (int First, int End)[] CreateUsed()
    {
        var used = new (int, int)[Columns];
        used[QuantizationTarget.X] = (0, 2);
        used[QuantizationTarget.Y] = (1, 2);
        used[QuantizationTarget.Size] = used[QuantizationTarget.U] = used[QuantizationTarget.V] = (2, 5);
        used[QuantizationTarget.Opacity] = (5, 6);
        used[QuantizationTarget.Luma] =
            used[QuantizationTarget.Orange] = used[QuantizationTarget.Green] = (FitCurvature.ShapeValues, Rows);
        return used;
    }

    /// <summary>Sets the derivatives of L (determinant 1) by an elongation value: L11 = sqrt(xx), L21 = xy / L11,
    /// L22 = 1 / L11.</summary>
    private void SetElongation(int value, double xx, double xy, double byXX, double byXY)
    {
        var e11 = byXX / (2 * xx);
        Set(2, value, e11);
        Set(3, value, byXY - (2 * xy * e11));
        Set(4, value, -e11);
    }

    private void Set(int row, int value, double slope) => _slopes[(row * Columns) + value] = slope;
}
