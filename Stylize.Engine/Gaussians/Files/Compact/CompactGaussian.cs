using Stylize.Engine.Gaussians.Files.Coding;

namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>A Gaussian of the compact profile as integers; see <see cref="CompactQuantiser"/>.</summary>
internal struct CompactGaussian
{
    /// <summary>Center in sixteenths of a pixel.</summary>
    public int X, Y;

    /// <summary>Steps of the fourth root of the geometric mean of the standard deviations, 1 or more.</summary>
    public int Size;

    /// <summary>Elongation along x (positive) or y (negative) and along the diagonals, in steps.</summary>
    public int U, V;

    /// <summary>YCoCg (Malvar and Sullivan, 2003) in steps: (R + 2G + B) / 4, R - B, G - (R + B) / 2.</summary>
    public int Light, Orange, Green;

    /// <summary>Negated binary logarithm of the opacity, in steps; alpha, 0 to 63.</summary>
    public int Opacity, Alpha;

    /// <summary>Low bits of X and Y that the coding of the set of centers leaves open; scratch of the coder.</summary>
    public byte OpenX, OpenY;
}

/// <summary>A step of elongation or colour, with what coding asks of it so often that it is kept.</summary>
internal sealed class CompactStep
{
    /// <param name="size">The step; it is rounded to a multiple of 1 / <see cref="CompactQuantiser.Units"/>.</param>
    public CompactStep(double size)
    {
        Whole = (int)Math.Clamp(Math.Round(size * CompactQuantiser.Units), 1, CompactQuantiser.MaxLevel);
        PerUnit = 1.0 / Whole;
        Fineness = CompactQuantiser.Units * PerUnit;
        FinenessLog = EighthOctaves.Exponent((4 * Fineness) + 1);
        MaxStretch = (int)(CompactQuantiser.MaxStretch * CompactQuantiser.Units / Whole);
    }

    /// <summary>The step in units.</summary>
    public int Whole { get; }

    /// <summary>Steps a unit.</summary>
    public double PerUnit { get; }

    /// <summary>Steps that are 1.</summary>
    public double Fineness { get; }

    /// <summary>The binary logarithm of 4 <see cref="Fineness"/> + 1, rounded down.</summary>
    public int FinenessLog { get; }

    /// <summary>Largest magnitude of an elongation in such steps.</summary>
    public int MaxStretch { get; }
}

/// <summary>The steps of one Gaussian's values; they follow from its size and opacity.</summary>
/// <param name="Radius">The geometric mean of the standard deviations, in pixels.</param>
/// <param name="Position">Step of the centre of a circle of that size, in grid points.</param>
internal readonly record struct CompactScales(
    CompactStep StretchStep, CompactStep LightStep, CompactStep ChromaStep, double Radius, double Position)
{
    /// <summary>Step of the elongation, in 1 / <see cref="CompactQuantiser.Units"/>.</summary>
    public int Stretch => StretchStep.Whole;

    public int Light => LightStep.Whole;
    public int Chroma => ChromaStep.Whole;
}
