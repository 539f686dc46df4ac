using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Tracking;

/// <summary>The regions of one timepoint.</summary>
/// <param name="X">Columns of the centroids, in pixels that are aligned over time.</param>
internal sealed record TrackFrame(double[] X, double[] Y, double[] Areas)
{
    /// <summary>The regions' pixels, which linking by overlap compares; or null.</summary>
    public LabelledRuns? Labels { get; init; }

    public int OffsetX { get; init; }
    public int OffsetY { get; init; }
    public int Count => X.Length;
}
