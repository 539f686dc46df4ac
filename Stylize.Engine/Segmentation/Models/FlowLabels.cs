namespace Stylize.Engine.Segmentation.Models;

/// <summary>
/// Objects whose pixels flow to a common center (Stringer, Wang, Michaelos and Pachitariu 2021). Each pixel of the foreground follows the
/// flows; those that end close to each other are one object.
/// </summary>
internal static class FlowLabels
{
    /// <summary>More points than this end at the center of an object.</summary>
    private const int MinSeed = 10;

    /// <summary>More points than this end at a pixel next to a center that belongs to it.</summary>
    private const int MinMember = 2;

    /// <summary>A center has the most points of the pixels within this distance.</summary>
    private const int SeedRadius = 2;

    /// <summary>Pixels by which centers grow.</summary>
    private const int Growth = 5;

    /// <summary>Bytes per pixel in addition to the maps and labels: positions and counts.</summary>
    public const int BytesPerPixel = 16;

    /// <summary>Labels the foreground.</summary>
    /// <param name="down">Vertical flows, in pixels per step; packed.</param>
    /// <param name="right">Horizontal flows, in pixels per step; packed.</param>
    /// <param name="logits">Pixels above <paramref name="threshold"/> are foreground; packed.</param>
    /// <param name="labels">Receives the labels from 1; 0 for pixels that end at no center.</param>
    /// <returns>The highest label.</returns>
    public static int Label(
        Raster<float> down, Raster<float> right, Raster<float> logits, double threshold, int steps, Span<int> labels,
        CancellationToken cancellation)
    {
        var (width, height) = (down.Width, down.Height);
        var ends = new int[labels.Length];
        var counts = new int[labels.Length];
        var dy = down.Pixels;
        var dx = right.Pixels;
        var inside = logits.Pixels;
        for (var i = 0; i < inside.Length; i++)
        {
            // Background moves no point.
            if (!(inside[i] > threshold)) (dy[i], dx[i]) = (0, 0);
        }

        for (var i = 0; i < ends.Length; i++)
        {
            if (i % width == 0) cancellation.ThrowIfCancellationRequested();

            ends[i] = -1;
            if (inside[i] > threshold)
            {
                ends[i] = Follow(dy, dx, width, height, i, steps);
                counts[ends[i]]++;
            }
        }

        var centers = new int[labels.Length];
        var number = Grow(counts, centers, width, height, Seeds(counts, width, height));
        for (var i = 0; i < ends.Length; i++)
        {
            labels[i] = ends[i] < 0 ? 0 : centers[ends[i]];
        }

        return number;
    }

    /// <summary>Returns the pixel at which a point ends. The flow between pixels is interpolated linearly.</summary>
    private static int Follow(ReadOnlySpan<float> dy, ReadOnlySpan<float> dx, int width, int height, int start, int steps)
    {
        float y = start / width, x = start % width;
        for (var step = 0; step < steps; step++)
        {
            var (top, left) = (Math.Min((int)y, Math.Max(height - 2, 0)), Math.Min((int)x, Math.Max(width - 2, 0)));
            var (fy, fx) = (y - top, x - left);
            var a = (top * width) + left;
            var (b, c) = (width > 1 ? a + 1 : a, height > 1 ? a + width : a);
            var d = height > 1 ? b + width : b;
            var moved = Mix(dy[a], dy[b], dy[c], dy[d], fy, fx);
            var shifted = Mix(dx[a], dx[b], dx[c], dx[d], fy, fx);
            var (newY, newX) = (Math.Clamp(y + moved, 0, height - 1), Math.Clamp(x + shifted, 0, width - 1));
            if (newY == y && newX == x) break;

            (y, x) = (newY, newX);
        }

        return ((int)y * width) + (int)x;
    }

    private static float Mix(float a, float b, float c, float d, float fy, float fx) =>
        ((1 - fy) * (((1 - fx) * a) + (fx * b))) + (fy * (((1 - fx) * c) + (fx * d)));

    /// <summary>Returns the pixels at which more points end than at any neighbor, those with the most points first.</summary>
    private static List<int> Seeds(int[] counts, int width, int height)
    {
        var seeds = new List<int>();
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > MinSeed && IsHighest(counts, width, height, i)) seeds.Add(i);
        }

        seeds.Sort((a, b) => counts[a] != counts[b] ? counts[b].CompareTo(counts[a]) : a.CompareTo(b));
        return seeds;
    }

    private static bool IsHighest(int[] counts, int width, int height, int at)
    {
        var (y, x) = (at / width, at % width);
        for (var row = Math.Max(y - SeedRadius, 0); row <= Math.Min(y + SeedRadius, height - 1); row++)
        {
            for (var column = Math.Max(x - SeedRadius, 0); column <= Math.Min(x + SeedRadius, width - 1); column++)
            {
                var other = (row * width) + column;

                // Of equal neighbors, the first one is the center.
                if (counts[other] > counts[at] || (counts[other] == counts[at] && other < at)) return false;
            }
        }

        return true;
    }

    /// <summary>Gives each center its number, and then the pixels around it. A pixel between two belongs to the one with more points.
    /// </summary>
    private static int Grow(int[] counts, int[] centers, int width, int height, List<int> seeds)
    {
        var front = new List<int>();
        foreach (var (index, seed) in seeds.Index())
        {
            centers[seed] = index + 1;
            front.Add(seed);
        }

        for (var step = 0; step < Growth; step++)
        {
            var next = new List<int>();
            foreach (var at in front)
            {
                var (y, x) = (at / width, at % width);
                for (var row = Math.Max(y - 1, 0); row <= Math.Min(y + 1, height - 1); row++)
                {
                    for (var column = Math.Max(x - 1, 0); column <= Math.Min(x + 1, width - 1); column++)
                    {
                        var other = (row * width) + column;
                        if (centers[other] != 0 || counts[other] <= MinMember) continue;

                        centers[other] = centers[at];
                        next.Add(other);
                    }
                }
            }

            front = next;
        }

        return seeds.Count;
    }
}
