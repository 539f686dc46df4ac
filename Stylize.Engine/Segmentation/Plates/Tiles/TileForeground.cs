using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>The foreground of one tile before it is labelled.</summary>
/// <param name="Tile">The tile, its place in the labelled plane and its threshold.</param>
/// <param name="Runs">The runs of foreground pixels, in the tile's own coordinates.</param>
internal readonly record struct TileForeground(TileMeasurement Tile, RunTable Runs);
