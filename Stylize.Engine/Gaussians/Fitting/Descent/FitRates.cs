using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting.Descent;

/// <summary>Learning rates of one iteration.</summary>
/// <param name="Center">Of the centre, in standard deviations.</param>
/// <param name="Shape">Of the Cholesky factor, relative.</param>
/// <param name="Color">Of the colour samples.</param>
/// <param name="Weight">Of the weight, relative.</param>
internal readonly record struct FitRates(float Center, float Shape, float Color, float Weight)
{
    /// <summary>
    /// The rates at the start of a fit, tuned on crops of Kodak 03, 05, 13 and 23 (docs/gaussian-images.md has what each step gained).
    /// </summary>
    public static FitRates Initial { get; } = new(.16f, .1f, .03f, .1f);

    /// <summary>
    /// Mean distance of Gaussians, in pixels, from which on the rates hold; about that of the crops that they were tuned on.
    /// </summary>
    private const double UsualSpacing = 6.25;

    /// <summary>Smallest share of <see cref="UsualSpacing"/> that matters.</summary>
    private const double Nearest = .25;

    /// <summary>
    /// The rates for Gaussians at a mean distance. Where they are near each other each pixel is a mean of many colours and the error is
    /// small, so colours must take smaller steps; places and shapes may then take larger ones.
    /// </summary>
    /// <param name="spacing">Mean distance in pixels, the root of the pixels for each Gaussian.</param>
    public FitRates For(double spacing)
    {
        var share = Math.Max(Nearest, spacing / UsualSpacing);
        if (share >= 1)
        {
            return this;
        }

        var larger = Scale((float)PortableMath.Pow(share, -1.0 / 3));
        return larger with { Color = Color * (float)share };
    }

    public FitRates Scale(float factor) => new(Center * factor, Shape * factor, Color * factor, Weight * factor);
}
