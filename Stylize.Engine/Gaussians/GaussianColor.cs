using System.Numerics;

namespace Stylize.Engine.Gaussians;

/// <summary>Red, green, blue and straight alpha in the model's blend space. Nominally [0,1]; fitted colours may lie a little outside, since only the composited pixel is clamped.</summary>
public readonly record struct GaussianColor<T>(T R, T G, T B, T A)
    where T : IFloatingPointIeee754<T>
{
    /// <summary>All zero: black and fully transparent.</summary>
    public static GaussianColor<T> Transparent => new(T.Zero, T.Zero, T.Zero, T.Zero);

    /// <summary>True where every component is finite.</summary>
    public bool IsFinite => T.IsFinite(R) && T.IsFinite(G) && T.IsFinite(B) && T.IsFinite(A);
}
