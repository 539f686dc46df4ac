using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Tracking;

namespace Stylize.Engine.Segmentation.Images;

/// <summary>Drops regions by area, contact with the border and distance to others; the rest keep their order.</summary>
internal static class RegionFilter
{
    public static void Apply(LabelledRuns labelled, SegmentationOptions options)
    {
        labelled.Keep(Fitting(labelled, options));
        if (options.ProximityRadius > 0 && labelled.Count > 1)
        {
            labelled.Keep(Solitary(labelled, options.ProximityRadius));
        }
    }

    /// <summary>For each label true where area and border allow it. Both limits of the area are strict.</summary>
    private static bool[] Fitting(LabelledRuns labelled, SegmentationOptions options)
    {
        var areas = MaskParts.Areas(labelled, out var onBorder);
        var keep = new bool[labelled.Count + 1];
        for (var label = 1; label < keep.Length; label++)
        {
            keep[label] = areas[label] > options.MinimumArea && areas[label] < options.MaximumArea
                && !(options.DropBorder && onBorder[label]);
        }

        return keep;
    }

    /// <summary>For each label true if no other centroid is within the radius.</summary>
    private static bool[] Solitary(LabelledRuns labelled, double radius)
    {
        var centroids = RegionMeasurer.Measure(labelled, RegionProperties.Centroid, []);
        var regions = Enumerable.Range(0, labelled.Count);
        double[] x = [.. regions.Select(region => centroids[region, 1])];
        double[] y = [.. regions.Select(region => centroids[region, 2])];
        var grid = new PointGrid(x, y, radius);
        return [false, .. regions.Select(one => !grid.Near(x[one], y[one]).Any(other => other != one && IsWithin(one, other)))];

        bool IsWithin(int one, int other)
        {
            var (dx, dy) = (x[other] - x[one], y[other] - y[one]);
            return (dx * dx) + (dy * dy) < radius * radius;
        }
    }
}
