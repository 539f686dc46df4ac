using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Shapes;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Quantization;

/// <summary>Quantizes the parameters of a fit to the steps of the compact profile.</summary>
/// <param name="fullWeight">The weight that becomes opacity 1; larger ones become 1 too.</param>
/// <param name="left">Column of the image at which the fitted part begins.</param>
/// <param name="top">Row of the image at which the fitted part begins.</param>
/// <param name="scale">Pixels of the file's image for each pixel of the one that is fitted.</param>
internal sealed unsafe class FitQuantizer(CompactQuantizer quantizer, float fullWeight, int left = 0, int top = 0, int scale = 1)
{
    /// <summary>The largest weight of a fit, at least 1e-6.</summary>
    public static float MaxWeight(FitParameters parameters)
    {
        var max = 1e-6f;
        for (var i = 0; i < parameters.Count; i++)
        {
            max = Math.Max(max, parameters.Weight[i]);
        }

        return max;
    }

    /// <summary>Replaces every Gaussian by what a reader of the file will have.</summary>
    public void Apply(FitParameters parameters, ThreadGrant threads = default) =>
        RowBands.ForEach(parameters.Count, threads, CancellationToken.None, (_, first, end) =>
        {
            for (var i = first; i < end; i++)
            {
                Set(parameters, i, Quantize(parameters, i));
            }
        }, bandHeight: 512);

    public CompactQuantizer Compact => quantizer;
    public int Scale => scale;

    public CompactAim Aim(FitParameters source, int i) => CompactQuantizer.Aim(
        scale * (left + source.X[i] + .5), scale * (top + source.Y[i] + .5),
        new CholeskyShape<float>(scale * source.L11[i], scale * source.L21[i], scale * source.L22[i]), source.StraightColor(i),
        Math.Min(1, source.Weight[i] / fullWeight));

    /// <summary>The quantized values of one Gaussian, each rounded by itself.</summary>
    public CompactGaussian Quantize(FitParameters source, int i)
    {
        var aim = Aim(source, i);
        var g = quantizer.QuantizeShape(ref aim);
        quantizer.QuantizeColor(ref g, ref aim, source.StraightColor(i).A);
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

    /// <summary>Sets the color of one Gaussian from luma and chroma; alpha stays.</summary>
    public static void SetColor(FitParameters target, int i, double light, double orange, double green) =>
        target.SetStraightColor(i, CompactQuantizer.Color(light, orange, green, target.Channels == 4 ? target.Color(3)[i] : 1));
}
