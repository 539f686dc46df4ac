using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>The parts of cells as channels next to those of their nuclei.</summary>
internal sealed class CellChannels(PlateOptions options, FoundTiles found)
{
    /// <summary>Returns a well with the parts of cells next to its nuclei, whose tiles they have.</summary>
    public WellTimepoint Add(WellTimepoint well)
    {
        if (options.CellChannel is not { } cells) return well;

        if (well.Segmented is not [var nuclei] || well.Measured.Any(c => CellParts.IsName(c.Channel)))
        {
            if (!found.Problems.Exists(problem => problem.Target == nameof(options.CellChannel)))
            {
                found.Problems.Add(Errors.CellChannelOfMany.With(
                    nameof(options.CellChannel), well.Name, string.Join(", ", well.Segmented.Select(c => c.Channel)),
                    CellPart.Cells, CellPart.Cytoplasm));
            }

            return well with { Segmented = [] };
        }

        if (!well.Measured.Any(c => StringComparer.OrdinalIgnoreCase.Equals(c.Channel, cells)))
        {
            found.Warnings.Add($"{well.Name} lacks channel {cells}: its nuclei have no cells.");
            return well;
        }

        return well with
        {
            Segmented =
            [
                nuclei, .. new[] { CellPart.Cells, CellPart.Cytoplasm }.Select(part => new ChannelTiles(
                    $"{part}",
                    [
                        .. nuclei.Tiles.Select(tile => tile with
                        {
                            Channel = $"{part}",
                            Stem = TileFile.StemOf(
                                tile.Experiment, tile.Well, tile.Timepoint, tile.Tile, $"{part}"),
                        }),
                    ]) { Part = part }),
            ],
        };
    }
}
