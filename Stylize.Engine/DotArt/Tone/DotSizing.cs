using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>The number and the sizes of the dots: those of the plan, unless the ink of the image and the pens
/// decide.</summary>
/// <param name="Count">Number of dots; null for the default.</param>
/// <param name="IsLine">True if the dots are points of a line, so that their sizes are only their ink, which gives its
/// width. With adaptive sizing, the width follows the tone.</param>
internal readonly record struct DotSizing(
    int? Count, bool AdaptiveSizing, bool AllowOverlap, DotShape Shape, float SizeVariation, bool IsLine)
{
    /// <summary>True if all dots have one size and may overlap.</summary>
    public bool AreEqual => this is { AdaptiveSizing: false, AllowOverlap: true, IsLine: false };

    /// <summary>True if the dots are drawn as their Voronoi cells, which do not overlap.</summary>
    public bool AreCells { get; init; }

    /// <summary>True if the dots are discs of different sizes.</summary>
    public bool HasSizedDiscs =>
        this is { AdaptiveSizing: true, Shape: DotShape.Circle, IsLine: false, AreCells: false };

    public static DotSizing FromPlan(DotArtPlan plan)
    {
        var (options, isLine) = (plan.Options, plan.Options is { SingleLine: true, Pattern: DotPattern.Free });
        var isAdaptive = plan.AdaptiveSizing && (!isLine || (!plan.IsForPens && options.Plot.Pens is null));
        return new(
            options.DotCount, isAdaptive, options.AllowOverlap || isLine, isLine ? DotShape.Circle : options.Shape,
            options.SizeVariation, isLine)
        { AreCells = options.Voronoi };
    }
}

/// <summary>The number of dots of one size that covers a share of the paper. Relaxed dots overlap from about 60%
/// coverage, so the sum of their areas has to grow faster than the coverage. So do wide lines.</summary>
internal static class EqualDots
{
    /// <summary>The total area of equal discs around relaxed sites, relative to the area of the paper, from which they
    /// overlap, and the steps of the table.</summary>
    private const float FirstArea = 0.6f, AreaStep = 0.1f;

    /// <summary>The share of the paper that these discs cover, measured on 5,000 sites of even density after the usual
    /// rounds of relaxation.</summary>
    private static readonly float[] Covered = [0.6f, 0.694f, 0.780f, 0.851f, 0.906f, 0.946f, 0.971f, 0.986f, 0.994f];

    /// <summary>Returns the total area of discs, relative to that of the paper, that covers a share of the paper in
    /// [0,1].</summary>
    public static float AreaOf(float coverage)
    {
        if (coverage <= FirstArea) return coverage;

        for (var i = 1; i < Covered.Length; i++)
        {
            if (coverage <= Covered[i])
            {
                var share = (coverage - Covered[i - 1]) / (Covered[i] - Covered[i - 1]);
                return FirstArea + ((i - 1 + share) * AreaStep);
            }
        }

        return FirstArea + ((Covered.Length - 1) * AreaStep);
    }

    /// <summary>Replaces each share by its area.</summary>
    public static void ToAreas(Span<float> shares)
    {
        foreach (ref var share in shares)
        {
            share = AreaOf(share);
        }
    }
}
