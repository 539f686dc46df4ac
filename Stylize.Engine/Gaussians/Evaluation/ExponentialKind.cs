namespace Stylize.Engine.Gaussians.Evaluation;

/// <summary>How the exponential of an evaluation is computed.</summary>
public enum ExponentialKind
{
    /// <summary>The platform's, correct to about one unit in the last place.</summary>
    Exact,

    /// <summary>
    /// A power of two by the exponent times a polynomial of degree 5, as in rendering. Relative error at most 2e-6, nearly all of it from
    /// rounding the argument.
    /// </summary>
    Polynomial,

    /// <summary>A table of 4096 entries, the nearest one. Relative error at most 0.15 %.</summary>
    Table,
}
