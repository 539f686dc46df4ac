namespace Stylize.Engine.Segmentation.Wells;

/// <summary>One segmented tile.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Left">Column of the labelled plane at which the tile begins; 0 where tiles are labelled one by one.</param>
/// <param name="Top">Row of the labelled plane at which the tile begins.</param>
/// <param name="Threshold">Its threshold, or null where each pixel has its own.</param>
public sealed record TileMeasurement(TileFile Tile, int Width, int Height, int Left, int Top, double? Threshold);
