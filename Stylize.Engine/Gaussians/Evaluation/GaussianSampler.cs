using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Gaussians.Evaluation;

/// <summary>
/// The colour of a model at a point, in double precision, one Gaussian after the other: for picking colours, and the reference that the
/// renderer is tested against.
/// </summary>
public static class GaussianSampler
{
    /// <summary>The colour at a point, in the model's blend space, straight, clamped to [0,1].</summary>
    /// <param name="model">The model.</param>
    /// <param name="x">[0,1] over the width.</param>
    /// <param name="y">[0,1] over the height.</param>
    public static GaussianColor<double> Sample(GaussianModel model, double x, double y)
    {
        var sum = new GaussianSum(model);
        for (var i = 0; i < model.Count && !sum.IsFinished; i++)
        {
            var gaussian = model.Store[i];
            var window = Window(model, gaussian.Shape, (x - gaussian.X) * model.Width, (y - gaussian.Y) * model.Height);
            if (window > 0)
            {
                sum.Add(gaussian.Color, window * gaussian.Opacity);
            }
        }

        return sum.Color();
    }

    /// <summary>The model's window, max(0, exp(-q/2) - exp(-cutoff^2/2)).</summary>
    private static double Window(GaussianModel model, in CholeskyShape<float> shape, double dx, double dy)
    {
        // q is the squared length of L^-1 d.
        var u = dx / shape.L11;
        var v = (dy - (shape.L21 * u)) / shape.L22;
        double cutoff = model.Cutoff;
        return Math.Max(0, Math.Exp(-((u * u) + (v * v)) / 2) - Math.Exp(-cutoff * cutoff / 2));
    }
}
