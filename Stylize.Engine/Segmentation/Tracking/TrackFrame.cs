using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Tracking;

/// <summary>The regions of one timepoint.</summary>
/// <param name="X">Columns of the centroids, in pixels that are aligned over time.</param>
/// <param name="Y">Rows of the centroids.</param>
/// <param name="Areas">Areas in pixels.</param>
internal sealed record TrackFrame(double[] X, double[] Y, double[] Areas)
{
    /// <summary>The regions' pixels, which linking by overlap compares; or null.</summary>
    public LabelledRuns? Labels { get; init; }

    /// <summary>By how far the pixels lie to the right of the aligned ones.</summary>
    public int OffsetX { get; init; }

    /// <summary>By how far the pixels lie below the aligned ones.</summary>
    public int OffsetY { get; init; }

    /// <summary>Number of regions.</summary>
    public int Count => X.Length;
}
