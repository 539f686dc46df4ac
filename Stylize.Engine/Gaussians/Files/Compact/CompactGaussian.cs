using Stylize.Engine.Gaussians.Files.Coding;

namespace Stylize.Engine.Gaussians.Files.Compact;

/// <summary>A Gaussian of the compact profile as integers; see <see cref="CompactQuantiser"/>.</summary>
internal struct CompactGaussian
{
    /// <summary>Centre along x, in sixteenths of a pixel.</summary>
    public int X;
    public int Y;

    /// <summary>Steps of the fourth root of the geometric mean of the standard deviations, 1 or more.</summary>
    public int Size;

    /// <summary>Elongation along x (positive) or y (negative), in steps.</summary>
    public int U;

    /// <summary>Elongation along the diagonals, in steps.</summary>
    public int V;

    /// <summary>Luma Y of the YCoCg transform (Malvar and Sullivan, 2003): (R + 2G + B) / 4, in steps.</summary>
    public int Light;

    /// <summary>Chroma Co of YCoCg: R - B, in steps.</summary>
    public int Orange;

    /// <summary>Chroma Cg of YCoCg: G - (R + B) / 2, in steps.</summary>
    public int Green;

    /// <summary>Negated binary logarithm of the opacity, in steps.</summary>
    public int Opacity;

    /// <summary>Alpha, 0 to 63.</summary>
    public int Alpha;

    /// <summary>Low bits of <see cref="X"/> that the coding of the set of centres has not told; scratch of the coder.</summary>
    public byte OpenX;

    /// <summary>Low bits of <see cref="Y"/> that the coding of the set of centres has not told; scratch of the coder.</summary>
    public byte OpenY;
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
