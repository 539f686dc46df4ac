using Stylize.Engine.DotArt.Points;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>Computes centers and radii of discs that must not overlap, with radii as close as possible to given
/// targets. First, discs that would overlap at their target radii push each other apart. Then each disc in turn moves
/// away from the neighbor that limits it, by a line search for the most room, and grows up to its target
/// radius.</summary>
internal static unsafe class DiscPacking
{
    /// <summary>Distance up to which discs are neighbors during movement, relative to the sum of their target
    /// radii.</summary>
    private const float Reach = 1.5f;

    /// <summary>Number of rounds of each step; see docs/method/dot-art.md for their effect.</summary>
    private const int PushRounds = 30, GrowthRounds = 10, RegrowthRounds = 3;

    /// <summary>First step of the line search relative to the radius, its reduction after a step without gain, and the
    /// number of steps.</summary>
    private const float FirstStep = 0.3f, StepShrinkage = 0.4f;
    private const int MaxSteps = 6;

    /// <summary>Prevents 0 / 0 for radii and distances of 0.</summary>
    private const float TinyRadius = 1e-12f, TinyDistance = 1e-6f;

    /// <summary>Moves the sites and computes the radii. Afterward, r_i + r_j is at most the distance of i and j for all
    /// pairs that were neighbors at the start. <see cref="ResolveOverlaps"/> separates pairs that met during
    /// movement.</summary>
    /// <param name="sites">Centers of the discs, sorted. They are moved but not sorted again.</param>
    /// <param name="targets">The target radius of each disc.</param>
    /// <param name="radii">Receives the radii, at most the targets.</param>
    public static void Pack(Sites sites, Span<float> targets, Span<float> radii, CancellationToken cancellation)
    {
        using var neighbors = new SiteNeighbors(sites, targets, Reach);
        for (var round = DotRounds.For(sites.Count, PushRounds); round > 0; round--)
        {
            cancellation.ThrowIfCancellationRequested();
            PushApart(sites, targets, neighbors);
        }

        InitializeRadii(sites, targets, radii, neighbors);
        for (var round = DotRounds.For(sites.Count, GrowthRounds); round > 0; round--)
        {
            cancellation.ThrowIfCancellationRequested();
            Grow(sites, targets, radii, neighbors);
        }
    }

    /// <summary>Shrinks overlapping discs, and then lets discs grow in place. Afterward, no pair overlaps.</summary>
    /// <param name="sites">Centers of the discs, sorted.</param>
    /// <param name="targets">Maximum radius of each disc.</param>
    /// <param name="radii">The current radii, at most the targets; updated.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void ResolveOverlaps(
        Sites sites, ReadOnlySpan<float> targets, Span<float> radii, CancellationToken cancellation)
    {
        using var neighbors = new SiteNeighbors(sites, targets, 1f);
        using var before = new PooledBuffer<float>(sites.Count);
        radii.CopyTo(before.Span);
        for (var i = 0; i < sites.Count; i++)
        {
            var radius = MathF.Min(before.Span[i], ToBorder(sites, sites.X[i], sites.Y[i]));
            foreach (var j in neighbors.Around(i))
            {
                radius = MathF.Min(
                    radius, Distance(sites, i, j) * before.Span[i] / (before.Span[i] + before.Span[j] + TinyRadius));
            }

            radii[i] = MathF.Min(radius, targets[i]);
        }

        cancellation.ThrowIfCancellationRequested();
        for (var round = 0; round < RegrowthRounds; round++)
        {
            for (var i = 0; i < sites.Count; i++)
            {
                var room = MaxRadius(sites, i, sites.X[i], sites.Y[i], radii, neighbors, out _, out _);
                radii[i] = MathF.Max(radii[i], MathF.Min(targets[i], room));
            }
        }
    }

    /// <summary>Moves each disc away from the neighbors that it would overlap at the target radii, by half of each
    /// overlap.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void PushApart(Sites sites, ReadOnlySpan<float> targets, SiteNeighbors neighbors)
    {
        for (var i = 0; i < sites.Count; i++)
        {
            float x = sites.X[i], y = sites.Y[i], moveX = 0, moveY = 0;
            foreach (var j in neighbors.Around(i))
            {
                var dx = x - sites.X[j];
                var dy = y - sites.Y[j];
                var apart = targets[i] + targets[j];
                var square = (dx * dx) + (dy * dy);
                if (square < apart * apart)
                {
                    var d = MathF.Sqrt(square) + TinyDistance;
                    var share = 0.5f * (apart - d) / d;
                    moveX += dx * share;
                    moveY += dy * share;
                }
            }

            sites.MoveTo(i, x + moveX, y + moveY);
        }
    }

    /// <summary>Computes initial radii without overlap: each pair divides its distance in proportion to the target
    /// radii.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void InitializeRadii(
        Sites sites, ReadOnlySpan<float> targets, Span<float> radii, SiteNeighbors neighbors)
    {
        for (var i = 0; i < sites.Count; i++)
        {
            var radius = MathF.Min(targets[i], ToBorder(sites, sites.X[i], sites.Y[i]));
            foreach (var j in neighbors.Around(i))
            {
                radius = MathF.Min(radius, Distance(sites, i, j) * targets[i] / (targets[i] + targets[j] + TinyRadius));
            }

            radii[i] = radius;
        }
    }

    /// <summary>Moves each disc to a position with more room, and sets its radius.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Grow(Sites sites, ReadOnlySpan<float> targets, Span<float> radii, SiteNeighbors neighbors)
    {
        for (var i = 0; i < sites.Count; i++)
        {
            if (radii[i] >= targets[i]) continue;

            float x = sites.X[i], y = sites.Y[i];
            var room = MaxRadius(sites, i, x, y, radii, neighbors, out var awayX, out var awayY);
            var step = FirstStep * targets[i];
            for (var attempt = 0; attempt < MaxSteps && room < targets[i]; attempt++)
            {
                var toX = Inside(x + (step * awayX), sites.Width);
                var toY = Inside(y + (step * awayY), sites.Height);
                var there = MaxRadius(sites, i, toX, toY, radii, neighbors, out var nextX, out var nextY);
                if (there > room)
                {
                    (x, y, room, awayX, awayY) = (toX, toY, there, nextX, nextY);
                }
                else
                {
                    step *= StepShrinkage;
                }
            }

            (sites.X[i], sites.Y[i]) = (x, y);
            radii[i] = MathF.Max(0f, MathF.Min(targets[i], room));
        }
    }

    /// <summary>Returns the maximum radius of a disc at (x, y), and the direction away from the disc or border that
    /// limits it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static float MaxRadius(
        Sites sites, int site, float x, float y, ReadOnlySpan<float> radii, SiteNeighbors neighbors, out float awayX,
        out float awayY)
    {
        var room = ToBorder(sites, x, y);
        (awayX, awayY) = (MathF.Sign((sites.Width / 2f) - x), MathF.Sign((sites.Height / 2f) - y));
        foreach (var j in neighbors.Around(site))
        {
            var dx = x - sites.X[j];
            var dy = y - sites.Y[j];
            var d = MathF.Sqrt((dx * dx) + (dy * dy));
            if (d - radii[j] < room)
            {
                room = d - radii[j];
                (awayX, awayY) = (dx / (d + TinyDistance), dy / (d + TinyDistance));
            }
        }

        return room;
    }

    private static float ToBorder(Sites sites, float x, float y) =>
        MathF.Min(MathF.Min(x, sites.Width - x), MathF.Min(y, sites.Height - y));

    private static float Inside(float v, float size) => Math.Clamp(v, Sites.Border, size - Sites.Border);

    private static float Distance(Sites sites, int i, int j)
    {
        var dx = sites.X[i] - sites.X[j];
        var dy = sites.Y[i] - sites.Y[j];
        return MathF.Sqrt((dx * dx) + (dy * dy));
    }
}
