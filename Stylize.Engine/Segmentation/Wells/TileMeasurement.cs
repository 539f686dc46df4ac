using System.Drawing;
using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Segmentation.Wells;

/// <summary>One segmented tile.</summary>
/// <param name="Left">First column of the tile in the labeled plane; 0 if tiles are labeled separately.</param>
/// <param name="Threshold">Its threshold, or null if each pixel or nucleus has its own.</param>
public sealed record TileMeasurement(TileFile Tile, int Width, int Height, int Left, int Top, double? Threshold)
{
    /// <summary>Number of pixels that regions exceed.</summary>
    public long MinimumArea { get; init; }

    /// <summary>The kind of its image.</summary>
    public ImageKind Kind { get; init; }

    /// <summary>Its place in the labeled plane.</summary>
    internal Rectangle Area => new(Left, Top, Width, Height);

    /// <summary>Its foreground until it is labeled.</summary>
    internal RunTable? Runs { get; init; }

    /// <summary>The regions of its stack until they are those of a plane; null for a single plane.</summary>
    internal LabeledRuns? Stack { get; init; }

    /// <summary>Returns the squared distance of the tile from a point of the plane; inside, the negative distance from
    /// its border.</summary>
    internal double Distance(double x, double y)
    {
        var (dx, dy) = (Math.Max(Left - x, x - (Left + Width)), Math.Max(Top - y, y - (Top + Height)));
        return dx <= 0 && dy <= 0 ? Math.Max(dx, dy)
            : (Math.Max(dx, 0) * Math.Max(dx, 0)) + (Math.Max(dy, 0) * Math.Max(dy, 0));
    }
}
