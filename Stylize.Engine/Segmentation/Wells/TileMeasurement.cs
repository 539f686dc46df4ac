namespace Stylize.Engine.Segmentation.Wells;

/// <summary>What became of one tile.</summary>
/// <param name="Tile">The tile.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Left">Column of the labelled plane at which the tile begins: 0 where tiles are labelled for themselves.</param>
/// <param name="Top">Row of the labelled plane at which the tile begins.</param>
/// <param name="Threshold">The threshold, or null where each pixel has its own.</param>
public sealed record TileMeasurement(TileFile Tile, int Width, int Height, int Left, int Top, double? Threshold);
