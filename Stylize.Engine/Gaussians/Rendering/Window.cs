namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>The window max(0, 2^t - <see cref="Floor"/>), in base 2: t = -q log2(e) / 2.</summary>
/// <param name="Edge">t at the cutoff; below it the window is zero.</param>
/// <param name="Floor">2^<see cref="Edge"/>.</param>
/// <param name="Slack">Columns added to either end of a row's span, so that rounding never leaves out a sample that is inside.</param>
internal readonly record struct Window(float Edge, float Floor, float Slack)
{
    private const float HalfLog2E = 0.72134752f;

    /// <summary>Value below which a sample is outside even after rounding.</summary>
    public float Beyond => Edge - 0.001f;

    /// <summary>The window that ends at <paramref name="cutoff"/> standard deviations, over rows of <paramref name="samples"/>.</summary>
    public static Window Create(float cutoff, int samples)
    {
        var edge = -HalfLog2E * cutoff * cutoff;
        return new Window(edge, Exp2Polynomial.Evaluate(edge), 0.01f + (4e-7f * samples));
    }
}
