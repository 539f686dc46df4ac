using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Gaussians;

/// <summary>A Gaussian, generic over number type and shape parameterization. <see cref="GaussianStore"/> stores many of
/// them.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TShape">Parameterization of the shape.</typeparam>
/// <param name="X">Column of the center, [0,1] over the source's width; may lie outside.</param>
/// <param name="Y">Row of the center, [0,1] over the source's height; may lie outside.</param>
/// <param name="Shape">Shape in source pixels.</param>
/// <param name="Color">Color in the model's blend space, straight alpha.</param>
/// <param name="Opacity">Factor of the window, [0,1].</param>
/// <param name="Weight">Importance for the layers of a file, 0 or more.</param>
public readonly record struct Gaussian2D<T, TShape>(T X, T Y, TShape Shape, GaussianColor<T> Color, T Opacity, T Weight)
    where T : IFloatingPointIeee754<T>
    where TShape : struct, IGaussianShape<TShape, T>
{
    /// <summary>Converts the shape to another parameterization.</summary>
    /// <exception cref="ArgumentException">The shape is degenerate.</exception>
    public Gaussian2D<T, TOther> Convert<TOther>()
        where TOther : struct, IGaussianShape<TOther, T> =>
        new(X, Y, TOther.FromCovariance(Shape.Covariance()), Color, Opacity, Weight);

    /// <summary>
    /// Returns a description of an invalid value as a clause, such as "the position is not finite"; null if all are
    /// valid.
    /// </summary>
    public string? Defect() =>
        !T.IsFinite(X) || !T.IsFinite(Y) ? "the position is not finite"
        : Shape.Defect() is { } defect ? defect
        : !Color.IsFinite ? "the color is not finite"
        : !(Opacity >= T.Zero && T.IsFinite(Opacity)) ? "the opacity is negative or not finite"
        : !T.IsFinite(Weight) ? "the weight is not finite"
        : null;
}

/// <summary>Red, green, blue and straight alpha in the model's blend space, nominally [0,1]. Only composited pixels are
/// clamped.</summary>
/// <param name="A">Straight alpha, [0,1].</param>
public readonly record struct GaussianColor<T>(T R, T G, T B, T A)
    where T : IFloatingPointIeee754<T>
{
    /// <summary>Fully transparent black.</summary>
    public static GaussianColor<T> Transparent => new(T.Zero, T.Zero, T.Zero, T.Zero);

    /// <summary>True if every component is finite.</summary>
    public bool IsFinite => T.IsFinite(R) && T.IsFinite(G) && T.IsFinite(B) && T.IsFinite(A);
}
