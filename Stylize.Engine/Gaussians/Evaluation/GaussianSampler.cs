namespace Stylize.Engine.Gaussians.Evaluation;

/// <summary>Computes the color of a model at a point in double precision, without culling: the reference for the renderer.</summary>
public static class GaussianSampler
{
    /// <summary>Returns the color at a point in the model's blend space, with straight alpha, clamped to [0,1].</summary>
    /// <param name="x">Column, [0,1] over the width.</param>
    /// <param name="y">Row, [0,1] over the height.</param>
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

    /// <summary>Computes the model's window, max(0, exp(-q/2) - exp(-cutoff^2/2)).</summary>
    private static double Window(GaussianModel model, in CholeskyShape<float> shape, double dx, double dy)
    {
        // q is the squared length of L^-1 d.
        var u = dx / shape.L11;
        var v = (dy - (shape.L21 * u)) / shape.L22;
        double cutoff = model.Cutoff;
        return Math.Max(0, Math.Exp(-((u * u) + (v * v)) / 2) - Math.Exp(-cutoff * cutoff / 2));
    }
}

/// <summary>Composites Gaussians at one point.</summary>
public struct GaussianSum
{
    private readonly GaussianModel _model;
    private double _r, _g, _b, _alpha, _weight;

    /// <summary>Starts an empty sum.</summary>
    /// <param name="model">The model, for its compositing, background and alpha.</param>
    public GaussianSum(GaussianModel model) => _model = model;

    /// <summary>True if further Gaussians are invisible; only with "over" compositing.</summary>
    public readonly bool IsFinished => _model.Compositing == GaussianCompositing.Over && _alpha > GaussianModel.FullAlpha;

    /// <summary>Adds a Gaussian, with "over" compositing behind those added before.</summary>
    /// <param name="color">Color with straight alpha.</param>
    /// <param name="weight">Opacity times window at the point.</param>
    public void Add(GaussianColor<float> color, double weight)
    {
        var alpha = _model.HasAlpha ? weight * color.A : weight;
        if (_model.Compositing == GaussianCompositing.Over)
        {
            alpha *= 1 - _alpha;
        }

        _r += alpha * color.R;
        _g += alpha * color.G;
        _b += alpha * color.B;
        _alpha += alpha;
        _weight += weight;
    }

    /// <summary>Returns the color over the background, with straight alpha, clamped to [0,1].</summary>
    public readonly GaussianColor<double> Color()
    {
        var back = _model.Background;
        double backAlpha = _model.HasAlpha ? back.A : 1;
        var (share, divisor) = _model.Compositing switch
        {
            GaussianCompositing.Normalized => (_model.Epsilon, _weight + _model.Epsilon),
            GaussianCompositing.Additive => (1d, 1d),
            _ => (1 - _alpha, 1d),
        };
        var alpha = _model.HasAlpha ? Math.Clamp((_alpha + (share * backAlpha)) / divisor, 0, 1) : 1;
        return alpha > 0
            ? new(Straight(_r, back.R), Straight(_g, back.G), Straight(_b, back.B), alpha)
            : GaussianColor<double>.Transparent;

        double Straight(double sum, float background) => Math.Clamp((sum + (share * backAlpha * background)) / divisor, 0, alpha) / alpha;
    }
}
