namespace Stylize.Engine.Gaussians.Fitting;

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

    /// <summary>All rates times <paramref name="factor"/>.</summary>
    public FitRates Scale(float factor) => new(Center * factor, Shape * factor, Color * factor, Weight * factor);
}
