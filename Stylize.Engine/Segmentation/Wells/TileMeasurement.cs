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
}
