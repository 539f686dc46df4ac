namespace Stylize.Engine.Gaussians.Evaluation;

/// <summary>How exp is computed when Gaussians are evaluated.</summary>
public enum ExponentialKind
{
    /// <summary>The library's, correct to about one unit in the last place.</summary>
    Exact,

    /// <summary>Exponent and a polynomial of degree 5, as the renderer has it; relative error at most 2e-6, from the argument's rounding.</summary>
    Polynomial,

    /// <summary>A table of 4096 entries; relative error at most 0.15 %.</summary>
    Table,
}
