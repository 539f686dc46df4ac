using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>The properties of a <see cref="TileMeasurement"/>.</summary>
internal sealed record RestoredTile(
    int Number, int Width, int Height, int Left, int Top, double? Threshold, long MinimumArea, ImageKind Kind)
{
    public TileMeasurement In(TileFile tile) =>
        new(tile, Width, Height, Left, Top, Threshold) { MinimumArea = MinimumArea, Kind = Kind };
}
