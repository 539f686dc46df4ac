namespace Stylize.Engine.Gaussians.Fitting.Quantization;

/// <summary>
/// Converts derivatives of <see cref="FitCurvature"/> to derivatives by the values of <see cref="QuantizationTarget"/> (chain rule).
/// </summary>
internal sealed unsafe class ValueMap
{
    private const int Rows = FitCurvature.MaxValues;
    private const int Columns = QuantizationTarget.Count;
    private const double Ln2 = 0.6931471805599453;

    /// <summary>
    /// Relative increase of the diagonal of the Hessian, which limits steps in poorly determined directions: Levenberg, "A method for the
    /// solution of certain non-linear problems in least squares", 1944.
    /// </summary>
    private const double Damping = .02;

    /// <summary>The derivatives by a value that <see cref="Set(in QuantizationTarget, FitParameters, int, int)"/> may set.</summary>
    private static readonly (int First, int End)[] Used = CreateUsed();

    private readonly double[] _slopes = new double[Rows * Columns];
    private readonly double[] _product = new double[Rows * Columns];

    /// <param name="scale">Pixels of the file's image per fitted pixel.</param>
    public void Set(in QuantizationTarget target, FitParameters parameters, int i, int scale)
    {
        Array.Clear(_slopes);
        var (l11, l21, l22) = (scale * (double)parameters.L11[i], scale * (double)parameters.L21[i], scale * (double)parameters.L22[i]);
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
        used[QuantizationTarget.Luma] = used[QuantizationTarget.Orange] = used[QuantizationTarget.Green] = (FitCurvature.ShapeValues, Rows);
        return used;
    }

    /// <summary>Sets the derivatives of L (determinant 1) by an elongation value: L11 = sqrt(xx), L21 = xy / L11, L22 = 1 / L11.</summary>
    private void SetElongation(int value, double xx, double xy, double byXX, double byXY)
    {
        var e11 = byXX / (2 * xx);
        Set(2, value, e11);
        Set(3, value, byXY - (2 * xy * e11));
        Set(4, value, -e11);
    }

    private void Set(int row, int value, double slope) => _slopes[(row * Columns) + value] = slope;
}
