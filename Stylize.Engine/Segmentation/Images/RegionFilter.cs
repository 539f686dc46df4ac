using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Regions;

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
        var areas = new long[labelled.Count + 1];
        var onBorder = new bool[labelled.Count + 1];
        var runs = labelled.Runs;
        var rows = runs.Rows;
        var starts = runs.Starts;
        var ends = runs.Ends;
        var labels = labelled.Labels;
        for (var run = 0; run < labels.Length; run++)
        {
            areas[labels[run]] += ends[run] - starts[run];
            onBorder[labels[run]] |= starts[run] == 0 || ends[run] == runs.Width || rows[run] == 0 || rows[run] == runs.Height - 1;
        }

        var keep = new bool[labelled.Count + 1];
        for (var label = 1; label < keep.Length; label++)
        {
            keep[label] = areas[label] > options.MinimumArea && areas[label] < options.MaximumArea
                && !(options.DropBorder && onBorder[label]);
        }

        return keep;
    }

    /// <summary>For each label true if no other centroid is within the radius. A grid of cells finds the neighbors.</summary>
    private static bool[] Solitary(LabelledRuns labelled, double radius)
    {
        var centroids = RegionMeasurer.Measure(labelled, RegionProperties.Centroid, []);
        var grid = new Dictionary<(int X, int Y), List<int>>();
        for (var region = 0; region < labelled.Count; region++)
        {
            var cell = Cell(centroids, region, radius);
            if (!grid.TryGetValue(cell, out var members))
            {
                grid.Add(cell, members = []);
            }

            members.Add(region);
        }

        var keep = new bool[labelled.Count + 1];
        for (var region = 0; region < labelled.Count; region++)
        {
            keep[region + 1] = !HasNeighbour(centroids, grid, region, radius);
        }

        return keep;
    }

    private static bool HasNeighbour(RegionTable centroids, Dictionary<(int X, int Y), List<int>> grid, int region, double radius)
    {
        var (cellX, cellY) = Cell(centroids, region, radius);
        for (var y = cellY - 1; y <= cellY + 1; y++)
        {
            for (var x = cellX - 1; x <= cellX + 1; x++)
            {
                foreach (var other in grid.GetValueOrDefault((x, y)) ?? [])
                {
                    var (dx, dy) = (centroids[other, 1] - centroids[region, 1], centroids[other, 2] - centroids[region, 2]);
                    if (other != region && (dx * dx) + (dy * dy) < radius * radius)
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    private static (int X, int Y) Cell(RegionTable centroids, int region, double radius) =>
        ((int)(centroids[region, 1] / radius), (int)(centroids[region, 2] / radius));
}
