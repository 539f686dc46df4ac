using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Tiles;

/// <summary>The regions of the tiles of a montage, placed together.</summary>
internal static class StitchedLabels
{
    /// <summary>Returns the foreground of a stack: its regions, with those of the brightest voxels as the
    /// projection.</summary>
    /// <param name="stack">Is not disposed.</param>
    public static RunTable Project(LabeledRuns stack, IReadOnlyList<SampleScanner> planes)
    {
        var (width, runs) = (stack.Runs.Width, stack.Runs);
        var (labels, highest) = (new int[width * stack.Height], new ushort[width * stack.Height]);
        for (var run = 0; run < runs.Count; run++)
        {
            var (plane, y) = Math.DivRem(runs.Rows[run], stack.Height);
            var row = planes[plane].Whole().Row(y);
            for (var x = runs.Starts[run]; x < runs.Ends[run]; x++)
            {
                ref var label = ref labels[(y * width) + x];
                ref var high = ref highest[(y * width) + x];
                (label, high) = label == 0 || row[x] > high ? (stack.Labels[run], row[x]) : (label, high);
            }
        }

        return LabeledRuns.FromVoxels(labels, stack.Count, width, 1, 1).Runs;
    }

    /// <summary>Joins the runs of a montage. Runs that touch across a seam become one, objects only if both halves
    /// match. Of an object in an overlap, one copy is kept; a pixel in two objects goes to that of the tile to which it
    /// belongs.</summary>
    /// <param name="joinsObjects">False if the objects of each tile are its own, also at seams.</param>
    public static RunTable Stitch(MontageGrid grid, IReadOnlyList<TileMeasurement> tiles, bool joinsObjects = true)
    {
        var hasObjects = tiles.Any(t => t.Runs!.HasObjects);
        var stitched = !hasObjects ? new RunTable(grid.Width, grid.Height)
            : RunTable.WithObjects(grid.Width, grid.Height, grid.HasOverlap || tiles.All(t => t.Runs!.AreWhole));
        foreach (var tile in tiles)
        {
            stitched.AddLimit(tile.Runs!);
        }

        Func<int, int, int> name = !hasObjects ? (_, _) => 1
            : grid.HasOverlap ? new OverlapObjects(grid, tiles).Name : new SeamObjects(tiles, joinsObjects).Name;
        Paint(
            stitched, grid, tiles, showsOverlap: hasObjects && grid.HasOverlap,
            (tile, run) => name(tile, hasObjects ? tiles[tile].Runs!.Objects[run] : 0));
        return stitched;
    }

    /// <summary>Joins the masks of the tiles of a montage, which agree where they overlap.</summary>
    public static RunTable Join(MontageGrid grid, IReadOnlyList<TileMeasurement> masks)
    {
        var joined = RunTable.WithObjects(grid.Width, grid.Height);
        Paint(joined, grid, masks, showsOverlap: true, (tile, run) => masks[tile].Runs!.Objects[run]);
        return joined;
    }

    /// <summary>Places the regions of separately labeled tiles side by side for the overlay, with consecutive
    /// labels.</summary>
    public static LabeledRuns SideBySide(MontageGrid grid, IReadOnlyList<PlaneMeasurement> planes)
    {
        var count = 0;
        int[] firsts = [.. planes.Select(plane => (count += plane.Labels.Count) - plane.Labels.Count)];
        var tiles = planes.Select(plane => plane.Tiles[0] with
        {
            Left = grid.Origin(plane.Tiles[0].Tile.Tile).Left, Top = grid.Origin(plane.Tiles[0].Tile.Tile).Top,
            Runs = plane.Labels.Runs,
        });
        var runs = RunTable.WithObjects(grid.Width, grid.Height);
        Paint(
            runs, grid, [.. tiles], showsOverlap: false,
            (tile, run) => planes[tile].Labels.Labels[run] is > 0 and var label ? firsts[tile] + label : 0);
        return new LabeledRuns(runs, runs.Objects.ToArray(), count);
    }

    /// <summary>Adds the rows of a montage to a table.</summary>
    /// <param name="showsOverlap">True to show what lies below the pixels of another tile if these are
    /// background.</param>
    /// <param name="name">Returns the name of a run of a tile; 0 for background.</param>
    private static void Paint(
        RunTable target, MontageGrid grid, IReadOnlyList<TileMeasurement> tiles, bool showsOverlap,
        Func<int, int, int> name)
    {
        var row = new int[grid.Width];
        for (var y = 0; y < grid.Height; y++)
        {
            row.AsSpan().Clear();
            var here = tiles.Index()
                .Where(t => y >= t.Item.Top && y < t.Item.Top + t.Item.Height).ToList();
            foreach (var (index, tile) in showsOverlap ? here : [])
            {
                Paint(row, tile, y, new PixelSpan(0, tile.Width), index, name);
            }

            foreach (var (index, tile) in here)
            {
                foreach (var span in grid.Owned(tile.Tile.Tile, y - tile.Top))
                {
                    Paint(row, tile, y, span, index, name);
                }
            }

            target.AddRow(row);
        }
    }

    private static void Paint(
        int[] row, TileMeasurement tile, int y, PixelSpan span, int index, Func<int, int, int> name)
    {
        var (runs, at, left) = (tile.Runs!, y - tile.Top, tile.Left);
        for (var run = runs.RowOffset(at); run < runs.RowOffset(at + 1); run++)
        {
            var (from, end) = (Math.Max(runs.Starts[run], span.Start), Math.Min(runs.Ends[run], span.End));
            if (from < end && name(index, run) is > 0 and var found)
            {
                row.AsSpan(left + from, end - from).Fill(found);
            }
        }
    }

    /// <summary>Returns for each tile the number of objects in the tiles before it, and last that of all
    /// tiles.</summary>
    public static int[] FirstNames(IReadOnlyList<TileMeasurement> tiles)
    {
        var firsts = new int[tiles.Count + 1];
        for (var tile = 0; tile < tiles.Count; tile++)
        {
            var objects = tiles[tile].Runs!.Objects;
            firsts[tile + 1] = checked(firsts[tile] + (objects.IsEmpty ? 0 : TensorPrimitives.Max(objects)));
        }

        return firsts;
    }
}
