using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Tracking;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>Drops regions by area, contact with the border and distance to others; the rest keep their order.</summary>
internal static class RegionFilter
{
    public static void Apply(LabeledRuns labeled, SegmentationOptions options)
    {
        labeled.Keep(WithinLimits(labeled, options));
        if (options.ProximityRadius > 0 && labeled.Count > 1)
        {
            labeled.Keep(Isolated(labeled, options.ProximityRadius));
        }
    }

    /// <summary>Returns for each label whether area and border allow it. Both area limits are exclusive.</summary>
    private static bool[] WithinLimits(LabeledRuns labeled, SegmentationOptions options)
    {
        var areas = ConnectedComponents.Areas(labeled, out var onBorder);
        var keep = new bool[labeled.Count + 1];

        // The methods that find nuclei have applied their own limit, which is half at the border.
        var (minimum, maximum) = options.AreaLimits(labeled.Runs.MinimumArea / 2);
        for (var label = 1; label < keep.Length; label++)
        {
            keep[label] = areas[label] > minimum && areas[label] < maximum
                && !(options.DropBorder && onBorder[label]);
        }

        return keep;
    }

    /// <summary>Returns for each label whether no other centroid is within the radius.</summary>
    private static bool[] Isolated(LabeledRuns labeled, double radius)
    {
        Position[] at =
        [
            .. RegionMeasurer.Measure(labeled, RegionProperties.Centroid, []).Centroids()
                .Select(center => new Position(center.X, center.Y, 0)),
        ];
        var grid = new PointGrid(at, radius);
        return
        [
            false,
            .. at.Select((center, one) => !grid.Near(center)
                .Any(other => other != one && (at[other] - center).Squared < radius * radius)),
        ];
    }
}
