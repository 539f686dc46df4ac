using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>The radius by which each dot's area is the ink of its Voronoi cell.</summary>
internal static class CellRadii
{
    /// <summary>Discs that do not overlap cover some .8 of a plane where they are packed without order (.91 in the hexagonal packing).
    /// Wanted coverage above the knee is compressed: it approaches the limit exponentially, so that shadows keep their differences of tone.
    /// That costs .0004 of mean tone error (docs/dot-art.md).</summary>
    private const float ShadowKnee = 0.8f, ShadowLimit = 0.91f;

    /// <summary>Coverage up to which all discs of a tone have one size, and how much sizes differ from the knee on.</summary>
    private const float EvenCoverage = 0.65f, MaxUnevenness = 0.12f;
    private const int UnevenSeed = 17;

    /// <summary>Fills in the radii, in pixels of the ink plane.</summary>
    /// <param name="radii">Filled. Without adaptive sizing all are equal, such that the dots together have the ink of all cells.</param>
    public static void Fill(ReadOnlySpan<CellSums> cells, DotArtOptions options, Span<float> radii)
    {
        var area = ShapeArea.Of(options.Shape);
        var sum = 0.0;
        for (var i = 0; i < radii.Length; i++)
        {
            sum += cells[i].Ink;
            radii[i] = MathF.Sqrt(cells[i].Ink / area);
        }

        if (!options.AdaptiveSizing)
        {
            radii.Fill((float)Math.Sqrt(sum / radii.Length / area));
        }
        else if (!options.AllowOverlap)
        {
            CompressShadows(cells, radii);
        }
    }

    public static void Vary(Span<float> radii, DotArtOptions options)
    {
        if (options.SizeVariation <= 0) return;

        for (var i = 0; i < radii.Length; i++)
        {
            radii[i] *= 1f + (options.SizeVariation * new PixelRandom(i, options.Seed).Signed(2));
        }
    }

    /// <summary>Discs of one size that are packed densely form crystals, which are seen as patches of rows. So those of shadows get sizes
    /// that differ at random: factors of 1 - s to 1 + s, divided by the root of their mean square, so that the ink stays.</summary>
    private static float Uneven(int site, float coverage)
    {
        var spread = MaxUnevenness * Math.Clamp((coverage - EvenCoverage) / (ShadowKnee - EvenCoverage), 0f, 1f);
        return spread <= 0
            ? 1f
            : (1f + (spread * new PixelRandom(site, UnevenSeed).Signed(0))) / MathF.Sqrt(1f + (spread * spread / 3f));
    }

    private static void CompressShadows(ReadOnlySpan<CellSums> cells, Span<float> radii)
    {
        const float Range = ShadowLimit - ShadowKnee;
        for (var i = 0; i < radii.Length; i++)
        {
            ref readonly var cell = ref cells[i];
            var coverage = cell.Ink / MathF.Max(cell.Area, 1e-6f);
            if (coverage > ShadowKnee)
            {
                var compressed = ShadowKnee + (Range * (1f - MathF.Exp((ShadowKnee - coverage) / Range)));
                radii[i] *= MathF.Sqrt(compressed / coverage);
            }

            radii[i] *= Uneven(i, coverage);
        }
    }
}

/// <summary>Area of a shape over the square of its radius.</summary>
internal static class ShapeArea
{
    /// <summary>Area for radius 1: pi for a disc, 2 for a square, 3 * sqrt(3) / 4 for a triangle.</summary>
    public static float Of(DotShape shape) => shape switch
    {
        DotShape.Square or DotShape.Diamond => 2f,
        DotShape.Triangle => 1.29903811f,
        _ => MathF.PI,
    };
}

/// <summary>Radii of dots that must not overlap: near those that hold the cells' ink. Coordinates are rounded before the radii, and radii
/// last and downwards, so that the dots are apart in the written file, not only before rounding.</summary>
internal static unsafe class ApartRadii
{
    /// <summary>Jitter moves a dot by at most this share of the mean spacing.</summary>
    private const float MaxJitter = 0.25f;

    /// <summary>Moves the sites, sorts them, and fills in their radii.</summary>
    /// <param name="sites">The sites, sorted.</param>
    /// <param name="pixelSize">Side of a pixel of the ink plane, source pixels.</param>
    /// <param name="options">Sizing, jitter, precision, pattern; dots of a halftone grid are not moved by packing.</param>
    /// <param name="radii">Filled, in pixels of the ink plane; multiples of the step of <see cref="RadiusSteps"/>.</param>
    public static void Fit(
        Sites sites, ReadOnlySpan<CellSums> cells, float pixelSize, DotArtOptions options, Span<float> radii,
        CancellationToken cancellation)
    {
        using var targets = new PooledBuffer<float>(sites.Count);
        CellRadii.Fill(cells, options, targets.Span);
        CellRadii.Vary(targets.Span, options);
        Jitter(sites, pixelSize, options);
        if (options.Pattern == DotPattern.Free)
        {
            DiscPacking.Pack(sites, targets.Span, radii, cancellation);
        }
        else
        {
            targets.Span.CopyTo(radii);
        }

        sites.Round(pixelSize, MathF.Pow(10f, options.Precision));
        var step = RadiusSteps.Of(Sites.Largest(targets.Span) * pixelSize, RadiusSteps.MaxToneSizes, options.Precision) / pixelSize;
        Sort(sites, targets.Span, radii);
        foreach (ref var target in targets.Span)
        {
            target = MathF.Max(1f, MathF.Round(target / step)) * step;
        }

        DiscPacking.Settle(sites, targets.Span, radii, cancellation);
        foreach (ref var radius in radii)
        {
            radius = MathF.Floor((radius / step) + 1e-3f) * step;
        }
    }

    private static void Jitter(Sites sites, float pixelSize, DotArtOptions options)
    {
        if (options.PositionJitter <= 0) return;

        var farthest = MathF.Min(options.PositionJitter / pixelSize, MaxJitter * MathF.Sqrt(sites.Width * sites.Height / sites.Count));
        for (var i = 0; i < sites.Count; i++)
        {
            var random = new PixelRandom(i, options.Seed);
            sites.MoveTo(i, sites.X[i] + (farthest * random.Signed(0)), sites.Y[i] + (farthest * random.Signed(1)));
        }
    }

    /// <summary>Sorts the sites, and their radii with them.</summary>
    private static void Sort(Sites sites, Span<float> targets, Span<float> radii)
    {
        using var moved = new PooledBuffer<int>(sites.Count);
        using var copy = new PooledBuffer<float>(sites.Count);
        sites.Sort(moved.Pointer);
        Sites.Permute(targets, moved.Span, copy.Span);
        Sites.Permute(radii, moved.Span, copy.Span);
    }
}
