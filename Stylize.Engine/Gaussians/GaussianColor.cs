using System.Numerics;

namespace Stylize.Engine.Gaussians;

/// <summary>
/// Red, green, blue and straight alpha in the model's blend space. Nominally [0,1]; fitted colours may lie a little outside, because only
/// composited pixels are clamped.
/// </summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
/// <param name="A">Straight alpha, [0,1].</param>
public readonly record struct GaussianColor<T>(T R, T G, T B, T A)
    where T : IFloatingPointIeee754<T>
{
    /// <summary>All zero: black and fully transparent.</summary>
    public static GaussianColor<T> Transparent => new(T.Zero, T.Zero, T.Zero, T.Zero);

    /// <summary>True where every component is finite.</summary>
    public bool IsFinite => T.IsFinite(R) && T.IsFinite(G) && T.IsFinite(B) && T.IsFinite(A);
}
