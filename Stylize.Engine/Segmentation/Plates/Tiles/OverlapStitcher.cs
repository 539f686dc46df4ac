namespace Stylize.Engine.Segmentation.Plates.Tiles;

internal static class OverlapStitcher
{
    /// <summary>
    /// Returns the foreground of the montage. Without objects, each pixel comes from the tile to which it belongs; with objects, one copy
    /// of each is kept, and a pixel in two objects goes to that of the tile to which it belongs.
    /// </summary>
    public static RunTable Stitch(MontageGrid grid, IReadOnlyList<TileForeground> tiles)
    {
        var objects = tiles.Any(t => t.Runs.HasObjects) ? new OverlapObjects(grid, tiles) : null;
        var stitched = objects is null ? new RunTable(grid.Width, grid.Height)
            : RunTable.WithObjects(grid.Width, grid.Height, isWhole: true);
        stitched.MinimumArea = tiles.Max(t => t.Runs.MinimumArea);
        var row = new int[grid.Width];
        for (var y = 0; y < grid.Height; y++)
        {
            row.AsSpan().Clear();
            var here = tiles.Index().Where(t => y >= t.Item.Tile.Top && y < t.Item.Tile.Top + t.Item.Tile.Height).ToList();
            foreach (var (index, tile) in objects is null ? [] : here)
            {
                Paint(row, tile, y, new PixelSpan(0, tile.Tile.Width), run => objects!.Name(index, run));
            }

            foreach (var (index, tile) in here)
            {
                foreach (var span in grid.Owned(tile.Tile.Tile.Tile, y - tile.Tile.Top))
                {
                    Paint(row, tile, y, span, run => objects is null ? 1 : objects.Name(index, run));
                }
            }

            Encode(row, stitched);
        }

        return stitched;
    }

    private static void Paint(int[] row, TileForeground tile, int y, PixelSpan span, Func<int, int> nameOf)
    {
        var (runs, at, left) = (tile.Runs, y - tile.Tile.Top, tile.Tile.Left);
        for (var run = runs.RowOffset(at); run < runs.RowOffset(at + 1); run++)
        {
            var (from, end) = (Math.Max(runs.Starts[run], span.Start), Math.Min(runs.Ends[run], span.End));
            if (from < end && nameOf(runs.HasObjects ? runs.Objects[run] : 0) is > 0 and var name)
            {
                row.AsSpan(left + from, end - from).Fill(name);
            }
        }
    }

    private static void Encode(int[] row, RunTable target)
    {
        target.BeginRow();
        for (var x = 0; x < row.Length;)
        {
            var (start, name) = (x, row[x]);
            while (x < row.Length && row[x] == name)
            {
                x++;
            }

            if (name > 0)
            {
                target.Add(start, x, name);
            }
        }
    }
}
