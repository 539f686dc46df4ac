namespace Stylize.Engine.Gaussians.Fitting.Quantization;

/// <summary>Quantizes the parameters of a fit with the steps of the compact profile.</summary>
/// <param name="fullWeight">The weight of opacity 1; larger weights are clamped.</param>
/// <param name="left">Left column of the fitted part in the image.</param>
/// <param name="top">Top row of the fitted part in the image.</param>
/// <param name="scale">Pixels of the file's image per fitted pixel.</param>
internal sealed unsafe class FitQuantizer(CompactQuantizer quantizer, float fullWeight, int left = 0, int top = 0, int scale = 1)
{
    /// <summary>Returns the largest weight of a fit, at least 1e-6.</summary>
    public static float MaxWeight(FitParameters parameters)
    {
        var max = 1e-6f;
        for (var i = 0; i < parameters.Count; i++)
        {
            max = Math.Max(max, parameters.Weight[i]);
        }

        return max;
    }

    /// <summary>Replaces every Gaussian with its quantized values.</summary>
    public void Apply(FitParameters parameters, ThreadGrant threads = default) =>
        RowBands.ForEachRow(parameters.Count, threads, CancellationToken.None, i =>
        {
            Set(parameters, i, Quantize(parameters, i));
        }, bandHeight: 512);

    public CompactQuantizer Compact => quantizer;

    public int Scale => scale;

    public QuantizationTarget TargetOf(FitParameters source, int i) => CompactQuantizer.TargetOf(
        scale * (left + source.X[i] + .5), scale * (top + source.Y[i] + .5),
        new CholeskyShape<float>(scale * source.L11[i], scale * source.L21[i], scale * source.L22[i]), source.StraightColor(i),
        Math.Min(1, source.Weight[i] / fullWeight));

    /// <summary>Quantizes a Gaussian, each value independently.</summary>
    public CompactGaussian Quantize(FitParameters source, int i)
    {
        var target = TargetOf(source, i);
        var g = quantizer.QuantizeShape(ref target);
        quantizer.QuantizeColor(ref g, ref target, source.StraightColor(i).A);
        return g;
    }

    public void Set(FitParameters target, int i, in CompactGaussian g)
    {
        var (x, y) = CompactQuantizer.Center(g);
        var scales = quantizer.Scales(g);
        var shape = CompactQuantizer.Shape(g, scales);
        target.X[i] = (float)((x / scale) - left - .5);
        target.Y[i] = (float)((y / scale) - top - .5);
        target.L11[i] = shape.L11 / scale;
        target.L21[i] = shape.L21 / scale;
        target.L22[i] = shape.L22 / scale;
        target.SetStraightColor(i, CompactQuantizer.Color(g, scales));
        target.Weight[i] = fullWeight * quantizer.Opacity(g);
    }

    /// <summary>Sets the color of a Gaussian from luma and chroma; alpha stays unchanged.</summary>
    public static void SetColor(FitParameters target, int i, double luma, double orange, double green) =>
        target.SetStraightColor(i, CompactQuantizer.Color(luma, orange, green, target.Channels == 4 ? target.Color(3)[i] : 1));
}
