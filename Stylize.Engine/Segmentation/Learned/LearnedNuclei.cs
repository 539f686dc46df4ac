using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Learned;

/// <summary>
/// Finds nuclei in fluorescence images with a network. The image is resized so that nuclei have the diameter of the
/// training images. Without a given diameter, a rough one is tried first, and then the one found, if it is much
/// different.
/// </summary>
internal static class LearnedNuclei
{
    /// <summary>Percentiles of the image that become 0 and 1.</summary>
    private const double LowPercentile = 1;

    private const double HighPercentile = 99.8;

    /// <summary>
    /// Minimum distance of these percentiles in standard deviations of the noise. In an image of normal noise alone it
    /// is 5.2. An image with less has few nuclei or only noise.
    /// </summary>
    private const double MinContrast = 6;

    /// <summary>Minimum noise in steps of the image, because samples are rounded.</summary>
    private const double MinNoise = .5;

    /// <summary>Side of a block that a nucleus fills, and the minimum contrast of its mean. Of noise alone, it is up to
    /// 1.2.</summary>
    private const int Block = 4;
    private const double MinBlockContrast = 2;

    /// <summary>Images are not enlarged if the factor is above 1 by less, and not reduced if it is below by less.
    /// </summary>
    private const double EnlargedTolerance = .25, ReducedTolerance = .1;

    /// <summary>Small nuclei are enlarged at most by this factor, unless their diameter is given.</summary>
    private const double MaxScale = 2.5;

    /// <summary>If the diameter found is smaller or larger than the expected one by this factor, the network runs
    /// again.</summary>
    private const double DiameterTolerance = 1.6;

    /// <summary>Minimum area as a fraction of the squared diameter of nuclei.</summary>
    private const double MinArea = .14;

    /// <summary>Returns peak bytes in addition to the image.</summary>
    public static long EstimateMemory(long pixels) => (4 * pixels) + NucleusMaps.EstimateMemory(pixels);

    /// <summary>Returns the foreground of an image, with one object per nucleus.</summary>
    /// <param name="diameter">Diameter of nuclei in pixels; null to find it.</param>
    /// <param name="found">The diameter found; one above 0 is that found in a larger image, and is used.</param>
    /// <param name="pooled">Intensities of the well or plate; null to use those of the image.</param>
    public static RunTable Find(
        Raster<ushort> image, double? diameter, ref double found, IntensityHistogram? pooled,
        CancellationToken cancellation)
    {
        var isKnown = diameter is not null || found > 0;
        var expected = diameter ?? (found > 0 ? found : Clamped(NucleusScale.Find(image)));
        var own = IntensityHistogram.FromImage(image);
        var histogram = pooled ?? own;
        var (low, high) = (histogram.Percentile(LowPercentile), histogram.Percentile(HighPercentile));
        var noise = image.Noise();
        var isFaint = own.Percentile(HighPercentile) - own.Percentile(LowPercentile) <= MinContrast * noise;
        var brightest = isFaint ? Brightest(image) : 0;
        high = Math.Max(high, brightest);
        if (expected <= 0 || high <= low || (isFaint && brightest - own.Percentile(50) < MinBlockContrast * noise))
        {
            return LabelEnlarger.Enlarge([], 0, 0, 1, image.Width, image.Height);
        }

        var ofRange = Math.Max(noise, MinNoise) / (high - low);
        var runs = Find(image, (low, high), ofRange, expected, out var next, cancellation);
        if (!isKnown && next > 0 && Math.Max(next / expected, expected / next) > DiameterTolerance)
        {
            runs.Dispose();
            expected = Clamped(next);
            runs = Find(image, (low, high), ofRange, expected, out _, cancellation);
        }

        runs = HalfMaximum.Outline(image, runs, expected, low, noise, cancellation);
        runs.MinimumArea = (long)(MinArea * expected * expected);
        found = expected;
        return runs;
    }

    private static double Clamped(double diameter) =>
        diameter <= 0 ? 0
            : Math.Clamp(diameter, NucleusNetwork.Diameter / MaxScale, SegmentationOptions.MaxNucleusDiameter);

    /// <summary>Returns the highest mean of a block.</summary>
    private static double Brightest(Raster<ushort> image)
    {
        using var means = new BlockMeans<ushort, uint>(image, Block).ToPlane();
        return TensorPrimitives.Max<float>(means.Pixels);
    }

    /// <param name="range">The intensities that become 0 and 1.</param>
    /// <param name="found">The median diameter of the nuclei, weighted by area, in pixels of the image; 0 without
    /// nuclei.</param>
    private static RunTable Find(
        Raster<ushort> image, (double Low, double High) range, double noise, double diameter, out double found,
        CancellationToken cancellation)
    {
        var scale = NucleusNetwork.Diameter / diameter;
        scale = scale is > 1 - ReducedTolerance and < 1 + EnlargedTolerance ? 1 : scale;
        var (width, height) = Resampler.ScaledSize(image.Width, image.Height, scale);
        NucleusMaps Maps()
        {
            using var intensities = NetworkImage.Resized(
                NetworkImage.Normalized(image, range.Low, range.High), scale, width, height, cancellation);
            var searched = SearchedBlocks.Find(intensities, noise * scale / SearchedBlocks.Side);
            return NucleusMaps.FromImage(intensities, NucleusNetwork.Value, cancellation, searched: searched);
        }

        using var maps = Maps();
        using var cells = Raster<int>.Packed(width, height);
        var labels = cells.Pixels;
        var count = NucleusAssembly.Label(maps, labels);
        var areas = new long[count + 1];
        foreach (var label in labels)
        {
            areas[label]++;
        }

        var sizes = areas.Skip(1).Where(area => area > 0).Select(area => (Math.Sqrt(area / Math.PI), (double)area));
        found = 2 / scale * WeightedMedian.Find(sizes);
        cancellation.ThrowIfCancellationRequested();
        return LabelEnlarger.Enlarge(labels, width, height, 1 / scale, image.Width, image.Height);
    }
}
