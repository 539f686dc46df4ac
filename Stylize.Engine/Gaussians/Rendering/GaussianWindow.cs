namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>The window max(0, 2^t - <see cref="Floor"/>) in base 2, t = -q log2(e) / 2.</summary>
/// <param name="Edge">t at the cutoff.</param>
/// <param name="Floor">2^<see cref="Edge"/>.</param>
/// <param name="Slack">Rows added at either end of a column's span, so that rounding never leaves out a sample inside.</param>
internal readonly record struct GaussianWindow(float Edge, float Floor, float Slack)
{
    private const float HalfLog2E = 0.72134752f;

    /// <summary>The window of a cutoff in standard deviations.</summary>
    /// <param name="cutoff">Standard deviations.</param>
    /// <param name="samples">Samples in a row or a column, whichever are more.</param>
    public static GaussianWindow Create(float cutoff, int samples)
    {
        var edge = -HalfLog2E * cutoff * cutoff;
        return new GaussianWindow(edge, Exp2Polynomial.Evaluate(edge), 0.01f + (4e-7f * samples));
    }
}
