using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>
/// Measures the diameter of the nuclei of an image, the unit of all other lengths: the median, weighted by area, of
/// twice the maximum distance to the background in each object of a rough segmentation. The last pass uses only pixels
/// that are also above the mean around them, so that a cluster of nuclei does not count as one. If the diameter is
/// large for the image, uneven illumination may have been segmented as an object; the background is then subtracted
/// first.
/// </summary>
internal static class NucleusScale
{
    /// <summary>Images with more pixels are first measured in blocks of 2 x 2.</summary>
    private const int LargeImage = 1 << 20;

    /// <summary>Minimum diameter of a nucleus in pixels after downsampling.</summary>
    private const double WorkingDiameter = 13;

    /// <summary>Rows and columns of which the threshold is computed.</summary>
    private const int Samples = 128;

    /// <summary>Nuclei of at least this diameter are measured in blocks of 2 x 2 or larger.</summary>
    private const double HalvedDiameter = 20;

    /// <summary>Objects of fewer pixels are noise.</summary>
    private const int Speck = 12;

    /// <summary>A diameter that is a larger fraction of the image's shorter side is checked again.</summary>
    private const double LargeFraction = .2;

    /// <summary>If subtracting the background keeps more than this fraction of a diameter, the diameter is that of
    /// nuclei.</summary>
    private const double KeptFraction = .8;

    /// <summary>Inscribed discs are less than the first share of clusters, and of light such as stripes. Without light
    /// opened by squares of 1/2 or 1/4 of its width, they are over the second share of the nuclei. In 33 drawn images
    /// of light that is narrow for the image, the shares were at most 0.46 and at least 0.87.</summary>
    private const double MaxLight = .47, MinAlone = .8;

    /// <summary>Number of backgrounds to try, opened by squares of 1/2, 1/4 and 1/8 of the image's shorter
    /// side.</summary>
    private const int Backgrounds = 3;

    /// <summary>Returns the side of the blocks whose means are used as pixels for nuclei of this diameter.</summary>
    public static int Side(double diameter) => Math.Max(1, (int)(diameter / WorkingDiameter));

    /// <summary>Returns the diameter in pixels of the image; 0 if it has no objects.</summary>
    public static double Find(Raster<ushort> image)
    {
        using var reduced = new ReducedImage(image);
        return Find(reduced);
    }

    /// <inheritdoc cref="Find(Raster{ushort})"/>
    public static double Find(ReducedImage image)
    {
        image.Reduce(1);

        // Rented once at the size of the image, because buffers of changing sizes fragment the memory of the process.
        using var floats = new PooledBuffer<float>(checked(image.Width * image.Height));
        using var flags = new PooledBuffer<bool>(floats.Length);
        var shorter = Math.Min(image.Width, image.Height);
        var (diameter, round) = Find(floats, flags, image, 0);
        var radius = shorter / 4.0;
        for (var i = 0; i < Backgrounds && diameter > LargeFraction * shorter; i++)
        {
            var (level, next) = Find(floats, flags, image, radius);
            if (level <= 0 || (diameter <= SegmentationOptions.MaxNucleusDiameter && level > KeptFraction * diameter))
            {
                break;
            }

            (diameter, round) = (level, next);
            radius /= 2;
        }

        for (var part = 4; part <= 8 && round < MaxLight; part += 4)
        {
            var (alone, next) = Find(floats, flags, image, diameter / part);
            if (next > MinAlone) return alone;
        }

        return diameter;
    }

    /// <summary>Returns the diameter in pixels of the image, or 0, and the share of its objects that their inscribed
    /// discs cover.</summary>
    /// <param name="opening">Half the side, in pixels, of the square that opens the background to subtract; 0 subtracts
    /// nothing.</param>
    private static (double Diameter, double Round) Find(
        PooledBuffer<float> floats, PooledBuffer<bool> flags, ReducedImage image, double opening)
    {
        var side = floats.Length > LargeImage ? 2 : 1;
        image.Reduce(side);
        var (diameter, share) = RoughDiameter(
            floats, flags, image, side, Math.Max(.7, 1.5 / side), 30.0 / (side * side), 0, (int)(opening / side));
        if (diameter <= 0) return (0, 1);

        for (var round = 0; round < 2; round++)
        {
            var previous = diameter;
            (diameter, share) = Measure(floats, flags, image, diameter, 0, opening);
            if (diameter <= 0) return (previous, share);
            if (Math.Abs(diameter - previous) < .1 * previous) break;
        }

        var alone = Measure(floats, flags, image, diameter, .75, opening);
        return alone.Diameter > 0 ? (Math.Min(diameter, 1.08 * alone.Diameter), alone.Round) : (diameter, share);
    }

    private static (double Diameter, double Round) Measure(
        PooledBuffer<float> floats, PooledBuffer<bool> flags, ReducedImage image, double diameter, double around,
        double opening)
    {
        var side = diameter >= HalvedDiameter ? Math.Max(2, Side(diameter)) : 1;
        var size = diameter / side;
        image.Reduce(side);
        return RoughDiameter(
            floats, flags, image, side, Math.Max(.7, .05 * size), .1 * size * size, (int)(around * size),
            (int)(opening / side));
    }

    /// <summary>Returns the diameter in pixels, or 0, and the share of objects in their inscribed discs.</summary>
    /// <param name="side">Side of a block in pixels.</param>
    /// <param name="largestHole">Smaller holes are filled.</param>
    /// <param name="around">Half the side of the square whose mean the pixels of an object exceed; 0 for no such
    /// condition.</param>
    /// <param name="opening">Half the side of the square that opens the background to subtract; 0 subtracts
    /// nothing.</param>
    private static (double Diameter, double Round) RoughDiameter(
        PooledBuffer<float> floats, PooledBuffer<bool> flags, ReducedImage blocks, int side, double sigma,
        double largestHole, int around, int opening)
    {
        var (width, height) = (blocks.Width, blocks.Height);
        using var smooth = Raster<float>.Packed(width, height, floats);
        using var mask = Raster<bool>.Packed(width, height, flags);
        Fill(smooth, mask, blocks, sigma, around, opening);
        ConnectedComponents.FillHoles(mask.Pixels, width, height, largestHole);

        // The distances overwrite the brightness.
        var (radius, round) = Radius(mask.Pixels, MemoryMarshal.Cast<float, int>(smooth.Pixels), width, height);
        return (2 * side * radius, round);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Fill(
        Raster<float> smooth, Raster<bool> mask, ReducedImage blocks, double sigma, int around, int opening)
    {
        var (width, height) = (smooth.Width, smooth.Height);
        blocks.Smooth(sigma, (y, row) => row.CopyTo(smooth.Row(y)));
        if (opening > 0)
        {
            using var background = blocks.Smooth(sigma);
            background.Open(opening);
            BoxMean.Filter(
                background, opening / 2, (y, means) => TensorPrimitives.Subtract(smooth.Row(y), means, smooth.Row(y)));
        }

        // Square roots make shot noise about equally strong everywhere, and keep a few very bright objects from
        // dominating.
        var lowest = TensorPrimitives.Min<float>(smooth.Pixels);
        void Roots(int y, Span<float> roots)
        {
            TensorPrimitives.Subtract(smooth.Row(y), lowest, roots);
            TensorPrimitives.Sqrt(roots, roots);
        }

        var roots = new float[width];
        var sampled = new List<float>();
        var (across, down) = (Math.Max(1, width / Samples), Math.Max(1, height / Samples));
        for (var y = down / 2; y < height; y += down)
        {
            Roots(y, roots);
            for (var x = across / 2; x < width; x += across)
            {
                sampled.Add(roots[x]);
            }
        }

        var threshold = new SampleQuantiles([.. sampled]).Otsu();
        for (var y = 0; y < height; y++)
        {
            Roots(y, roots);
            var row = mask.Row(y);
            for (var x = 0; x < width; x++)
            {
                row[x] = roots[x] > threshold;
            }
        }

        if (around > 0)
        {
            BoxMean.Filter(smooth, around, (y, means) =>
            {
                var row = mask.Row(y);
                var values = smooth.Row(y);
                for (var x = 0; x < width; x++)
                {
                    row[x] &= values[x] > means[x];
                }
            });
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static (double Radius, double Round) Radius(
        ReadOnlySpan<bool> mask, Span<int> distances, int width, int height)
    {
        for (var i = 0; i < mask.Length; i++)
        {
            distances[i] = mask[i] ? 1 : 0;
        }

        new DistanceMap().Compute(distances, width, height);
        using var objects = RunLabeler.Label(ConnectedComponents.Runs(mask, width, height, true));
        var areas = ConnectedComponents.Areas(objects, out _);
        var furthest = new int[areas.Length];
        for (var run = 0; run < objects.Runs.Count; run++)
        {
            var row = objects.Runs.Rows[run] * width;
            foreach (var distance in distances[(row + objects.Runs.Starts[run])..(row + objects.Runs.Ends[run])])
            {
                furthest[objects.Labels[run]] = Math.Max(furthest[objects.Labels[run]], distance);
            }
        }

        // An object weighs at most as much as its largest inscribed disc, so that background taken for an object does
        // not dominate, and less the smaller its share of the object is, so that clusters do not.
        var seen = Enumerable.Range(1, objects.Count).Where(o => areas[o] >= Speck)
            .Select(o => (Radius: Math.Sqrt(furthest[o]), Disc: Math.Min(areas[o], Math.PI * furthest[o]),
                Area: (double)areas[o]))
            .ToList();
        return (WeightedMedian.Find(seen.Select(o => (o.Radius, o.Disc * o.Disc * o.Disc / o.Area / o.Area))),
            seen.Sum(o => o.Disc) / seen.Sum(o => o.Area));
    }
}

internal static class WeightedMedian
{
    /// <summary>Returns the lowest value at which the cumulative weight reaches half of the total; 0 if there are no
    /// values.</summary>
    public static double Find(IEnumerable<(double Value, double Weight)> values)
    {
        var sorted = values.OrderBy(v => v.Value).ToList();
        var half = sorted.Sum(v => v.Weight) / 2;
        var sum = 0.0;
        foreach (var (value, weight) in sorted)
        {
            sum += weight;
            if (sum >= half) return value;
        }

        return 0;
    }
}
