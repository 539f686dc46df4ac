namespace Stylize.Engine.Segmentation.Wells;

/// <summary>One segmented tile.</summary>
/// <param name="Left">Column of the labelled plane at which the tile begins; 0 where tiles are labelled one by one.</param>
/// <param name="Threshold">Its threshold, or null where each pixel has its own.</param>
public sealed record TileMeasurement(TileFile Tile, int Width, int Height, int Left, int Top, double? Threshold);
