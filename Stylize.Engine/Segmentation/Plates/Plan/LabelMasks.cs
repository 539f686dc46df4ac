using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Plan;

internal static class LabelMasks
{
    /// <summary>Returns the path template of the masks; null if objects are found by a threshold.</summary>
    public static string? Template(PlateOptions options) =>
        options.Segmentation.Method == ThresholdMethod.Labels ? options.Segmentation.LabelPath : null;

    /// <summary>Returns the full path of a tile's mask, relative to the folder of the tile or to the image of an
    /// OME-Zarr.</summary>
    public static string PathOf(TileFile tile, PlateOptions options) => LabelPathTemplate.Resolve(
        Template(options)!, tile.Image?.Image ?? Path.GetDirectoryName(tile.Path) ?? "", word => word switch
        {
            "experiment" => tile.Experiment,
            "well" => tile.Well,
            "timepoint" => Invariant($"{tile.Timepoint}"),
            "channel" => tile.Channel,
            "tile" => Invariant($"{tile.Tile}"),
            _ => Path.GetFileNameWithoutExtension(tile.Path),
        });

    /// <summary>Returns the files that other programs named after a tile in the same folder, each with the end of its
    /// name.</summary>
    public static IReadOnlyDictionary<string, string> NextTo(IReadOnlyList<string> paths)
    {
        var stems = paths.Select(path => Path.ChangeExtension(path, null)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return paths.Select(path => (path, End: SkippedMasks.EndOf(path, stems.Contains)))
            .Where(file => file.End is not null)
            .ToDictionary(file => file.path, file => file.End!, StringComparer.Ordinal);
    }

    /// <summary>Returns the wells with the masks of their segmented tiles.</summary>
    /// <exception cref="StylizeException">OptionInvalid: none of the masks exists.</exception>
    public static IReadOnlyList<WellTimepoint> Assign(IReadOnlyList<WellTimepoint> wells, PlateOptions options)
    {
        if (Template(options) is null) return wells;

        WellTimepoint[] assigned = [.. wells.Select(Assigned)];
        var tiles = assigned.SelectMany(well => well.Segmented).SelectMany(channel => channel.Tiles).ToList();
        if (tiles.Count > 0 && !tiles.Exists(tile => Path.Exists(tile.Mask!.Path)))
        {
            throw Errors.NoLabelMasks.With("LabelPath", tiles[0].Mask!.Path, tiles[0].Path);
        }

        return assigned;

        WellTimepoint Assigned(WellTimepoint well)
        {
            var segmented = well.Segmented.Select(channel => channel with
            {
                Tiles = [.. channel.Tiles.Select(
                    tile => tile with { Mask = new TilePlane(PathOf(tile, options), PageOf(tile)) })],
            }).ToList();
            return well with
            {
                Segmented = segmented,
                Measured =
                    [.. well.Measured.Select(channel => segmented.Find(s => s.Channel == channel.Channel) ?? channel)],
            };
        }
    }

    /// <summary>Returns the page of a mask: that of the tile. Labels of an OME-Zarr have pages by time and plane
    /// only.</summary>
    private static int PageOf(TileFile tile) => tile.Image?.Page(channel: null) ?? tile.Page;
}
