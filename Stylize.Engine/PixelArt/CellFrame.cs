using Stylize.Engine.Imaging;

namespace Stylize.Engine.PixelArt;

/// <summary>One picture of moving pixel art.</summary>
/// <param name="Cells">One pixel for each cell. It is its taker's.</param>
/// <param name="Milliseconds">How long it is shown.</param>
internal readonly record struct CellFrame(Raster<Rgba32> Cells, int Milliseconds);
