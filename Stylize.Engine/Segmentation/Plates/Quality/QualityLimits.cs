using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Quality;

/// <summary>
/// The limits of the gates for a channel of a plate. Those of focus, saturation, debris and cells follow from all
/// images of the channel: the median and <see cref="Deviations"/> robust standard deviations, and at least a fixed
/// distance, so that the differences of good images do not count; of variances and contrasts those of the logarithm.
/// Without enough images they are null. The lower limit of contrast is the same for all images.
/// </summary>
internal sealed record QualityLimits(string Experiment, string Channel, IReadOnlyList<ImageQuality> Images)
{
    /// <summary>
    /// Contrast below which an image is blank, and contrast of dark pixels above which objects are dark. Noise has 1.3
    /// and 1 whatever its strength, images of fluorescent cells 5 and more, and stained tissue a contrast of dark
    /// pixels of 1.8 to 16.
    /// </summary>
    public const double Contrast = 2;

    /// <summary>Number of robust standard deviations from the median, which a good image of thousands does not
    /// reach.</summary>
    private const double Deviations = 5;

    /// <summary>Number of images that a median and a deviation need.</summary>
    private const int MinImages = 8;

    /// <summary>Number of images of whose edges the sharper half is a reference.</summary>
    private const int MinEdges = 6;

    private const double MinSlopeDistance = .5, MinShare = .001, MinRootDistance = 2.5;

    private const double LaplacianRatio = 2, ContrastRatio = 3;

    /// <summary>
    /// Steepness of edges with a blur of nearly half the radius of discs, and the minimum ratio to that of the sharper
    /// half of the images.
    /// </summary>
    private const double MinSteepness = 1.15, SteepnessRatio = .65;

    /// <summary>Number of robust standard deviations of the sharper half, which are about half of those of all
    /// images.</summary>
    private const double SharperDeviations = 8;

    private readonly (double Low, double High)? _slope = Around(
        Images.Where(image => !IsBlank(image)).Select(image => image.PowerSlope), MinSlopeDistance);

    private readonly (double Low, double High)? _laplacian =
        AroundLogarithms(Images, image => image.LaplacianVariance, LaplacianRatio);

    /// <summary>Minimum power slope of an image in focus whose variance of the Laplacian is at its limit.</summary>
    public double? PowerSlope => _slope?.Low;

    /// <summary>Minimum variance of the Laplacian of an image in focus whose power slope is at its limit.</summary>
    public double? LaplacianVariance => _laplacian?.Low;

    /// <summary>Minimum steepness of the edges of an image in focus. The reference is the sharper half, because half of
    /// the images of a small plate may be blurred.</summary>
    public double? EdgeSteepness { get; } = Images.Any(image => image.EdgeSteepness > 0)
        ? Math.Max(MinSteepness, Sharp([.. Images.Where(image => image.EdgeSteepness > 0)
            .Select(image => PortableMath.Log(image.EdgeSteepness!.Value)).Order()])) : null;

    /// <summary>Maximum contrast of an image without bright debris.</summary>
    public double? MaxContrast { get; } = AroundLogarithms(
        Images.Where(image => image.Cells is not null), image => image.Contrast, ContrastRatio)?.High;

    /// <summary>Maximum share of saturated pixels.</summary>
    public double? SaturatedShare { get; } =
        Around(Images.Select(image => (double?)image.SaturatedShare), MinShare)?.High;

    /// <summary>Maximum share of bright pixels outside of regions.</summary>
    public double? DebrisShare { get; } = Around(Images.Select(image => image.DebrisShare), MinShare)?.High;

    /// <summary>Minimum and maximum number of regions; the deviations are those of the square root, 0.5 for random
    /// numbers.</summary>
    public (double Low, double High)? Cells { get; } = Around(
        Images.Where(image => !IsBlank(image) && image.Cells is not null)
            .Select(image => (double?)Math.Sqrt(image.Cells!.Value)),
        MinRootDistance) is (var few, var many) ? (Math.Max(few, 0) * Math.Max(few, 0), many * many) : null;

    /// <summary>Returns the limits of each measured channel of each experiment.</summary>
    public static IReadOnlyList<QualityLimits> ForPlate(IReadOnlyList<WellSummary> summaries) =>
    [
        .. summaries.SelectMany(summary => summary.Images, (summary, image) => (summary.Experiment, Image: image))
            .GroupBy(pair => (pair.Experiment, pair.Image.Channel))
            .Select(group =>
                new QualityLimits(group.Key.Experiment, group.Key.Channel, [.. group.Select(pair => pair.Image)])),
    ];

    /// <summary>Returns the gates that an image fails. Blank and dark images are those of a segmented
    /// channel.</summary>
    public QualityGates Failed(ImageQuality image) =>
        (!IsBlank(image) && (IsBlurred(image) || image.EdgeSteepness < EdgeSteepness) ? QualityGates.Focus : 0)
        | (image.SaturatedShare > SaturatedShare ? QualityGates.Saturation : 0)
        | (image.DebrisShare > DebrisShare || (image.Cells is not null && image.Contrast > MaxContrast)
            ? QualityGates.Debris : 0)
        | (image.Cells is not null && IsBlank(image) ? QualityGates.Blank : 0)
        | (image.Cells < Cells?.Low && !IsBlank(image) ? QualityGates.FewCells : 0)
        | (image.Cells > Cells?.High ? QualityGates.ManyCells : 0)
        | (image.Cells is not null && image.DarkContrast > Contrast ? QualityGates.Dark : 0)
        | (image.Kind is not (ImageKind.Objects or ImageKind.Dark) ? QualityGates.Kind : 0)
        | (image.UncoveredShare > ObjectCheck.MaxUncovered ? QualityGates.Uncovered : 0);

    /// <summary>
    /// Returns true if slope and variance are below their medians, by distances whose product is more than that of the
    /// limits. Images with few or dim objects have a low variance, and images with other content a low slope, but not
    /// both.
    /// </summary>
    private bool IsBlurred(ImageQuality image)
    {
        if (_slope is not (var low, var high) || _laplacian is not (var least, var most)
            || image is not { PowerSlope: { } slope, LaplacianVariance: > 0 and var variance })
        {
            return false;
        }

        // The median of logarithms is halfway between those of the limits.
        var (flat, median) = ((((low + high) / 2) - slope) / ((high - low) / 2), PortableMath.Log(most / least) / 2);
        var smooth = 1 - (PortableMath.Log(variance / least) / median);
        return flat > 0 && smooth > 0 && flat * smooth > 1;
    }

    private static double Sharp(double[] sorted)
    {
        if (sorted.Length < MinEdges) return 0;

        var half = sorted[(sorted.Length / 2)..];
        return PortableMath.Exp(Sample.Median(half) - Math.Max(
            SharperDeviations * Sample.RobustDeviation(half), -PortableMath.Log(SteepnessRatio)));
    }

    private static bool IsBlank(ImageQuality image) => image.Contrast < Contrast && image.DarkContrast <= Contrast;

    /// <param name="ratio">Minimum ratio of the limits to the median.</param>
    private static (double Low, double High)? AroundLogarithms(
        IEnumerable<ImageQuality> images, Func<ImageQuality, double?> value, double ratio) => Around(
            images.Where(image => !IsBlank(image) && value(image) > 0)
                .Select(image => (double?)PortableMath.Log(value(image)!.Value)),
            PortableMath.Log(ratio)) is (var low, var high) ? (PortableMath.Exp(low), PortableMath.Exp(high)) : null;

    private static (double Low, double High)? Around(IEnumerable<double?> values, double minimum)
    {
        double[] known = [.. values.OfType<double>()];
        if (known.Length < MinImages) return null;

        var (median, distance) = (Sample.Median(known), Math.Max(Deviations * Sample.RobustDeviation(known), minimum));
        return (median - distance, median + distance);
    }
}
