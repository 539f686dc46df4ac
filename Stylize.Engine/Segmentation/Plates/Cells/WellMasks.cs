using Stylize.Engine.Segmentation.Plates.Tiles;

namespace Stylize.Engine.Segmentation.Plates.Cells;

/// <summary>The given label masks of a well: one per tile, or one for the montage of all tiles.</summary>
/// <param name="remarked">Receives what is odd about a mask; may be called by several threads.</param>
internal sealed class WellMasks(
    PlateOptions options, WellTimepoint well, FlatFields fields, Action<WellRemark> remarked, OperationContext context)
{
    /// <summary>Returns the objects of the mask of a tile; none if the mask is that of the well.</summary>
    public RunTable Of(SampleScanner reader, TileFile file) => IsOfWell(file)
        ? RunTable.WithObjects(reader.Width, reader.Height)
        : Read(file.Mask!, (reader.Width, reader.Height), file.Path);

    /// <summary>Returns the objects of the mask of the well; null if each tile has its own.</summary>
    public RunTable? OfWell(MontageGrid grid, IReadOnlyList<TileForeground> tiles) =>
        tiles.Count > 0 && tiles[0].Tile.Tile is var file && IsOfWell(file)
            ? Read(file.Mask!, (grid.Width, grid.Height), $"the montage of {well.Name}") : null;

    private bool IsOfWell(TileFile file) => file.Mask is { } mask && !options.PerTile
        && well.Segmented.Any(c => c.Tiles.Count > 1 && c.Tiles.Contains(file) && c.Tiles.All(t => t.Mask?.Path == mask.Path));

    private RunTable Read(TilePlane mask, (int Width, int Height) size, string of)
    {
        var runs = fields.Labels(mask, size, of, context.Cancellation);
        if (LabelMaskReader.Remark(runs, mask.Path, context.Cancellation) is { } remark)
        {
            remarked(WellRemark.Warning(remark));
        }

        return runs;
    }
}
