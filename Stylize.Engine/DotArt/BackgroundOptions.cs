namespace Stylize.Engine.DotArt;

/// <summary>
/// How the background is recognised: colours sampled at the image's edge are clustered in CIE Lab (D65), and every pixel whose CIE76 difference from a
/// cluster, divided by 100, is at most <see cref="Tolerance"/> is background. Where that would be 95 % of the image or more, nothing is background.
/// </summary>
public sealed record BackgroundOptions
{
    /// <summary>Whether the background is looked for.</summary>
    public BackgroundUse Use { get; init; } = BackgroundUse.Auto;

    /// <summary>Largest difference from a background colour, CIE76 delta E / 100, [0,1]; default .15.</summary>
    public float Tolerance { get; init; } = 0.15f;

    /// <summary>True to sample the four edges; false to sample the four corners only.</summary>
    public bool SampleEdgePixels { get; init; } = true;

    /// <summary>True to cluster the samples into <see cref="NumClusters"/> colours; false to take their mean.</summary>
    public bool ClusterColors { get; init; } = true;

    /// <summary>Number of background colours, 1 to 16; default 3.</summary>
    public int NumClusters { get; init; } = 3;

    /// <summary>Seed of the clustering.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Share of the edge pixels that is sampled, (0,1]; default .1.</summary>
    public float EdgeSampleRatio { get; init; } = 0.1f;

    /// <summary>Full path of a mask image, or null. Its dark half (grey below 128, or transparent) is background; nothing is detected then. Scaled to the image.</summary>
    public string? MaskPath { get; init; }

    internal void Validate()
    {
        if (!(Tolerance is >= 0 and <= 1)) throw StylizeException.Option("BackgroundTolerance", Tolerance, "0 to 1");
        if (NumClusters is < 1 or > 16) throw StylizeException.Option("BackgroundNumClusters", NumClusters, "1 to 16");
        if (!(EdgeSampleRatio is > 0 and <= 1)) throw StylizeException.Option("BackgroundEdgeSampleRatio", EdgeSampleRatio, "above 0, at most 1");
    }
}
