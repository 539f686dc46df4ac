using System.Runtime.CompilerServices;
using Stylize.Engine.DotArt.Points;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Tone;

/// <summary>
/// Places and radii of discs that may not overlap. Each disc wants the radius that holds its cell's ink. First, discs that want to overlap push each other apart; then each
/// in turn moves to where it has most room and grows, up to what it wants, until it touches.
/// </summary>
internal static unsafe class DiscPacking
{
    private const float Reach = 1.5f;
    private const int Pushes = 30;
    private const int Growths = 10;
    private const int Settlings = 3;
    private const float Push = 0.45f;

    /// <summary>Moves the sites and fills in the radii; afterwards r_i + r_j is at most the distance of i and j.</summary>
    /// <param name="wanted">The radius each disc wants.</param>
    public static void Pack(Sites sites, Span<float> wanted, Span<float> radii, CancellationToken cancellation)
    {
        using var neighbours = new SiteNeighbours(sites, wanted, Reach);
        for (var round = 0; round < Pushes; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            PushApart(sites, wanted, neighbours);
        }

        Share(sites, wanted, radii, neighbours);
        for (var round = 0; round < Growths; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            Grow(sites, wanted, radii, neighbours);
        }
    }

    /// <summary>Makes radii apart again after the sites were rounded, and lets them grow where they stand.</summary>
    /// <param name="wanted">The most each radius may be.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Settle(Sites sites, ReadOnlySpan<float> wanted, Span<float> radii, CancellationToken cancellation)
    {
        using var neighbours = new SiteNeighbours(sites, wanted, 1f);
        using var before = new PooledBuffer<float>(sites.Count);
        radii.CopyTo(before.Span);
        for (var i = 0; i < sites.Count; i++)
        {
            var radius = MathF.Min(before.Span[i], Border(sites, sites.X[i], sites.Y[i]));
            foreach (var j in neighbours.Of(i))
            {
                radius = MathF.Min(radius, Distance(sites, i, j) * before.Span[i] / (before.Span[i] + before.Span[j] + 1e-12f));
            }

            radii[i] = MathF.Min(radius, wanted[i]);
        }

        cancellation.ThrowIfCancellationRequested();
        for (var round = 0; round < Settlings; round++)
        {
            for (var i = 0; i < sites.Count; i++)
            {
                var room = Room(sites, i, sites.X[i], sites.Y[i], radii, neighbours, out _, out _);
                radii[i] = MathF.Max(radii[i], MathF.Min(wanted[i], room));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PushApart(Sites sites, ReadOnlySpan<float> wanted, SiteNeighbours neighbours)
    {
        for (var i = 0; i < sites.Count; i++)
        {
            float x = sites.X[i], y = sites.Y[i], moveX = 0, moveY = 0;
            foreach (var j in neighbours.Of(i))
            {
                var dx = x - sites.X[j];
                var dy = y - sites.Y[j];
                var apart = wanted[i] + wanted[j];
                var square = (dx * dx) + (dy * dy);
                if (square < apart * apart)
                {
                    var d = MathF.Sqrt(square) + 1e-6f;
                    var share = Push * (apart - d) / d;
                    moveX += dx * share;
                    moveY += dy * share;
                }
            }

            var most = 0.25f * wanted[i];
            sites.X[i] = Inside(x + Math.Clamp(moveX, -most, most), sites.Width);
            sites.Y[i] = Inside(y + Math.Clamp(moveY, -most, most), sites.Height);
        }
    }

    /// <summary>Radii that are apart for certain: each pair shares its distance in the proportion of what both want.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Share(Sites sites, ReadOnlySpan<float> wanted, Span<float> radii, SiteNeighbours neighbours)
    {
        for (var i = 0; i < sites.Count; i++)
        {
            var radius = MathF.Min(wanted[i], Border(sites, sites.X[i], sites.Y[i]));
            foreach (var j in neighbours.Of(i))
            {
                radius = MathF.Min(radius, Distance(sites, i, j) * wanted[i] / (wanted[i] + wanted[j] + 1e-12f));
            }

            radii[i] = radius;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Grow(Sites sites, ReadOnlySpan<float> wanted, Span<float> radii, SiteNeighbours neighbours)
    {
        for (var i = 0; i < sites.Count; i++)
        {
            if (radii[i] >= wanted[i])
            {
                continue;
            }

            float x = sites.X[i], y = sites.Y[i];
            var room = Room(sites, i, x, y, radii, neighbours, out var awayX, out var awayY);
            var step = 0.3f * wanted[i];
            for (var attempt = 0; attempt < 6 && room < wanted[i]; attempt++)
            {
                var toX = Inside(x + (step * awayX), sites.Width);
                var toY = Inside(y + (step * awayY), sites.Height);
                var there = Room(sites, i, toX, toY, radii, neighbours, out var nextX, out var nextY);
                if (there > room)
                {
                    (x, y, room, awayX, awayY) = (toX, toY, there, nextX, nextY);
                }
                else
                {
                    step *= 0.4f;
                }
            }

            (sites.X[i], sites.Y[i]) = (x, y);
            radii[i] = MathF.Max(0f, MathF.Min(wanted[i], room));
        }
    }

    /// <summary>The largest radius a disc can have at a place, and the direction away from what bounds it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Room(Sites sites, int site, float x, float y, ReadOnlySpan<float> radii, SiteNeighbours neighbours, out float awayX, out float awayY)
    {
        var room = Border(sites, x, y);
        (awayX, awayY) = (MathF.Sign((sites.Width / 2f) - x), MathF.Sign((sites.Height / 2f) - y));
        foreach (var j in neighbours.Of(site))
        {
            var dx = x - sites.X[j];
            var dy = y - sites.Y[j];
            var d = MathF.Sqrt((dx * dx) + (dy * dy));
            if (d - radii[j] < room)
            {
                room = d - radii[j];
                (awayX, awayY) = (dx / (d + 1e-6f), dy / (d + 1e-6f));
            }
        }

        return room;
    }

    private static float Border(Sites sites, float x, float y) => MathF.Min(MathF.Min(x, sites.Width - x), MathF.Min(y, sites.Height - y));

    private static float Inside(float v, float size) => Math.Clamp(v, 0.01f, size - 0.01f);

    private static float Distance(Sites sites, int i, int j)
    {
        var dx = sites.X[i] - sites.X[j];
        var dy = sites.Y[i] - sites.Y[j];
        return MathF.Sqrt((dx * dx) + (dy * dy));
    }
}
