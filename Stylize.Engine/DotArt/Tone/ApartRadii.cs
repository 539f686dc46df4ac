using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

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
        if (options.PositionJitter <= 0)
        {
            return;
        }

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
