using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.DotArt;

/// <summary>
/// How the background is recognised. Colours sampled at the image's edge are clustered in CIE Lab (D65), and every pixel whose CIE76
/// difference from a cluster, divided by 100, is at most <see cref="Tolerance"/> is background. Where that would be 95 % of the image or
/// more, nothing is.
/// </summary>
public sealed record BackgroundOptions
{
    /// <summary>Whether the background is looked for.</summary>
    [Option("Whether dots are kept off the background. Auto: with the gradient distribution only.", Name = "")]
    public BackgroundUse Use { get; init; } = BackgroundUse.Auto;

    /// <summary>CIE76 delta E, divided by 100, up to which a pixel counts as background.</summary>
    [Option("Largest colour difference from the background, as CIE76 delta E over 100.", Unit = "share", Min = 0, Max = 1)]
    public float Tolerance { get; init; } = 0.15f;

    /// <summary>Where samples are taken.</summary>
    [Option("Sample the four edges of the image instead of its four corners.")]
    public bool SampleEdgePixels { get; init; } = true;

    /// <summary>Whether the samples give <see cref="NumClusters"/> colours or their mean.</summary>
    [Option("Cluster the samples into several background colours instead of taking their mean.")]
    public bool ClusterColors { get; init; } = true;

    /// <summary>The k of k-means.</summary>
    [Option("Number of background colours.", Min = 1, Max = 16, Name = "ClusterCount")]
    public int NumClusters { get; init; } = 3;

    /// <summary>Start of the clustering's random numbers.</summary>
    [Option("Seed of the clustering.")]
    public int Seed { get; init; } = 42;

    /// <summary>Sampled share of the edge pixels.</summary>
    [Option("Share of the edge pixels that is sampled.", Unit = "share", Above = 0, Max = 1)]
    public float EdgeSampleRatio { get; init; } = 0.1f;

    /// <summary>
    /// Full path of a mask, scaled to the image; background is where its grey or its alpha is below 128. Nothing is detected then.
    /// </summary>
    [Option("Image whose dark or transparent parts are background; nothing is detected then.", Name = "Mask", IsFile = true,
        IsImage = true)]
    public string? MaskPath { get; init; }
}
