using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>Tiles that were labelled together, and where each lies in the plane.</summary>
/// <param name="Labels">The regions.</param>
/// <param name="Tiles">The tiles.</param>
internal sealed record LabelledPlane(LabelledRuns Labels, IReadOnlyList<TileMeasurement> Tiles) : IDisposable
{
    public void Dispose() => Labels.Dispose();

    /// <summary>One plane for the runs of all tiles of a montage; objects that touch across a seam become one.</summary>
    public static RunTable Stitch(TileGrid grid, IReadOnlyList<(TileMeasurement Tile, RunTable Runs)> tiles)
    {
        var stitched = new RunTable(grid.Width, grid.Height);
        var byPlace = tiles.ToLookup(t => t.Tile.Top);
        for (var gridRow = 0; gridRow < grid.Rows; gridRow++)
        {
            var row = byPlace[gridRow * grid.TileHeight].OrderBy(t => t.Tile.Left).ToList();
            for (var y = 0; y < grid.TileHeight; y++)
            {
                stitched.BeginRow();
                foreach (var (tile, runs) in row)
                {
                    Append(stitched, runs, y, tile.Left);
                }
            }
        }

        return stitched;
    }

    /// <summary>The regions of tiles that were labelled for themselves, side by side for a picture: numbers go on from tile to tile.</summary>
    public static LabelledRuns SideBySide(TileGrid grid, IReadOnlyList<(TileMeasurement Tile, LabelledRuns Labels)> tiles)
    {
        var runs = new RunTable(grid.Width, grid.Height, joinsTouching: false);
        var labels = new List<int>();
        var firsts = new int[tiles.Count];
        var count = 0;
        for (var tile = 0; tile < tiles.Count; tile++)
        {
            firsts[tile] = count;
            count += tiles[tile].Labels.Count;
        }

        for (var y = 0; y < grid.Height; y++)
        {
            runs.BeginRow();
            foreach (var index in Enumerable.Range(0, tiles.Count).Where(i => y >= tiles[i].Tile.Top && y < tiles[i].Tile.Top + grid.TileHeight).OrderBy(i => tiles[i].Tile.Left))
            {
                var (tile, labelled) = tiles[index];
                for (var run = labelled.Runs.RowOffset(y - tile.Top); run < labelled.Runs.RowOffset(y - tile.Top + 1); run++)
                {
                    if (labelled.Labels[run] != 0)
                    {
                        runs.Add(labelled.Runs.Starts[run] + tile.Left, labelled.Runs.Ends[run] + tile.Left);
                        labels.Add(firsts[index] + labelled.Labels[run]);
                    }
                }
            }
        }

        return new LabelledRuns(runs, [.. labels], count);
    }

    private static void Append(RunTable to, RunTable from, int y, int left)
    {
        var starts = from.Starts;
        var ends = from.Ends;
        var end = from.RowOffset(y + 1);
        for (var run = from.RowOffset(y); run < end; run++)
        {
            to.Add(starts[run] + left, ends[run] + left);
        }
    }
}
