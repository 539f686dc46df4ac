using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>A segmented well at a timepoint, of which no file is written yet.</summary>
/// <param name="Place">Places the tiles of further channels.</param>
/// <param name="Images">The quality of the images of each segmented channel.</param>
/// <param name="Elapsed">The time of segmenting.</param>
internal sealed record SegmentedWell(
    WellWork Work, PlaceStep Place, IReadOnlyList<SegmentedChannel> Channels,
    Dictionary<string, IReadOnlyList<ImageQuality>> Images, TimeSpan Elapsed)
{
    /// <summary>Shift of the image; null without alignment.</summary>
    public WellShift? Shift { get; init; }

    /// <summary>Returns the regions of a montage in a segmented channel; null if none of its tiles could be
    /// read.</summary>
    public LabeledRuns? Labels(string channel) =>
        Channels.FirstOrDefault(result => result.Name == channel)?.Planes.FirstOrDefault() is { } plane
            ? plane.Stack ?? plane.Labels : null;
}
