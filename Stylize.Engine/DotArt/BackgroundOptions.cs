using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.DotArt;

/// <summary>
/// How the background is recognised. Colours sampled at the image's edge are clustered in CIE Lab (D65), and every pixel whose CIE76
/// difference from a cluster, divided by 100, is at most <see cref="Tolerance"/> is background. Where that would be 95 % of the image or
/// more, nothing is.
/// </summary>
public sealed record BackgroundOptions
{
    [Option("Whether dots are kept off the background. Auto: with the gradient distribution only.", Name = "")]
    public BackgroundUse Use { get; init; } = BackgroundUse.Auto;

    [Option("Largest colour difference from the background, as CIE76 delta E over 100.", Unit = "share", Min = 0, Max = 1)]
    public float Tolerance { get; init; } = 0.15f;

    [Option("Sample the four edges of the image instead of its four corners.")]
    public bool SampleEdgePixels { get; init; } = true;

    [Option("Cluster the samples into several background colours instead of taking their mean.")]
    public bool ClusterColors { get; init; } = true;

    [Option("Number of background colours.", Min = 1, Max = 16, Name = "ClusterCount")]
    public int NumClusters { get; init; } = 3;

    [Option("Seed of the clustering.")]
    public int Seed { get; init; } = 42;

    [Option("Share of the edge pixels that is sampled.", Unit = "share", Above = 0, Max = 1)]
    public float EdgeSampleRatio { get; init; } = 0.1f;

    [Option("Image whose dark or transparent parts are background; nothing is detected then.", Name = "Mask", IsFile = true,
        IsImage = true)]
    public string? MaskPath { get; init; }
}
