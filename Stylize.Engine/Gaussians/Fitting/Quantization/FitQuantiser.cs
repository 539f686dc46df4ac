using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Shapes;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Quantization;

/// <summary>Quantises the parameters of a fit to the steps of the compact profile.</summary>
/// <param name="fullWeight">The weight that becomes opacity 1; larger ones become 1 too.</param>
/// <param name="left">Column of the image at which the fitted part begins.</param>
/// <param name="top">Row of the image at which the fitted part begins.</param>
/// <param name="scale">Pixels of the file's image for each pixel of the one that is fitted.</param>
internal sealed unsafe class FitQuantiser(CompactQuantiser quantiser, float fullWeight, int left = 0, int top = 0, int scale = 1)
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
                Set(parameters, i, Quantise(parameters, i));
            }
        }, bandHeight: 512);

    public CompactQuantiser Compact => quantiser;
    public int Scale => scale;

    public CompactAim Aim(FitParameters source, int i) => CompactQuantiser.Aim(
        scale * (left + source.X[i] + .5), scale * (top + source.Y[i] + .5),
        new CholeskyShape<float>(scale * source.L11[i], scale * source.L21[i], scale * source.L22[i]), source.StraightColor(i),
        Math.Min(1, source.Weight[i] / fullWeight));

    /// <summary>The quantised values of one Gaussian, each rounded by itself.</summary>
    public CompactGaussian Quantise(FitParameters source, int i)
    {
        var aim = Aim(source, i);
        var g = quantiser.QuantiseShape(ref aim);
        quantiser.QuantiseColor(ref g, ref aim, source.StraightColor(i).A);
        return g;
    }

    public void Set(FitParameters target, int i, in CompactGaussian g)
    {
        var (x, y) = CompactQuantiser.Center(g);
        var scales = quantiser.Scales(g);
        var shape = CompactQuantiser.Shape(g, scales);
        target.X[i] = (float)((x / scale) - left - .5);
        target.Y[i] = (float)((y / scale) - top - .5);
        target.L11[i] = shape.L11 / scale;
        target.L21[i] = shape.L21 / scale;
        target.L22[i] = shape.L22 / scale;
        target.SetStraightColor(i, CompactQuantiser.Color(g, scales));
        target.Weight[i] = fullWeight * quantiser.Opacity(g);
    }

    /// <summary>Sets the colour of one Gaussian from luma and chroma; alpha stays.</summary>
    public static void SetColor(FitParameters target, int i, double light, double orange, double green) =>
        target.SetStraightColor(i, CompactQuantiser.Color(light, orange, green, target.Channels == 4 ? target.Color(3)[i] : 1));
}
