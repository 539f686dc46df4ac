namespace Stylize.Engine.Gaussians.Files;

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
