using Stylize.Engine.Segmentation.Plates.Tiles;

namespace Stylize.Engine.Segmentation.Plates.Cells;

internal static class WellRings
{
    /// <summary>Returns the rings, with the scale of each channel; null if the options have no ring. The caller disposes them.</summary>
    public static RegionRing? Around(
        LabeledPlane plane, MontageGrid grid, IEnumerable<ChannelReaders> channels, WellTimepoint well, PlateOptions options,
        OperationContext context)
    {
        if (options.Segmentation.Ring is not { } ring) return null;

        var pixelSize = ring.IsMicrometers ? PixelSizes.Known(well, options) ?? PixelSizes.Of(well) : 1;
        var around = RegionRing.Around(
            plane.Labels, ring.InPixels(pixelSize), [.. channels.Select(c => c.Scale)], context.MaxThreads, context.Cancellation);
        if (plane.Tiles.Count > 1 && (grid.HasOverlap || plane.Tiles.Count < grid.Columns * grid.Rows))
        {
            around.CountOnly(plane.Tiles.SelectMany(tile => Shown(tile, grid)));
        }

        return around;
    }

    private static IEnumerable<(int Y, int Left, int Right)> Shown(TileMeasurement tile, MontageGrid grid)
    {
        for (var y = 0; y < tile.Height; y++)
        {
            foreach (var span in grid.Owned(tile.Tile.Tile, y).ToArray())
            {
                yield return (tile.Top + y, tile.Left + span.Start, tile.Left + span.End);
            }
        }
    }
}
