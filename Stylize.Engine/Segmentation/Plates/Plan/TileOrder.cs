using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>The order of tiles: by experiment, well, timepoint, channel and number.</summary>
internal static class TileOrder
{
    /// <summary>Gives a well that has several spellings in an experiment, such as A1 and A01, its first one.</summary>
    public static List<TileFile> WithOneName(List<TileFile> found)
    {
        var names = new Dictionary<(string Experiment, string Well), string>();
        foreach (var tile in found)
        {
            names.TryAdd((tile.Experiment, WellName.Canonical(tile.Well)), tile.Well);
        }

        return [.. found.Select(tile => tile with { Well = names[(tile.Experiment, WellName.Canonical(tile.Well))] })];
    }

    /// <summary>Returns the tiles in order, and adds a problem for each second file of a tile.</summary>
    public static List<TileFile> WithoutDuplicates(List<TileFile> found, List<StylizeException> problems)
    {
        var tiles = new List<TileFile>(found.Count);
        foreach (var tile in found
            .OrderBy(t => t.Experiment, StringComparer.Ordinal)
            .ThenBy(t => WellOrder(t.Well))
            .ThenBy(t => t.Well, StringComparer.Ordinal)
            .ThenBy(t => t.Timepoint)
            .ThenBy(t => t.Channel, StringComparer.Ordinal)
            .ThenBy(t => t.Tile)
            .ThenBy(t => t.Path, StringComparer.Ordinal)
            .ThenBy(t => t.Page))
        {
            if (tiles.Count > 0 && tiles[^1] is var last
                && (last.Experiment, last.Well, last.Timepoint, last.Channel, last.Tile)
                    == (tile.Experiment, tile.Well, tile.Timepoint, tile.Channel, tile.Tile))
            {
                problems.Add(tile.Path != last.Path
                    ? Errors.SameTile.With(tile.Path, "tile", last.Path)
                    : Errors.TwoPlanes.With(
                        tile.Path, tile.Channel, tile.Well, tile.Timepoint, tile.Tile, last.Page, tile.Page));
            }
            else
            {
                tiles.Add(tile);
            }
        }

        return tiles;
    }

    /// <summary>Sorts wells as A1, A2, A10, B1, AA1: by row, then by column.</summary>
    private static (int Row, int Column) WellOrder(string well) =>
        WellName.Parse(well) ?? (well.Length > 0 ? well[0] : 0, 0);
}
