using System.Runtime.CompilerServices;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt;

/// <summary>First places for sites: error diffusion (Floyd and Steinberg 1976, serpentine, with a seeded threshold) of the density, summed over blocks that hold an eighth of a site each on the average.</summary>
internal static class SiteSeeding
{
    private const float SitesPerBlock = 0.125f;

    /// <summary>Places exactly as many sites as there are; the density must not be zero everywhere.</summary>
    public static void Place(Raster<float> density, Sites sites, int seed)
    {
        var block = Math.Max(1, (int)MathF.Round(MathF.Sqrt(SitesPerBlock * density.PixelCount / sites.Count)));
        using var blocks = SumBlocks(density, block, out var total);
        var placed = Diffuse(blocks, sites, seed, block, (float)(sites.Count / total), density);
        Complete(blocks, sites, placed, seed, block, total);
        for (var i = 0; i < sites.Count; i++)
        {
            Spread(sites, i, density.Width, density.Height);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Raster<float> SumBlocks(Raster<float> density, int block, out double total)
    {
        var blocks = new Raster<float>((density.Width + block - 1) / block, (density.Height + block - 1) / block, clear: true);
        total = 0;
        for (var y = 0; y < density.Height; y++)
        {
            var row = density.Row(y);
            var sums = blocks.Row(y / block);
            for (int b = 0, x = 0; b < sums.Length; b++)
            {
                var sum = 0f;
                for (var end = Math.Min(row.Length, x + block); x < end; x++)
                {
                    sum += row[x];
                }

                sums[b] += sum;
                total += sum;
            }
        }

        return blocks;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe int Diffuse(Raster<float> blocks, Sites sites, int seed, int block, float scale, Raster<float> density)
    {
        var width = blocks.Width;
        using var errors = new PooledBuffer<float>(2 * (width + 2), clear: true);
        var here = errors.Span[..(width + 2)];
        var next = errors.Span[(width + 2)..];
        var placed = 0;
        for (var y = 0; y < blocks.Height; y++)
        {
            var row = blocks.Row(y);
            next.Clear();
            var step = (y & 1) == 0 ? 1 : -1;
            for (var x = step > 0 ? 0 : width - 1; x >= 0 && x < width; x += step)
            {
                var value = (row[x] * scale) + here[x + 1];
                var random = new PixelRandom(((long)y * width) + x, seed);
                var dots = (int)MathF.Floor(value + 0.5f + (0.25f * random.Signed(0)));
                dots = Math.Clamp(dots, 0, sites.Count - placed);
                var error = value - dots;
                here[x + 1 + step] += error * (7f / 16f);
                next[x + 1 - step] += error * (3f / 16f);
                next[x + 1] += error * (5f / 16f);
                next[x + 1 + step] += error * (1f / 16f);
                for (var i = 0; i < dots; i++, placed++)
                {
                    sites.X[placed] = (x + 0.5f) * block;
                    sites.Y[placed] = (y + 0.5f) * block;
                }
            }

            var swap = here;
            here = next;
            next = swap;
        }

        return placed;
    }

    /// <summary>Adds the few sites that error diffusion left out, at even steps of the running total.</summary>
    private static unsafe void Complete(Raster<float> blocks, Sites sites, int placed, int seed, int block, double total)
    {
        var missing = sites.Count - placed;
        if (missing == 0)
        {
            return;
        }

        var step = total / missing;
        var at = step * 0.5;
        for (var y = 0; y < blocks.Height && placed < sites.Count; y++)
        {
            var row = blocks.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                at -= row[x];
                while (at < 0 && placed < sites.Count)
                {
                    sites.X[placed] = (x + 0.5f) * block;
                    sites.Y[placed++] = (y + 0.5f) * block;
                    at += step;
                }
            }
        }

        for (; placed < sites.Count; placed++)
        {
            sites.X[placed] = sites.Width / 2f;
            sites.Y[placed] = sites.Height / 2f;
        }
    }

    /// <summary>Moves a site by up to half a pixel, so that no two of one block share a place.</summary>
    private static unsafe void Spread(Sites sites, int site, int width, int height)
    {
        var random = new PixelRandom(site, 0);
        sites.X[site] = Math.Clamp(sites.X[site] + (0.5f * random.Signed(0)), 0.01f, width - 0.01f);
        sites.Y[site] = Math.Clamp(sites.Y[site] + (0.5f * random.Signed(1)), 0.01f, height - 0.01f);
    }
}
