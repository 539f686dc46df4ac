using System.Numerics.Tensors;
using Stylize.Engine.Imaging;
using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>
/// Finds nuclei in fluorescence images: each has a threshold of its own, halfway between its brightness and the background, so that dim
/// ones beside bright ones are found and the halo of bright ones is not. All lengths are multiples of the nuclei's diameter, which is taken
/// from the image; large nuclei are looked for in an image of fewer pixels.
/// </summary>
internal static class NucleusFinder
{
    private const double SmallestDiameter = 6;

    /// <summary>Nuclei are no wider, in pixels.</summary>
    public const double LargestDiameter = 200;

    /// <summary>A nucleus is brighter than the background by this many times the noise that is left after smoothing.</summary>
    private const double LeastSignal = 14;

    /// <summary>Two maxima belong to one nucleus where brightness falls between them by less than this share of the lower.</summary>
    private const double ValleyShare = .05;

    /// <summary>The share of the darkest pixels whose noise is taken.</summary>
    private const double DarkShare = .3;

    /// <summary>Where a part's box is a larger share of the image, the background is freed during the cut and found again.</summary>
    private const double LargeBox = .4;

    /// <summary>Peak bytes in addition to the image: three rasters of its size, the slab of <see cref="Basins"/> and the runs.</summary>
    public static long EstimateMemory(long pixels) => (12 * pixels) + Basins.EstimateMemory(pixels) + (pixels / 2);

    /// <summary>The foreground of an image, in which each nucleus is a part.</summary>
    /// <param name="usualContrast">How much brighter than the background nuclei are in all images of a well or plate; 0 if unknown.</param>
    public static RunTable Find(Raster<ushort> image, double usualContrast, CancellationToken cancellation)
    {
        var diameter = NucleusScale.Find(image);
        if (diameter <= 0) return Enlarge([], 0, 0, 1, image.Width, image.Height);

        diameter = Math.Clamp(diameter, SmallestDiameter, LargestDiameter);
        cancellation.ThrowIfCancellationRequested();
        var side = NucleusScale.Side(diameter);
        var blocks = new BlockMeans(image, side);
        using var cells = Raster<int>.Packed(blocks.Width, blocks.Height);
        var labels = cells.Pixels;
        Find(blocks, labels, diameter / side, usualContrast, cancellation);
        return Enlarge(labels, blocks.Width, blocks.Height, side, image.Width, image.Height);
    }

    /// <summary>Finds the labels of nuclei. At most two rasters are held with the labels; others are recomputed.</summary>
    private static void Find(BlockMeans blocks, Span<int> labels, double diameter, double usualContrast, CancellationToken cancellation)
    {
        var (width, height) = (blocks.Width, blocks.Height);
        var (fine, coarse) = (Math.Max(.6, .05 * diameter), Math.Max(.8, .12 * diameter));
        var background = Background(blocks, coarse, diameter);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            double noise;
            List<double> thresholds;
            using (var light = blocks.Smooth(coarse))
            {
                noise = Noise(blocks, fine, light, background);
                light.Subtract(background);

                // What is not above a quarter of the weakest signal is above half the brightness of no nucleus.
                var floor = (float)Math.Max(.25 * LeastSignal * noise, 0);
                new Basins().Find(light.Pixels, width, floor, 2 * noise, ValleyShare, labels);
                thresholds = WatershedRegions.Number(labels, light.Pixels);
            }

            cancellation.ThrowIfCancellationRequested();
            using (var light = blocks.Smooth(fine))
            {
                light.Subtract(background);
                WatershedRegions.Threshold(light.Pixels, labels, thresholds, diameter, LeastSignal * noise, usualContrast);
            }

            cancellation.ThrowIfCancellationRequested();
            var count = MaskParts.Number(labels, width, height, .5 * PartFilter.SmallestArea * diameter * diameter);
            MaskParts.FillHoles(labels, width, height, .25 * diameter * diameter);
            var boxes = PartBox.Of(labels, count, width);
            var isLarge = boxes.Skip(1).Any(b => b.Within(width, height).Area > LargeBox * width * height);
            if (isLarge)
            {
                background.Dispose();
            }

            count = ConcavitySplitter.Split(labels, boxes, width, height, cancellation);
            background = isLarge ? Background(blocks, coarse, diameter) : background;
            using (var light = blocks.Smooth(coarse))
            {
                light.Subtract(background);
                count = ConcavitySplitter.Join(labels, count, light, diameter);
            }

            using var smooth = blocks.Smooth(fine);
            PartFilter.Apply(labels, count, smooth, background, diameter);
        }
        finally
        {
            background.Dispose();
        }
    }

    private static Raster<float> Background(BlockMeans blocks, double sigma, double diameter)
    {
        var radius = (int)Math.Ceiling(2.5 * diameter);
        var image = blocks.Smooth(sigma);
        image.Open(radius);
        image.Smooth(Math.Max(1, radius / 2.0));
        return image;
    }

    /// <summary>The root of the mean square of what smoothing further takes away, where the image is dark.</summary>
    private static double Noise(BlockMeans blocks, double fine, Raster<float> coarse, Raster<float> background)
    {
        void Light(int y, Span<float> row) => TensorPrimitives.Subtract(coarse.Row(y), background.Row(y), row);

        var dark = RasterHistogram.Quantile(coarse.Width, coarse.Height, Light, DarkShare);
        double sum = 0;
        long count = 0;
        var light = new float[coarse.Width];
        blocks.Smooth(fine, (y, smooth) =>
        {
            Light(y, light);
            var row = coarse.Row(y);
            for (var x = 0; x < light.Length; x++)
            {
                if (light[x] <= dark)
                {
                    var difference = (double)smooth[x] - row[x];
                    sum += difference * difference;
                    count++;
                }
            }
        });
        return Math.Sqrt(sum / Math.Max(count, 1));
    }

    /// <summary>The runs of the image's pixels: each has the label that has most of the weight of bilinear interpolation.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static RunTable Enlarge(ReadOnlySpan<int> labels, int columns, int rows, int side, int width, int height)
    {
        var runs = RunTable.WithParts(width, height);
        for (var y = 0; y < height; y++)
        {
            runs.BeginRow();
            if (labels.Length == 0) continue;

            var (upper, lower, down) = Between(y, side, rows);
            var above = labels.Slice(upper * columns, columns);
            var below = labels.Slice(lower * columns, columns);
            for (var x = 0; x < width;)
            {
                var (left, right, across) = Between(x, side, columns);
                int a = above[left], b = above[right], c = below[left], d = below[right];
                if (a == b && a == c && a == d)
                {
                    // The same up to the next middle of a block.
                    var end = left == right ? width : Math.Min((int)Math.Ceiling(((right + .5) * side) - .5), width);
                    if (a != 0)
                    {
                        runs.Add(x, end, a);
                    }

                    x = end;
                    continue;
                }

                var label = Heaviest(
                    (a, (1 - across) * (1 - down)), (b, across * (1 - down)), (c, (1 - across) * down), (d, across * down));
                if (label != 0)
                {
                    runs.Add(x, x + 1, label);
                }

                x++;
            }
        }

        return runs;
    }

    /// <summary>The two blocks between whose middles a pixel lies, and how far it is from the first to the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int First, int Second, double Share) Between(int pixel, int side, int count)
    {
        var position = Math.Clamp(((pixel + .5) / side) - .5, 0, count - 1);
        var first = (int)position;
        return (first, Math.Min(first + 1, count - 1), position - first);
    }

    private static int Heaviest(params ReadOnlySpan<(int Label, double Weight)> corners)
    {
        var (heaviest, most) = (0, -1.0);
        foreach (var (label, _) in corners)
        {
            var weight = 0.0;
            foreach (var corner in corners)
            {
                weight += corner.Label == label ? corner.Weight : 0;
            }

            if (weight > most)
            {
                (heaviest, most) = (label, weight);
            }
        }

        return heaviest;
    }
}
