using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Puts the parameters of a fit on the steps of the compact profile.</summary>
/// <param name="quantiser">The profile's steps.</param>
/// <param name="mostWeight">The weight of opacity 1; greater ones become it.</param>
/// <param name="left">Where the fit's picture lies in the image, in pixels.</param>
/// <param name="top">Where the fit's picture lies in the image, in pixels.</param>
internal sealed unsafe class FitQuantiser(CompactQuantiser quantiser, float mostWeight, int left, int top)
{
    /// <summary>The greatest weight of a fit.</summary>
    public static float MostWeight(FitParameters parameters)
    {
        var most = 1e-6f;
        for (var i = 0; i < parameters.Count; i++)
        {
            most = Math.Max(most, parameters.Weight[i]);
        }

        return most;
    }

    /// <summary>Rounds every Gaussian to what a reader of the file would have.</summary>
    public void Apply(FitParameters parameters)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            Set(parameters, i, Quantise(parameters, i));
        }
    }

    /// <summary>The whole numbers of one Gaussian.</summary>
    public CompactGaussian Quantise(FitParameters source, int i)
    {
        var alpha = source.Channels == 4 ? Math.Clamp(source.Color(3)[i], 0, 1) : 1;
        var scale = source.Channels == 4 ? 1 / MathF.Max(alpha, 1f / 1024) : 1;
        var grey = source.Channels == 1;
        var color = new GaussianColor<float>(source.Color(0)[i] * scale, source.Color(grey ? 0 : 1)[i] * scale, source.Color(grey ? 0 : 2)[i] * scale, alpha);
        return quantiser.Quantise(
            left + source.X[i] + .5,
            top + source.Y[i] + .5,
            new CholeskyShape<float>(source.L11[i], source.L21[i], source.L22[i]),
            color,
            Math.Min(1, source.Weight[i] / mostWeight));
    }

    /// <summary>Sets one Gaussian from whole numbers.</summary>
    public void Set(FitParameters target, int i, in CompactGaussian g)
    {
        var (x, y) = CompactQuantiser.Center(g);
        var scales = quantiser.Scales(g);
        var shape = quantiser.Shape(g, scales);
        target.X[i] = (float)(x - left - .5);
        target.Y[i] = (float)(y - top - .5);
        target.L11[i] = shape.L11;
        target.L21[i] = shape.L21;
        target.L22[i] = shape.L22;
        var color = quantiser.Color(g, scales);
        var alpha = target.Channels == 4 ? color.A : 1;
        target.Color(0)[i] = color.R * alpha;
        if (target.Channels > 1)
        {
            target.Color(1)[i] = color.G * alpha;
            target.Color(2)[i] = color.B * alpha;
        }

        if (target.Channels == 4)
        {
            target.Color(3)[i] = alpha;
        }

        target.Weight[i] = mostWeight * quantiser.Opacity(g);
    }
}
