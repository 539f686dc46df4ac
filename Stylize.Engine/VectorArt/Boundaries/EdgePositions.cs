using Stylize.Engine.VectorArt.Areas;

namespace Stylize.Engine.VectorArt.Boundaries;

/// <summary>Finds where a boundary lies between pixels. An antialiased pixel mixes the colors at its sides in the
/// proportion of their areas, so the sum of these proportions across a straight edge is its exact position.</summary>
/// <param name="maxThin">Largest width of an area without pixels of its pure color, below 6 pixels.</param>
internal sealed class EdgePositions(LabelMap map, Raster<Rgba32> image, AreaFills fills, int maxThin)
{
    /// <summary>Number of pixels at each side that an edge can influence.</summary>
    private const int Reach = 3;

    /// <summary>Returns the distance of the edge from each of the <see cref="BoundarySteps"/> of a boundary, to the
    /// right.</summary>
    public double[] Find(Boundary boundary)
    {
        var steps = new BoundarySteps(boundary, map.Width + 1);
        var offsets = new double[steps.Count()];
        var i = 0;
        foreach (var (x, y, dx, dy) in steps)
        {
            // The pixels at the left and at the right of the step.
            var (lx, ly) = dx != 0
                ? (Math.Min(x, x + dx), dx > 0 ? y - 1 : y) : (dy > 0 ? x : x - 1, Math.Min(y, y + dy));
            offsets[i++] = Offset(lx, ly, -dy, dx);
        }

        return offsets;
    }

    /// <summary>Returns the standard deviation of pixels near borders from those next to them in their area, as of the
    /// ringing of a JPEG file, in steps of all channels.</summary>
    public double ColorNoise()
    {
        const int Near = 2, Far = 4;
        double sum = 0;
        long count = 0;
        for (var y = 0; y < map.Height; y++)
        {
            ReadOnlySpan<Rgba32> row = image.Row(y), below = image.Row(Math.Min(y + 1, map.Height - 1));
            for (var x = 0; x < row.Length; x++)
            {
                if (!map.IsInside(x, y, Near) || map.IsInside(x, y, Far) || map.At(x, y) == LabelMap.Nothing) continue;

                sum += EdgeSharpener.Distance(row[x], row[x + 1]) + EdgeSharpener.Distance(row[x], below[x]);
                count += 4;
            }
        }

        return Math.Sqrt(sum / Math.Max(1, count));
    }

    /// <summary>Returns the distance of the edge from the border between two pixels, from the left to the right
    /// one.</summary>
    private double Offset(int lx, int ly, int nx, int ny)
    {
        var left = Run(lx, ly, -nx, -ny);
        var right = Run(lx + nx, ly + ny, nx, ny);
        var mix = new ColorMix(Pure(lx, ly, -nx, -ny, left), Pure(lx + nx, ly + ny, nx, ny, right));
        if (!mix.IsMeasurable) return 0;

        double offset = 0;
        for (var i = 0; i < left.Count; i++)
        {
            offset -= Share(lx - (i * nx), ly - (i * ny));
        }

        for (var i = 0; i < right.Count; i++)
        {
            offset += 1 - Share(lx + ((i + 1) * nx), ly + ((i + 1) * ny));
        }

        return offset;

        double Share(int x, int y) => mix.ShareOf(image.Row(y)[x]);
    }

    /// <summary>Returns the pixels of one label from an edge to the middle of the area, or to the reach of an
    /// edge.</summary>
    private PixelRun Run(int x, int y, int nx, int ny)
    {
        var label = map.At(x, y);
        var length = 1;
        while (length < 2 * Reach && map.At(x + (length * nx), y + (length * ny)) == label)
        {
            length++;
        }

        return length == 2 * Reach || map.At(x + (length * nx), y + (length * ny)) == LabelMap.Outside
            ? new(Math.Min(length, Reach), length) : new((length + 1) / 2, length);
    }

    /// <summary>Returns the color of a side: that of the pixel far from the edge, or that of the label if the area is
    /// thin; null if it shows nothing.</summary>
    private Rgba32? Pure(int x, int y, int nx, int ny, PixelRun run)
    {
        if (fills.ColorOf(map.At(x, y), x + 0.5, y + 0.5) is not { } color) return null;

        var steps = run.Count - 1;
        return run.Length > maxThin ? image.Row(y + (steps * ny))[x + (steps * nx)] : color;
    }

    /// <param name="Count">Number of pixels that belong to the edge.</param>
    /// <param name="Length">Number of pixels of the label, at most twice the reach.</param>
    private readonly record struct PixelRun(int Count, int Length);
}
