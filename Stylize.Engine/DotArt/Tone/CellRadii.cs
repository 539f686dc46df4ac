using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>Computes the radii for which the area of each dot equals the ink of its Voronoi cell.</summary>
internal static class CellRadii
{
    /// <summary>Computes the radii in pixels of the ink plane.</summary>
    /// <param name="radii">Receives the radii. Without adaptive sizing, all are equal and have the total ink of the
    /// cells, or the total of <see cref="EqualDots"/> if they may overlap.</param>
    public static void Fill(ReadOnlySpan<CellSums> cells, in DotSizing sizing, Span<float> radii)
    {
        var (area, isEqual) = (ShapeArea.Unit(sizing.Shape), sizing.AreEqual);
        var sum = 0.0;
        for (var i = 0; i < radii.Length; i++)
        {
            sum += isEqual ? cells[i].Mass : cells[i].Ink;
            var ink = sizing is { IsLine: true, AdaptiveSizing: true } && cells[i].Area > 0
                ? cells[i].Area * EqualDots.AreaOf(cells[i].Ink / cells[i].Area) : cells[i].Ink;
            radii[i] = MathF.Sqrt(ink / area);
        }

        if (!sizing.AdaptiveSizing)
        {
            radii.Fill((float)Math.Sqrt(sum / radii.Length / area));
        }
    }

    /// <summary>Gives all dots the radius of a tap, except those that found no ink, which are left out.</summary>
    public static void FillTaps(ReadOnlySpan<CellSums> cells, float radius, Span<float> radii)
    {
        const float LeastMass = 0.05f;
        var mass = 0.0;
        foreach (ref readonly var cell in cells)
        {
            mass += cell.Mass;
        }

        for (var i = 0; i < radii.Length; i++)
        {
            radii[i] = cells[i].Mass < LeastMass * mass / radii.Length ? 0f : radius;
        }
    }

    public static void Vary(Span<float> radii, float variation, int seed)
    {
        if (variation <= 0) return;

        for (var i = 0; i < radii.Length; i++)
        {
            radii[i] *= 1f + (variation * new PixelRandom(i, seed).Signed(2));
        }
    }
}

/// <summary>Computes the area of a shape divided by the square of its radius.</summary>
internal static class ShapeArea
{
    /// <summary>Returns the area for radius 1: pi for a disc, 2 for a square or diamond, 3 * sqrt(3) / 4 for a
    /// triangle.</summary>
    public static float Unit(DotShape shape) => shape switch
    {
        DotShape.Square or DotShape.Diamond => 2f,
        DotShape.Triangle => 1.29903811f,
        _ => MathF.PI,
    };
}

/// <summary>Computes radii of dots that must not overlap, as close as possible to the radii that hold the ink of the
/// cells. Coordinates are rounded first and radii last, downward, so that dots do not overlap in the file
/// either.</summary>
internal static unsafe class SeparatedRadii
{
    /// <summary>Maximum jitter as a share of the mean spacing.</summary>
    public const float MaxJitter = 0.25f;

    /// <summary>Moves the sites, sorts them, and computes their radii.</summary>
    /// <param name="sites">The sites, sorted.</param>
    /// <param name="pixelSize">Side of a pixel of the ink plane, in source pixels.</param>
    /// <param name="options">Jitter and precision.</param>
    /// <param name="radii">Receives the radii in pixels of the ink plane, as multiples of the step of
    /// <see cref="RadiusSteps"/>.</param>
    public static void Fit(
        Sites sites, ReadOnlySpan<CellSums> cells, float pixelSize, DotArtOptions options, in DotSizing sizing,
        Span<float> radii, CancellationToken cancellation)
    {
        using var targets = new PooledBuffer<float>(sites.Count);
        CellRadii.Fill(cells, sizing, targets.Span);
        CellRadii.Vary(targets.Span, sizing.SizeVariation, options.Seed);
        Jitter(sites, pixelSize, options);
        DiscPacking.Pack(sites, targets.Span, radii, cancellation);
        sites.Round(pixelSize, (float)PortableMath.Pow(10f, options.Precision));
        var step = RadiusSteps.Step(
            Sites.Largest(targets.Span) * pixelSize, RadiusSteps.MaxToneSizes, options.Precision) / pixelSize;
        Sort(sites, targets.Span, radii);
        foreach (ref var target in targets.Span)
        {
            target = MathF.Max(1f, MathF.Round(target / step)) * step;
        }

        DiscPacking.ResolveOverlaps(sites, targets.Span, radii, cancellation);
        foreach (ref var radius in radii)
        {
            radius = MathF.Floor((radius / step) + 1e-3f) * step;
        }
    }

    private static void Jitter(Sites sites, float pixelSize, DotArtOptions options)
    {
        if (options.PositionJitter <= 0) return;

        var farthest = MathF.Min(
            options.PositionJitter / pixelSize, MaxJitter * MathF.Sqrt(sites.Width * sites.Height / sites.Count));
        for (var i = 0; i < sites.Count; i++)
        {
            var random = new PixelRandom(i, options.Seed);
            sites.MoveTo(i, sites.X[i] + (farthest * random.Signed(0)), sites.Y[i] + (farthest * random.Signed(1)));
        }
    }

    /// <summary>Sorts the sites together with their radii.</summary>
    private static void Sort(Sites sites, Span<float> targets, Span<float> radii)
    {
        using var moved = new PooledBuffer<int>(sites.Count);
        using var copy = new PooledBuffer<float>(sites.Count);
        sites.Sort(moved.Pointer);
        Sites.Permute(targets, moved.Span, copy.Span);
        Sites.Permute(radii, moved.Span, copy.Span);
    }
}
