using Stylize.Engine.Segmentation.Plates.Tiles;

namespace Stylize.Engine.Segmentation.Plates.Cells;

/// <summary>Adds the pixels of the tiles of a channel to the sums of the regions, each pixel of the montage once.</summary>
internal static class IntensityAdder
{
    /// <summary>Adds pixels of a row of the montage.</summary>
    /// <param name="left">Column of the first pixel.</param>
    public delegate void RowAction(ReadOnlySpan<ushort> row, int left, int y);

    public static void Add(
        LabeledPlane plane, MontageGrid grid, ChannelReaders channel, Action<StylizeException> failed, CancellationToken cancellation,
        RowAction add)
    {
        foreach (var tile in plane.Tiles.Where(t => channel.Numbers.Contains(t.Tile.Tile)))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                channel[tile.Tile.Tile].Scan(
                    (strip, top, rows) =>
                    {
                        for (var y = 0; y < rows; y++)
                        {
                            foreach (var span in grid.Owned(tile.Tile.Tile, top + y))
                            {
                                add(strip.Row(y)[span.Start..span.End], tile.Left + span.Start, tile.Top + top + y);
                            }
                        }
                    },
                    cancellation);
            }
            catch (StylizeException e)
            {
                failed(e);
            }
        }
    }
}
