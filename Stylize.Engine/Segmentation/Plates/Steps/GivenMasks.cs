using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>The given label masks of a well: one per tile, or one for the montage of all tiles.</summary>
internal sealed class GivenMasks(StepContext context)
{
    /// <summary>Returns the objects of the mask of a tile; none if the mask is that of the well.</summary>
    public RunTable RunsFor(SampleScanner reader, TileFile file) => IsOfWell(file)
        ? RunTable.WithObjects(reader.Width, reader.Height)
        : Read(file.Mask!, (reader.Width, reader.Height), file.Path);

    /// <summary>Returns the objects of the mask of the well; null if each tile has its own.</summary>
    public RunTable? OfWell(MontageGrid grid, IReadOnlyList<TileMeasurement> tiles) =>
        tiles.Count > 0 && tiles[0].Tile is var file && IsOfWell(file)
            ? Read(file.Mask!, (grid.Width, grid.Height), $"the montage of {context.Well.Name}") : null;

    private bool IsOfWell(TileFile file) => file.Mask is { } mask && !context.Options.IsPerTile
        && context.Well.Segmented.Any(
            c => c.Tiles.Count > 1 && c.Tiles.Contains(file) && c.Tiles.All(t => t.Mask?.Path == mask.Path));

    private RunTable Read(TilePlane mask, (int Width, int Height) size, string of)
    {
        var runs = context.Plate.Statistics.Labels(mask, size, of, context.Cancellation);
        if (LabelMaskReader.Remark(runs, mask.Path, context.Cancellation) is { } remark)
        {
            context.Remark(WellRemark.Warning(remark));
        }

        return runs;
    }
}
