namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>Tiles that were labeled together: those of a montage, or a single tile.</summary>
internal sealed record LabeledPlane(LabeledRuns Labels, IReadOnlyList<TileMeasurement> Tiles) : IDisposable
{
    public void Dispose() => Labels.Dispose();

    /// <summary>Returns for each region the index of the tile that contains its centroid, or of the nearest tile.</summary>
    public int[] TileOfRegion(RegionTable regions)
    {
        var (x, y) = (regions.Find("CentroidX"), regions.Find("CentroidY"));
        var tileOf = new int[regions.Count];
        for (var region = 0; region < tileOf.Length && Tiles.Count > 1; region++)
        {
            tileOf[region] = Nearest(regions[region, x], regions[region, y]);
        }

        return tileOf;
    }

    /// <summary>Joins the runs of a montage. Runs that touch across a seam become one, objects only if both halves match.</summary>
    /// <param name="joinsObjects">False if the objects of each tile are its own, also at seams.</param>
    public static RunTable Stitch(MontageGrid grid, IReadOnlyList<TileForeground> tiles, bool joinsObjects = true)
    {
        if (grid.HasOverlap) return OverlapStitcher.Stitch(grid, tiles);

        var objects = tiles.Any(t => t.Runs.HasObjects) ? new SeamObjects(tiles, joinsObjects) : null;
        var stitched = objects is null ? new RunTable(grid.Width, grid.Height)
            : RunTable.WithObjects(grid.Width, grid.Height, tiles.All(t => t.Runs.AreWhole));
        stitched.MinimumArea = tiles.Max(t => t.Runs.MinimumArea);
        var byTop = tiles.Select((t, index) => (t.Tile, t.Runs, Index: index)).ToLookup(t => t.Tile.Top);
        for (var gridRow = 0; gridRow < grid.Rows; gridRow++)
        {
            var row = byTop[gridRow * grid.TileHeight].OrderBy(t => t.Tile.Left).ToList();
            for (var y = 0; y < grid.TileHeight; y++)
            {
                stitched.BeginRow();
                foreach (var (tile, runs, index) in row)
                {
                    Append(stitched, runs, y, tile.Left, objects, index);
                }
            }
        }

        return stitched;
    }

    /// <summary>Places the regions of separately labeled tiles side by side for the overlay, with consecutive labels.</summary>
    public static LabeledRuns SideBySide(MontageGrid grid, IReadOnlyList<(TileMeasurement Tile, LabeledRuns Labels)> tiles)
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
            var row = Enumerable.Range(0, tiles.Count)
                .Where(i => y >= tiles[i].Tile.Top && y < tiles[i].Tile.Top + grid.TileHeight)
                .OrderBy(i => tiles[i].Tile.Left);
            foreach (var index in row)
            {
                var (tile, labeled) = tiles[index];
                for (var run = labeled.Runs.RowOffset(y - tile.Top); run < labeled.Runs.RowOffset(y - tile.Top + 1); run++)
                {
                    if (labeled.Labels[run] != 0)
                    {
                        runs.Add(labeled.Runs.Starts[run] + tile.Left, labeled.Runs.Ends[run] + tile.Left);
                        labels.Add(firsts[index] + labeled.Labels[run]);
                    }
                }
            }
        }

        return new LabeledRuns(runs, [.. labels], count);
    }

    private static void Append(RunTable to, RunTable from, int y, int left, SeamObjects? objects, int tile)
    {
        var starts = from.Starts;
        var ends = from.Ends;
        var end = from.RowOffset(y + 1);
        for (var run = from.RowOffset(y); run < end; run++)
        {
            to.Add(starts[run] + left, ends[run] + left, objects?.Name(tile, from.Objects[run]) ?? 0);
        }
    }

    /// <summary>
    /// Returns the index of the tile nearest to the center of the pixel at a position. Of tiles that contain it, it is the one whose border
    /// is farthest away; the first one of ties.
    /// </summary>
    private int Nearest(double x, double y)
    {
        var (nearest, smallest) = (0, double.PositiveInfinity);
        for (var index = 0; index < Tiles.Count; index++)
        {
            var tile = Tiles[index];
            var dx = Math.Max(Math.Max(tile.Left - x - .5, x + .5 - (tile.Left + tile.Width)), 0);
            var dy = Math.Max(Math.Max(tile.Top - y - .5, y + .5 - (tile.Top + tile.Height)), 0);
            var depth = Math.Min(
                Math.Min(x + .5 - tile.Left, tile.Left + tile.Width - x - .5),
                Math.Min(y + .5 - tile.Top, tile.Top + tile.Height - y - .5));
            var distance = dx == 0 && dy == 0 ? -depth : (dx * dx) + (dy * dy);
            if (distance < smallest)
            {
                (nearest, smallest) = (index, distance);
            }
        }

        return nearest;
    }
}

/// <summary>The foreground of one tile before it is labeled.</summary>
internal readonly record struct TileForeground(TileMeasurement Tile, RunTable Runs)
{
    /// <summary>Returns for each tile the number of objects in the tiles before it, and last that of all tiles.</summary>
    public static int[] FirstNames(IReadOnlyList<TileForeground> tiles)
    {
        var firsts = new int[tiles.Count + 1];
        for (var tile = 0; tile < tiles.Count; tile++)
        {
            var objects = tiles[tile].Runs.Objects;
            firsts[tile + 1] = checked(firsts[tile] + (objects.IsEmpty ? 0 : TensorPrimitives.Max(objects)));
        }

        return firsts;
    }
}
