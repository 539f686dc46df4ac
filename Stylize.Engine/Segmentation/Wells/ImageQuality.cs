namespace Stylize.Engine.Segmentation.Wells;

/// <summary>The quality of an image: a tile of a measured channel of a well at a timepoint.</summary>
/// <param name="PowerSlope">
/// Slope of the logarithm of the power over that of the spatial frequency, lower if blurred; null for tiny or constant
/// images.
/// </param>
/// <param name="LaplacianVariance">Variance of the Laplacian, in squares of pixel values; lower if blurred.</param>
/// <param name="SaturatedShare">Share of the pixels at full scale; 0 for floating-point numbers.</param>
/// <param name="Contrast">How far the brightest pixels stand out from the median, relative to the darkest ones.</param>
/// <param name="DarkContrast">How far the darkest pixels stand out from the median, relative to the bright
/// ones.</param>
/// <param name="DebrisShare">
/// Share of the pixels that are outside of regions and brighter than most of these; null without regions and in other
/// channels than the segmented one.
/// </param>
/// <param name="Cells">Number of regions of the tile; null in other channels.</param>
/// <param name="UncoveredShare">
/// Share of what is as bright as the median region that no region covers; null without regions and in other channels.
/// </param>
/// <param name="EdgeSteepness">
/// Slope of the edges of regions on a scale of their height and radius, lower if blurred; null without regions and in
/// other channels.
/// </param>
public sealed record ImageQuality(
    string Channel, int Tile, double? PowerSlope, double? LaplacianVariance, double SaturatedShare, double Contrast,
    double DarkContrast, double? DebrisShare = null, int? Cells = null, double? UncoveredShare = null,
    double? EdgeSteepness = null)
{
    /// <summary>The kind of the image; <see cref="ImageKind.Objects"/> in other channels than the segmented
    /// one.</summary>
    public ImageKind Kind { get; init; }

    /// <summary>The gates that the image fails.</summary>
    public QualityGates Failed { get; init; }

    /// <summary>True if the tile does not count in statistics, because it fails a chosen gate in one of its
    /// channels.</summary>
    public bool IsExcluded { get; init; }

    /// <summary>Names of the numbers in the order of <see cref="Values"/>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        nameof(PowerSlope), nameof(LaplacianVariance), nameof(SaturatedShare), nameof(Contrast), nameof(DarkContrast),
        nameof(DebrisShare), nameof(Cells), nameof(UncoveredShare), nameof(EdgeSteepness),
    ];

    /// <summary>The failed gates with spaces between them, or nothing.</summary>
    public string FailedNames => Failed == QualityGates.None ? "" : $"{Failed}".Replace(", ", " ");

    /// <summary>Returns the gates that images fail together, such as "Debris, Focus".</summary>
    /// <param name="failed">The <see cref="FailedNames"/> of each image.</param>
    internal static string Joined(IEnumerable<string> failed) => string.Join(", ", failed
        .SelectMany(names => names.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct()
        .Order(StringComparer.Ordinal));

    /// <summary>Returns the numbers in the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<double?> Values() =>
    [
        PowerSlope, LaplacianVariance, SaturatedShare, Contrast, DarkContrast, DebrisShare, Cells, UncoveredShare,
        EdgeSteepness,
    ];
}

/// <summary>The images of a segmented channel of a well at a timepoint, and its statistics without those that are
/// excluded.</summary>
/// <param name="Images">Its images, with those of other measured channels if it is the first segmented one.</param>
internal sealed record JudgedChannel(
    StoredChannel Channel, IReadOnlyList<ImageQuality> Images, IReadOnlyList<WellStatistic> Statistics);
