using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>The foreground of one tile before it is labelled.</summary>
internal readonly record struct TileForeground(TileMeasurement Tile, RunTable Runs);
