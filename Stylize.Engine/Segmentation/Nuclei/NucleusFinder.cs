using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>
/// Finds nuclei in fluorescence images. Each nucleus has its own threshold halfway between its brightness and the background, so that dim
/// nuclei next to bright ones are found and the halos of bright ones are not. All lengths are multiples of the diameter of the nuclei,
/// which is measured in the image; large nuclei are found at reduced resolution.
/// </summary>
internal static class NucleusFinder
{
    /// <summary>Minimum diameter of a nucleus in pixels.</summary>
    public const double MinDiameter = 6;

    /// <summary>Maximum diameter of a nucleus in pixels.</summary>
    public const double MaxDiameter = 200;

    /// <summary>Minimum brightness of a nucleus above the background, as a multiple of the noise that remains after smoothing.</summary>
    internal const double MinSignal = 14;

    /// <summary>Two maxima belong to one nucleus if brightness falls between them by less than this fraction of the lower one.</summary>
    internal const double ValleyShare = .05;

    /// <summary>Minimum diameter of a nucleus in pixels at the resolution of the background.</summary>
    private const double BackgroundDiameter = 5;

    /// <summary>Fraction of the pixels, the darkest ones, from which noise is measured.</summary>
    private const double DarkShare = .3;

    /// <summary>If an object's box is a larger fraction of the image, the background is freed during the split and recomputed.</summary>
    private const double LargeBox = .4;

    /// <summary>
    /// Returns peak bytes in addition to the image: three rasters of its size, the slab of <see cref="CatchmentBasins"/> and the runs.
    /// </summary>
    public static long EstimateMemory(long pixels) => (12 * pixels) + CatchmentBasins.EstimateMemory(pixels) + (pixels / 2);

    /// <summary>Returns the foreground of an image, with one object per nucleus.</summary>
    /// <param name="usualContrast">Usual brightness of nuclei above the background in the whole well or plate; 0 if unknown.</param>
    /// <param name="diameter">Diameter of the nuclei, as <see cref="Diameter(Raster{ushort})"/> returns it; 0 to find it.</param>
    public static RunTable Find(
        Raster<ushort> image, double usualContrast, CancellationToken cancellation, double diameter = 0)
    {
        using var blocks = new ReducedImage(image);
        diameter = diameter > 0 ? diameter : Diameter(blocks);
        if (diameter <= 0) return Enlarge([], 0, 0, 1, image.Width, image.Height);

        cancellation.ThrowIfCancellationRequested();
        var side = NucleusScale.Side(diameter);
        blocks.Reduce(side);
        using var cells = Raster<int>.Packed(blocks.Width, blocks.Height);
        var labels = cells.Pixels;
        Find(blocks, labels, diameter / side, usualContrast, cancellation);
        var runs = Enlarge(labels, blocks.Width, blocks.Height, side, image.Width, image.Height);
        runs.MinimumArea = (long)(NucleusFilter.MinArea * diameter * diameter);
        return runs;
    }

    /// <summary>Returns the diameter of the nuclei in pixels; 0 without nuclei.</summary>
    public static double Diameter(Raster<ushort> image)
    {
        using var blocks = new ReducedImage(image);
        return Diameter(blocks);
    }

    /// <summary>Returns the side of the largest blocks of pixels that are averaged to find nuclei.</summary>
    public static int BlockSide(double diameter)
    {
        var side = NucleusScale.Side(diameter);
        return side * BackgroundSide(diameter / side);
    }

    private static double Diameter(ReducedImage blocks) =>
        NucleusScale.Find(blocks) is > 0 and var diameter ? Math.Clamp(diameter, MinDiameter, MaxDiameter) : 0;

    private static int BackgroundSide(double diameter) => Math.Max(1, (int)(diameter / BackgroundDiameter));

    /// <summary>Finds the labels of nuclei. At most two rasters are held with the labels; others are recomputed.</summary>
    private static void Find(
        ReducedImage blocks, Span<int> labels, double diameter, double usualContrast, CancellationToken cancellation)
    {
        var (width, height) = (blocks.Width, blocks.Height);
        var (fine, coarse) = (Math.Max(.6, .05 * diameter), Math.Max(.8, .15 * diameter));
        var background = Background(blocks, coarse, diameter);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            double noise;
            List<double> thresholds;

            // A narrower filter, so that the edges of large nuclei do not count as noise.
            using (var signal = blocks.Smooth(Math.Max(.8, .12 * diameter)))
            {
                noise = Noise(blocks, fine, signal, background);
            }

            using (var signal = blocks.Smooth(coarse))
            {
                signal.Subtract(background);

                // A nucleus is at least MinSignal above the background, and half its brightness is above this floor.
                var floor = (float)Math.Max(.25 * MinSignal * noise, 0);
                new CatchmentBasins().Find(signal.Pixels, width, floor, 2 * noise, ValleyShare, labels);
                thresholds = WatershedRegions.Number(labels, signal.Pixels);
            }

            cancellation.ThrowIfCancellationRequested();
            using (var signal = blocks.Smooth(fine))
            {
                signal.Subtract(background);
                WatershedRegions.Threshold(signal.Pixels, labels, thresholds, diameter * diameter, MinSignal * noise, usualContrast);
            }

            cancellation.ThrowIfCancellationRequested();
            var count = ConnectedComponents.Number(labels, width, height, .5 * NucleusFilter.MinArea * diameter * diameter);
            ConnectedComponents.FillHoles(labels, width, height, .25 * diameter * diameter);
            var boxes = ObjectBox.FromLabels(labels, count, width);
            var isLarge = boxes.Skip(1).Any(b => b.Within(width, height).Area > LargeBox * width * height);
            if (isLarge)
            {
                background.Dispose();
            }

            count = ConcavitySplitter.Split(labels, boxes, width, height, cancellation);
            background = isLarge ? Background(blocks, coarse, diameter) : background;
            using (var signal = blocks.Smooth(coarse))
            {
                signal.Subtract(background);
                count = ConcavitySplitter.Join(labels, count, signal, diameter);
            }

            using var smooth = blocks.Smooth(fine);
            NucleusFilter.Apply(labels, count, smooth, background, diameter);
        }
        finally
        {
            background.Dispose();
        }
    }

    /// <summary>Returns the background, found at a resolution at which a nucleus has a few pixels, because it is smooth.</summary>
    internal static Raster<float> Background(ReducedImage blocks, double sigma, double diameter)
    {
        var side = BackgroundSide(diameter);
        var radius = (int)Math.Ceiling(2.5 * diameter / side);
        var reduced = blocks.Smooth(sigma);
        if (side > 1)
        {
            using var whole = reduced;
            reduced = new BlockMeans<float, float>(whole, side).ToPlane();
        }

        using (reduced)
        {
            reduced.Open(radius);
            GaussianBlur.SmoothInPlace(reduced, Math.Max(1, radius / 2.0));
            return Bilinear.Enlarge(reduced, side, blocks.Width, blocks.Height);
        }
    }

    /// <summary>Returns the RMS of the detail that further smoothing removes, in the dark part of the image.</summary>
    internal static double Noise(ReducedImage blocks, double fine, Raster<float> coarse, Raster<float> background)
    {
        void Signal(int y, Span<float> row) => TensorPrimitives.Subtract(coarse.Row(y), background.Row(y), row);

        var dark = RasterHistogram.Quantile(coarse.Width, coarse.Height, Signal, DarkShare);
        double sum = 0;
        long count = 0;
        var signal = new float[coarse.Width];
        blocks.Smooth(fine, (y, smooth) =>
        {
            Signal(y, signal);
            var row = coarse.Row(y);
            for (var x = 0; x < signal.Length; x++)
            {
                if (signal[x] <= dark)
                {
                    var difference = (double)smooth[x] - row[x];
                    sum += difference * difference;
                    count++;
                }
            }
        });
        return Math.Sqrt(sum / Math.Max(count, 1));
    }

    /// <summary>
    /// Returns the runs of the full-resolution image; each pixel has the label with the most weight in bilinear interpolation.
    /// </summary>
    /// <param name="isWhole">True if a label in several pieces is one object.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static RunTable Enlarge(
        ReadOnlySpan<int> labels, int columns, int rows, double side, int width, int height, bool isWhole = false)
    {
        var runs = RunTable.WithObjects(width, height, isWhole);
        for (var y = 0; y < height; y++)
        {
            if (labels.Length == 0 || side == 1)
            {
                runs.AddRow(labels.Length == 0 ? [] : labels.Slice(y * columns, columns));
                continue;
            }

            runs.BeginRow();
            var (upper, lower, down) = Bilinear.Between(((y + .5) / side) - .5, rows);
            var above = labels.Slice(upper * columns, columns);
            var below = labels.Slice(lower * columns, columns);
            for (var x = 0; x < width;)
            {
                var (left, right, across) = Bilinear.Between(((x + .5) / side) - .5, columns);
                int a = above[left], b = above[right], c = below[left], d = below[right];
                if (a == b && a == c && a == d)
                {
                    // The corners are the same up to the center of the last block with this label in both rows.
                    var same = Math.Min(SameAs(a, above[right..]), SameAs(a, below[right..]));
                    var end = right + same == columns ? width
                        : Math.Min((int)Math.Ceiling(((right + same - .5) * side) - .5), width);
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

    /// <summary>Returns the number of labels before the first other one.</summary>
    private static int SameAs(int label, ReadOnlySpan<int> row) => row.IndexOfAnyExcept(label) is >= 0 and var count ? count : row.Length;

    private static int Heaviest(params ReadOnlySpan<(int Label, double Weight)> corners)
    {
        var (heaviest, max) = (0, -1.0);
        foreach (var (label, _) in corners)
        {
            var weight = 0.0;
            foreach (var corner in corners)
            {
                weight += corner.Label == label ? corner.Weight : 0;
            }

            if (weight > max)
            {
                (heaviest, max) = (label, weight);
            }
        }

        return heaviest;
    }
}
