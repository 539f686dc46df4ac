using Stylize.Engine.Segmentation.Ome;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>Paths of the files of a segmented plate below the destination. NAME is EXPERIMENT_WELL_T1_CHANNEL.</summary>
/// <remarks>
/// CellMasksMontage/WELL/TILE_ENCODED.tif: the labels of each tile. CellMasksMontage/WELL/NAME_MONTAGE_ENCODED.tif: those of the montage.
/// Montages/WELL/NAME_MONTAGE.tif: the stitched pixels. Overlays/WELL/NAME_OVERLAY.png: the regions drawn over the pixels.
/// Regions/WELL/NAME_REGIONS.csv: the measurements. FlatField/EXPERIMENT[_WELL]_CHANNEL_FLATFIELD.tif: the light.
/// Crops/WELL/NAME_CROPS.tif and .csv: a crop of each cell, and which it is. Thumbnails/WELL: what the page of the run shows of a well.
/// Overview/EXPERIMENT_T1_CHANNEL_OVERVIEW.png: the plate. segmentation.html: the page of the run.
/// Tracks/WELL/EXPERIMENT_WELL_CHANNEL_TRACKS.csv and ..._MEAN_MEASURED.csv: cells through time.
/// </remarks>
internal sealed class PlateFiles(string destination)
{
    private static readonly string[] Endings =
    [
        "_ENCODED.tif", "_MONTAGE.tif", "_OVERLAY.png", "_FLATFIELD.tif", "_CROPS.tif", "_THUMBNAIL.png", "_OVERVIEW.png",
    ];

    private static readonly string[] TableEndings = ["_REGIONS.csv", "_CROPS.csv", "_SUMMARY.json"];
    private static readonly string[] WellFolders = ["CellMasksMontage", "Montages", "Overlays", "Regions", "Crops", "Thumbnails"];

    /// <summary>True for an image that a run has written, which must not be taken for a tile by the next run.</summary>
    public static bool IsOutput(string path) => Endings.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    public string TileMask(TileFile tile) => Path.Combine(destination, "CellMasksMontage", Safe(tile.Well), $"{tile.Stem}_ENCODED.tif");

    public string MontageMask(WellTimepoint well, string channel) => Named("CellMasksMontage", well, channel, "_MONTAGE_ENCODED.tif");

    public string Montage(WellTimepoint well, string channel) => Named("Montages", well, channel, "_MONTAGE.tif");

    public string Overlay(WellTimepoint well, string channel) => Named("Overlays", well, channel, "_OVERLAY.png");

    public string Crops(WellTimepoint well, string channel) => Named("Crops", well, channel, "_CROPS.tif");

    public string CropTable(WellTimepoint well, string channel) => Named("Crops", well, channel, "_CROPS.csv");

    public string Thumbnail((WellTimepoint Well, string Channel) of) => Thumbnail(of.Well, of.Channel);

    public string Thumbnail(WellTimepoint well, string channel) => Named("Thumbnails", well, channel, "_THUMBNAIL.png");

    public string Summary(WellTimepoint well, string channel) => Named("Thumbnails", well, channel, "_SUMMARY.json");

    public string Overview(string experiment, int timepoint, string channel) => Path.Combine(
        destination, "Overview",
        Safe(string.Create(CultureInfo.InvariantCulture, $"{experiment}_T{timepoint}_{channel}")) + "_OVERVIEW.png");

    public string Page => Path.Combine(destination, "segmentation.html");

    public string Table(WellTimepoint well, string channel) => Named("Regions", well, channel, "_REGIONS.csv");

    public IEnumerable<string> OfWells => WellFolders.Select(name => Path.Combine(destination, name)).Where(Directory.Exists)
        .SelectMany(Directory.GetDirectories).SelectMany(Directory.GetFiles).Order(StringComparer.Ordinal);

    public static bool IsTable(string path) => TableEndings.Any(e => path.EndsWith(e, StringComparison.Ordinal));

    public IEnumerable<string> OfTracks => Directory.Exists(Path.Combine(destination, "Tracks"))
        ? Directory.GetDirectories(Path.Combine(destination, "Tracks")).SelectMany(Directory.GetFiles)
            .Where(path => path.EndsWith("_TRACKS.csv", StringComparison.Ordinal)
                || (path.EndsWith(".csv", StringComparison.Ordinal) && Path.GetFileName(path).Contains("_MEAN_", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal)
        : [];

    /// <summary>What files say that they were made of where the tile is one of theirs: its well at its timepoint, and at all.</summary>
    public static IEnumerable<string> NamesOf(TileFile tile)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"{tile.Experiment}_{tile.Well}_T{tile.Timepoint}");
        yield return $"{tile.Experiment}_{tile.Well}";
    }

    /// <summary>Where the labels of a tile go in the OME-Zarr that it comes from; null where it comes from none.</summary>
    public static OmeZarrLabels? ZarrLabels(TileFile tile, PlateOptions options) => tile.Image is { } image
        ? new OmeZarrLabels(image, LabelsName(tile, options))
        : null;

    /// <summary>What a run calls the labels of a tile's channel in an OME-Zarr.</summary>
    public static string LabelsName(TileFile tile, PlateOptions options) =>
        Safe(options.Run == RunRecord.DefaultName ? tile.Channel : $"{tile.Channel}_{options.Run}");

    /// <summary>The folder of the first tile; where tiles lie in several folders of one, that one.</summary>
    public static string FolderOf(IReadOnlyList<string> files)
    {
        var first = Path.GetDirectoryName(files[0]) ?? files[0];
        var above = Path.GetDirectoryName(first);
        string?[] folders = [.. files.Select(Path.GetDirectoryName).Distinct()];
        return folders.Length > 1 && above is not null && folders.All(f => Path.GetDirectoryName(f) == above) ? above : first;
    }

    /// <summary>Name of the file that holds the light of a channel of a plate, or of a well.</summary>
    public static string FlatFieldName(string experiment, string? well, string channel) =>
        Safe(well is null ? $"{experiment}_{channel}" : $"{experiment}_{well}_{channel}") + "_FLATFIELD.tif";

    /// <summary>The cells of a well through time: a row for each cell and timepoint.</summary>
    public string Tracks(WellTimepoint well, string channel) =>
        Path.Combine(destination, "Tracks", Safe(well.Well), Safe($"{well.Experiment}_{well.Well}_{channel}") + "_TRACKS.csv");

    /// <summary>The mean intensity of the cells of a well in one channel: a row for each track, a column for each timepoint.</summary>
    public string Reporter(WellTimepoint well, string channel, string measured) => Path.Combine(
        destination, "Tracks", Safe(well.Well), Safe($"{well.Experiment}_{well.Well}_{channel}_MEAN_{measured}") + ".csv");

    public string Marker(WellTimepoint well) => Path.Combine(destination, ".stylize-segmentation", Safe(well.Name));

    public IEnumerable<string> Folders(WellTimepoint well, PlateOptions options) => All(well, options)
        .Select(path => Path.GetDirectoryName(path)!)
        .Append(Path.Combine(destination, "Tracks", Safe(well.Well)))
        .Append(Path.Combine(destination, "FlatField"))
        .Concat(PageFolders)
        .Distinct();

    public IReadOnlyList<string> PageFolders => [Path.Combine(destination, "Overview"), destination];

    public IReadOnlyList<string> All(WellTimepoint well, PlateOptions options)
    {
        var paths = new List<string>();
        foreach (var channel in well.Segmented)
        {
            paths.AddRange(channel.Tiles.Select(TileMask));
            if (!options.NoZarrLabels)
            {
                paths.AddRange(channel.Tiles.Select(t => ZarrLabels(t, options)?.FirstChunk).OfType<string>());
            }

            if (!options.NoMontage && well.TileNumbers.Count > 1)
            {
                paths.Add(Montage(well, channel.Channel));
                if (!options.PerTile)
                {
                    paths.Add(MontageMask(well, channel.Channel));
                }
            }

            if (!options.NoMontage)
            {
                paths.Add(Overlay(well, channel.Channel));
                paths.Add(Thumbnail(well, channel.Channel));
            }

            paths.Add(Table(well, channel.Channel));
            if (options.Crop > 0)
            {
                paths.Add(Crops(well, channel.Channel));
                paths.Add(CropTable(well, channel.Channel));
            }
        }

        return paths;
    }

    private string Named(string folder, WellTimepoint well, string channel, string ending) =>
        Path.Combine(destination, folder, Safe(well.Well), Safe($"{well.Name}_{channel}") + ending);

    internal static string Safe(string name) =>
        string.Concat(name.Select(c => Path.GetInvalidFileNameChars().Contains(c) || c is '/' or '\\' or ':' ? '-' : c));
}

/// <summary>How large the pixels of a well are.</summary>
internal static class PixelSizes
{
    /// <summary>Width of a pixel in micrometers as the well's files tell it.</summary>
    /// <exception cref="StylizeException">OperationFailed: none of them does.</exception>
    public static double Of(WellTimepoint well) => Find(well) ?? throw new StylizeException(
        StylizeError.OperationFailed, well.Name, $"No file of {well.Name} tells how large its pixels are.",
        "Use {PixelSize}, and leave out {Micrometers}.");

    /// <summary>Width of a pixel in micrometers; null where no file tells it.</summary>
    public static double? Find(WellTimepoint well) =>
        well.Measured.SelectMany(c => c.Tiles).FirstOrDefault(t => t.PixelSize is not null)?.PixelSize;

    /// <summary>Width of a pixel in micrometers: as the user gave it, or else as the files tell it.</summary>
    public static double? Known(WellTimepoint well, PlateOptions options) =>
        options.Segmentation.PixelSize is var given && given != 1 ? given : Find(well);
}
