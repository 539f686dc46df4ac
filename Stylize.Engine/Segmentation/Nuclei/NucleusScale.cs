using System.Numerics.Tensors;
using Stylize.Engine.Imaging;
using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>
/// The diameter of the nuclei of an image, by which all that follows is scaled: the median, weighted by area, of twice the largest distance
/// to the background in each object of a rough segmentation. The last look takes only pixels that are also above the mean around them, so
/// that a crowd of nuclei is not taken for one. Where the diameter is large for the image, uneven light may have been taken for an object:
/// then the background is taken away first.
/// </summary>
internal static class NucleusScale
{
    /// <summary>Pixels of an image that is first looked at in blocks of two by two.</summary>
    private const int LargeImage = 1 << 20;

    /// <summary>How many pixels of working size a nucleus has across, at least, where it has as many in the image.</summary>
    private const double WorkingDiameter = 13;

    /// <summary>Objects of fewer pixels are noise.</summary>
    private const int Speck = 12;

    /// <summary>A diameter of a larger share of the image's shorter side is in question.</summary>
    private const double LargeShare = .2;

    /// <summary>A diameter that keeps more than this share without the background is that of nuclei.</summary>
    private const double Kept = .8;

    /// <summary>The backgrounds tried in turn are opened by squares of 1/2, 1/4 and 1/8 of the image's shorter side.</summary>
    private const int Backgrounds = 3;

    /// <summary>The side of the blocks whose means are taken as pixels for nuclei of a diameter.</summary>
    public static int Side(double diameter) => Math.Max(1, (int)(diameter / WorkingDiameter));

    /// <summary>The diameter in pixels of the image; 0 where there is no object.</summary>
    public static double Find(Raster<ushort> image)
    {
        // Rented once, at the size of the image: buffers of changing sizes leave gaps between them that the process keeps.
        using var floats = new PooledBuffer<float>(checked((int)image.PixelCount));
        using var flags = new PooledBuffer<bool>(floats.Length);
        var shorter = Math.Min(image.Width, image.Height);
        var diameter = Find(floats, flags, image, 0);
        var radius = shorter / 4.0;
        for (var i = 0; i < Backgrounds && diameter > LargeShare * shorter; i++)
        {
            var level = Find(floats, flags, image, radius);
            if (level <= 0 || (diameter <= NucleusFinder.LargestDiameter && level > Kept * diameter)) break;

            diameter = level;
            radius /= 2;
        }

        return diameter;
    }

    /// <summary>The diameter in pixels of the image, or 0.</summary>
    /// <param name="opening">Half the side, in pixels, of the square that opens the background to subtract; 0 for none.</param>
    private static double Find(PooledBuffer<float> floats, PooledBuffer<bool> flags, Raster<ushort> image, double opening)
    {
        var side = image.PixelCount > LargeImage ? 2 : 1;
        var diameter = side * Rough(
            floats, flags, new BlockMeans(image, side), Math.Max(.7, 1.5 / side), 30.0 / (side * side), 0, (int)(opening / side));
        if (diameter <= 0) return 0;

        for (var round = 0; round < 2; round++)
        {
            var previous = diameter;
            diameter = Look(floats, flags, image, diameter, 0, opening);
            if (diameter <= 0) return previous;
            if (Math.Abs(diameter - previous) < .1 * previous) break;
        }

        var alone = Look(floats, flags, image, diameter, .75, opening);
        return alone > 0 ? Math.Min(diameter, 1.08 * alone) : diameter;
    }

    private static double Look(
        PooledBuffer<float> floats, PooledBuffer<bool> flags, Raster<ushort> image, double diameter, double around, double opening)
    {
        var side = Side(diameter);
        var size = diameter / side;
        return side * Rough(
            floats,
            flags,
            new BlockMeans(image, side),
            Math.Max(.7, .05 * size),
            .1 * size * size,
            (int)(around * size),
            (int)(opening / side));
    }

    /// <summary>The diameter in blocks, or 0.</summary>
    /// <param name="largestHole">Smaller holes are filled.</param>
    /// <param name="around">Half the side of the square above whose mean an object's pixels are; 0 for no such condition.</param>
    /// <param name="opening">Half the side of the square by which the background is opened that is taken away; 0 for none.</param>
    private static double Rough(
        PooledBuffer<float> floats, PooledBuffer<bool> flags, BlockMeans blocks, double sigma, double largestHole, int around, int opening)
    {
        var (width, height) = (blocks.Width, blocks.Height);
        using var smooth = Raster<float>.Packed(width, height, floats);
        using var mask = Raster<bool>.Packed(width, height, flags);
        Fill(smooth, mask, blocks, sigma, around, opening);
        MaskParts.FillHoles(mask.Pixels, width, height, largestHole);

        // The distances take the place of the numbers.
        return 2 * Radius(mask.Pixels, MemoryMarshal.Cast<float, int>(smooth.Pixels), width, height);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Fill(Raster<float> smooth, Raster<bool> mask, BlockMeans blocks, double sigma, int around, int opening)
    {
        var (width, height) = (smooth.Width, smooth.Height);
        blocks.Smooth(sigma, smooth);
        if (opening > 0)
        {
            using var background = blocks.Smooth(sigma);
            background.Open(opening);
            background.Mean(opening / 2, (y, means) => TensorPrimitives.Subtract(smooth.Row(y), means, smooth.Row(y)));
        }

        // Square roots make the noise of light about equally strong everywhere, and keep the few brightest objects from choosing.
        var lowest = TensorPrimitives.Min<float>(smooth.Pixels);
        void Roots(int y, Span<float> roots)
        {
            TensorPrimitives.Subtract(smooth.Row(y), lowest, roots);
            TensorPrimitives.Sqrt(roots, roots);
        }

        var threshold = RasterHistogram.Otsu(width, height, Roots);
        var roots = new float[width];
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
            smooth.Mean(around, (y, means) =>
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
    private static double Radius(ReadOnlySpan<bool> mask, Span<int> distances, int width, int height)
    {
        for (var i = 0; i < mask.Length; i++)
        {
            distances[i] = mask[i] ? 1 : 0;
        }

        new DistanceMap().Compute(distances, width, height);
        using var objects = RunLabeler.Label(MaskParts.Runs(mask, width, height, true));
        var areas = MaskParts.Areas(objects, out _);
        var furthest = new int[areas.Length];
        for (var run = 0; run < objects.Runs.Count; run++)
        {
            var row = objects.Runs.Rows[run] * width;
            foreach (var distance in distances[(row + objects.Runs.Starts[run])..(row + objects.Runs.Ends[run])])
            {
                furthest[objects.Labels[run]] = Math.Max(furthest[objects.Labels[run]], distance);
            }
        }

        // An object counts by no more than the disc that fits into it, so that a background taken for an object does not choose.
        return WeightedMedian.Of(
            Enumerable.Range(1, objects.Count).Where(o => areas[o] >= Speck)
                .Select(o => (Math.Sqrt(furthest[o]), Math.Min(areas[o], Math.PI * furthest[o]))));
    }
}
