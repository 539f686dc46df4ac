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

    private const double LargestDiameter = 200;

    /// <summary>A nucleus is brighter than the background by this many times the noise that is left after smoothing.</summary>
    private const double LeastSignal = 14;

    /// <summary>A nucleus is brighter than the background by this share of what is usual in the image.</summary>
    private const double LeastContrast = .1;

    /// <summary>Two maxima belong to one nucleus where brightness falls between them by less than this share of the lower.</summary>
    private const double ValleyShare = .05;

    /// <summary>The share of the darkest pixels whose noise is taken.</summary>
    private const double DarkShare = .3;

    /// <summary>Peak bytes of <see cref="Find(Raster{ushort}, double, CancellationToken)"/> for an image that is held.</summary>
    public static long EstimateMemory(long pixels) => 88 * pixels;

    /// <summary>The foreground of an image, in which each nucleus is a part.</summary>
    /// <param name="image">The image.</param>
    /// <param name="usualContrast">
    /// By how much nuclei are brighter than the background in all images of a well or plate; 0 if unknown.
    /// </param>
    /// <param name="cancellation">Checked between steps.</param>
    public static RunTable Find(Raster<ushort> image, double usualContrast, CancellationToken cancellation)
    {
        var diameter = NucleusScale.Find(image);
        if (diameter <= 0)
        {
            return Enlarge([], new Plane([], 0, 0), 1, image.Width, image.Height);
        }

        diameter = Math.Clamp(diameter, SmallestDiameter, LargestDiameter);
        cancellation.ThrowIfCancellationRequested();
        var side = NucleusScale.Side(diameter);
        var plane = Plane.Of(image, side);
        var labels = Find(plane, diameter / side, usualContrast, cancellation);
        return Enlarge(labels, plane, side, image.Width, image.Height);
    }

    private static int[] Find(Plane plane, double diameter, double usualContrast, CancellationToken cancellation)
    {
        var smooth = plane.Smooth(Math.Max(.6, .05 * diameter));
        var coarse = plane.Smooth(Math.Max(.8, .12 * diameter));
        var radius = (int)Math.Ceiling(2.5 * diameter);
        var background = coarse.Open(radius).Smooth(Math.Max(1, radius / 2.0));
        cancellation.ThrowIfCancellationRequested();
        var light = Less(smooth, background);
        var coarseLight = Less(coarse, background);
        var noise = Noise(smooth.Values, coarse.Values, coarseLight.Values);

        // What is not above a quarter of the weakest signal is above half the brightness of no nucleus.
        var territories = new Basins().Find(
            coarseLight.Values, plane.Width, (float)Math.Max(.25 * LeastSignal * noise, 0), 2 * noise, ValleyShare).ToArray();
        var labels = Threshold(light.Values, coarseLight.Values, territories, diameter, LeastSignal * noise, usualContrast);
        cancellation.ThrowIfCancellationRequested();
        var (width, height) = (plane.Width, plane.Height);
        _ = MaskParts.Number(labels, width, height, .5 * PartFilter.SmallestArea * diameter * diameter);
        MaskParts.FillHoles(labels, width, height, .25 * diameter * diameter);
        var count = NeckSplitter.Split(labels, labels.Max(), coarseLight, diameter, cancellation);
        PartFilter.Apply(labels, count, light, smooth, diameter);
        return labels;
    }

    private static Plane Less(Plane plane, Plane background)
    {
        var values = new float[plane.Values.Length];
        System.Numerics.Tensors.TensorPrimitives.Subtract(plane.Values, background.Values, values);
        return new Plane(values, plane.Width, plane.Height);
    }

    /// <summary>The root of the mean square of what smoothing further takes away, where the image is dark.</summary>
    private static double Noise(ReadOnlySpan<float> smooth, ReadOnlySpan<float> coarse, ReadOnlySpan<float> light)
    {
        var dark = PlaneHistogram.Quantile(light, DarkShare);
        double sum = 0;
        long count = 0;
        for (var i = 0; i < light.Length; i++)
        {
            if (light[i] <= dark)
            {
                var difference = (double)smooth[i] - coarse[i];
                sum += difference * difference;
                count++;
            }
        }

        return Math.Sqrt(sum / Math.Max(count, 1));
    }

    /// <summary>
    /// The pixels above the threshold of their own territory, labelled by it. Halfway to the background is found by iteration, as the mean
    /// of what is above it follows from it.
    /// </summary>
    private static int[] Threshold(
        float[] light, float[] coarse, int[] territories, double diameter, double leastSignal, double usualContrast)
    {
        // Territories in the order of their first pixel.
        var numbers = new int[light.Length];
        var thresholds = new List<double> { 0 };
        var labels = new int[light.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var maximum = territories[i];
            if (maximum < 0)
            {
                continue;
            }

            if (numbers[maximum] == 0)
            {
                numbers[maximum] = thresholds.Count;
                thresholds.Add(coarse[maximum] / 2);
            }

            labels[i] = numbers[maximum];
        }

        var means = new double[thresholds.Count];
        var areas = new int[thresholds.Count];
        for (var round = 0; round < 5; round++)
        {
            Array.Clear(areas);
            var sums = new double[thresholds.Count];
            for (var i = 0; i < labels.Length; i++)
            {
                var label = labels[i];
                if (label != 0 && light[i] > thresholds[label])
                {
                    areas[label]++;
                    sums[label] += light[i];
                }
            }

            for (var label = 1; label < means.Length && round < 4; label++)
            {
                means[label] = areas[label] > 0 ? sums[label] / areas[label] : means[label];
                thresholds[label] = means[label] / 2;
            }
        }

        // A territory counts by no more than a nucleus does, and the brighter a little more.
        var usual = WeightedMedian.Of(
            Enumerable.Range(1, means.Length - 1)
                .Where(t => means[t] > leastSignal && areas[t] > .1 * diameter * diameter)
                .Select(t => (means[t], Math.Min(areas[t], diameter * diameter) * Math.Pow(means[t], .3))));
        var least = Math.Max(leastSignal, LeastContrast * Math.Max(usual, usualContrast));
        for (var i = 0; i < labels.Length; i++)
        {
            var label = labels[i];
            labels[i] = label != 0 && means[label] > least && light[i] > thresholds[label] ? label : 0;
        }

        return labels;
    }

    /// <summary>The runs of the image's pixels: each has the label that has most of the weight of bilinear interpolation.</summary>
    private static RunTable Enlarge(int[] labels, Plane plane, int side, int width, int height)
    {
        var runs = RunTable.WithParts(width, height);
        for (var y = 0; y < height; y++)
        {
            runs.BeginRow();
            if (labels.Length == 0)
            {
                continue;
            }

            var (upper, lower, down) = Between(y, side, plane.Height);
            var above = labels.AsSpan(upper * plane.Width, plane.Width);
            var below = labels.AsSpan(lower * plane.Width, plane.Width);
            for (var x = 0; x < width;)
            {
                var (left, right, across) = Between(x, side, plane.Width);
                int a = above[left], b = above[right], c = below[left], d = below[right];
                if (a == b && a == c && a == d)
                {
                    // The same up to the next middle of a square.
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

    /// <summary>The two squares between whose middles a pixel lies, and how far it is from the first to the second.</summary>
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
