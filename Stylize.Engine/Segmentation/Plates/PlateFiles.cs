using Stylize.Engine.Segmentation.Ome;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>Paths of the output files of a plate below the destination. NAME is EXPERIMENT_WELL_T1_CHANNEL.</summary>
/// <remarks>
/// CellMasksMontage/WELL/TILE_ENCODED.tif: labels of each tile. CellMasksMontage/WELL/NAME_MONTAGE_ENCODED.tif: labels
/// of the montage. Montages/WELL/NAME_MONTAGE.tif: stitched pixels. Overlays/WELL/NAME_OVERLAY.png: regions drawn over
/// the pixels. Regions/WELL/NAME_REGIONS.csv: measurements. Regions/WELL/NAME_TILES.csv: positions of overlapping
/// tiles. FlatField/EXPERIMENT[_WELL]_CHANNEL_FLATFIELD.tif: illumination field.
/// Crops/WELL/NAME_CROPS.tif and .csv: a crop of each cell, and their index. Thumbnails/WELL: thumbnail and summary for
/// the page. Overview/EXPERIMENT_T1_CHANNEL_OVERVIEW.png: the plate. segmentation.html: the page of the run.
/// wells.csv: statistics of the cells of each well. images.csv: quality of each image.
/// rois.csv: area and cells of each region of interest.
/// Tracks/WELL/EXPERIMENT_WELL_CHANNEL_TRACKS.csv and ..._MEAN_MEASURED.csv: cells through time.
/// </remarks>
/// <param name="destination">Full path of the folder of all runs; that of a run with a name is below it.</param>
internal sealed class PlateFiles(string destination, PlateOptions options)
{
    private static readonly string[] Endings =
    [
        "_ENCODED.tif", "_MONTAGE.tif", "_OVERLAY.png", "_FLATFIELD.tif", "_CROPS.tif", "_THUMBNAIL.png",
        "_OVERVIEW.png", "_TRACKS.tif",
    ];

    private static readonly string[] TableEndings = ["_REGIONS.csv", "_TILES.csv", "_CROPS.csv", "_SUMMARY.json"];
    private static readonly string[] WellFolders = ["CellMasksMontage", "Montages", "Overlays", "Regions", "Crops",
        "Thumbnails"];

    /// <summary>Full path of the folder of the run.</summary>
    public string Folder { get; } =
        options.Run == RunRecord.DefaultName ? destination : Path.Combine(destination, "Runs", options.Run);

    /// <summary>Returns true for an image that a run has written, which the next run must not read as a tile.</summary>
    public static bool IsOutput(string path) => Endings.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    public string TileMask(TileFile tile) =>
        Path.Combine(Folder, "CellMasksMontage", Safe(tile.Well), $"{tile.Stem}_ENCODED.tif");

    public string MontageMask(WellTimepoint well, string channel) =>
        Named("CellMasksMontage", well, channel, "_MONTAGE_ENCODED.tif");

    public string Montage(WellTimepoint well, string channel) => Named("Montages", well, channel, "_MONTAGE.tif");

    public string Overlay(WellTimepoint well, string channel) => Named("Overlays", well, channel, "_OVERLAY.png");

    public string Crops(WellTimepoint well, string channel) => Named("Crops", well, channel, "_CROPS.tif");

    public string CropTable(WellTimepoint well, string channel) => Named("Crops", well, channel, "_CROPS.csv");

    public string Thumbnail((WellTimepoint Well, string Channel) of) => Thumbnail(of.Well, of.Channel);

    public string Thumbnail(WellTimepoint well, string channel) => Named("Thumbnails", well, channel, "_THUMBNAIL.png");

    public string Summary(WellTimepoint well, string channel) => Named("Thumbnails", well, channel, "_SUMMARY.json");

    public string Overview(string experiment, int timepoint, string channel) => Path.Combine(
        Folder, "Overview",
        Safe(Invariant($"{experiment}_T{timepoint}_{channel}")) + "_OVERVIEW.png");

    public string Page => Path.Combine(Folder, "segmentation.html");

    public string Interests => Path.Combine(Folder, "rois.csv");

    public string Images => Path.Combine(Folder, "images.csv");

    public string Wells => Path.Combine(Folder, "wells.csv");

    public string Table(WellTimepoint well, string channel) => Named("Regions", well, channel, "_REGIONS.csv");

    public string Positions(WellTimepoint well, string channel) => Named("Regions", well, channel, "_TILES.csv");

    /// <summary>Returns the tables that a channel can have.</summary>
    public IReadOnlyList<string> Tables(WellTimepoint well, string channel) =>
    [
        Table(well, channel), Positions(well, channel), CropTable(well, channel), Tracks(well, channel),
        .. well.Measured.Select(measured => Reporter(well, channel, measured.Channel)),
    ];

    /// <summary>Returns the tables that can have columns of the plate map, each with the number of columns before
    /// them.</summary>
    public IEnumerable<(string Path, int Keys)> JoinedTables(WellTimepoint well, string channel) =>
    [
        (Table(well, channel), 5),
        .. options.Track == Tracking.TrackMethod.None
            ? [] : well.Measured.Select(m => Reporter(well, channel, m.Channel))
                .Append(Tracks(well, channel)).Select(path => (path, 3)),
    ];

    public IEnumerable<string> OfWells => WellFolders.Select(name => Path.Combine(Folder, name)).Where(Directory.Exists)
        .SelectMany(Directory.GetDirectories).SelectMany(Directory.GetFiles).Order(StringComparer.Ordinal);

    public static bool IsTable(string path) => TableEndings.Any(e => path.EndsWith(e, StringComparison.Ordinal));

    public IEnumerable<string> OfTracks => Directory.Exists(Path.Combine(Folder, "Tracks"))
        ? Directory.GetDirectories(Path.Combine(Folder, "Tracks")).SelectMany(Directory.GetFiles)
            .Where(path => path.EndsWith("_TRACKS.csv", StringComparison.Ordinal)
                || (path.EndsWith(".csv", StringComparison.Ordinal)
                    && Path.GetFileName(path).Contains("_MEAN_")))
            .Order(StringComparer.Ordinal)
        : [];

    /// <summary>Returns the sources that output files record for the well of a tile: the well at its timepoint, and the
    /// well.</summary>
    public static IEnumerable<string> NamesOf(TileFile tile)
    {
        yield return Invariant($"{tile.Experiment}_{tile.Well}_T{tile.Timepoint}");
        yield return $"{tile.Experiment}_{tile.Well}";
    }

    /// <summary>Returns the labels of a tile in its OME-Zarr; null if it does not come from one.</summary>
    public OmeZarrLabels? ZarrLabels(TileFile tile) => tile is { Image: { } image, Stack.Count: 0 }
        ? new OmeZarrLabels(image, LabelsName(tile))
        : null;

    public string LabelsName(TileFile tile) =>
        Safe(options.Run == RunRecord.DefaultName ? tile.Channel : $"{tile.Channel}_{options.Run}");

    /// <summary>Returns the folder of the first tile, or the common parent if the tiles are in several
    /// folders.</summary>
    public static string FolderOf(IReadOnlyList<string> files)
    {
        var first = Path.GetDirectoryName(files[0]) ?? files[0];
        var above = Path.GetDirectoryName(first);
        string?[] folders = [.. files.Select(Path.GetDirectoryName).Distinct()];
        return folders.Length > 1 && above is not null && folders.All(f => Path.GetDirectoryName(f) == above)
            ? above : first;
    }

    /// <summary>Returns the file name of the illumination field of a channel of a plate or well.</summary>
    public static string FlatFieldName(string experiment, string? well, string channel) =>
        Safe(well is null ? $"{experiment}_{channel}" : $"{experiment}_{well}_{channel}") + "_FLATFIELD.tif";

    /// <summary>Returns the path of the table with one row per cell and timepoint.</summary>
    public string Tracks(WellTimepoint well, string channel) =>
        Path.Combine(
            Folder, "Tracks", Safe(well.Well), Safe($"{well.Experiment}_{well.Well}_{channel}") + "_TRACKS.csv");

    /// <summary>Returns the path of the table of mean intensities with one row per track and one column per
    /// timepoint.</summary>
    public string Reporter(WellTimepoint well, string channel, string measured) => Path.Combine(
        Folder, "Tracks", Safe(well.Well), Safe($"{well.Experiment}_{well.Well}_{channel}_MEAN_{measured}") + ".csv");

    /// <summary>Rejects a well whose files would have names that file systems do not allow.</summary>
    /// <exception cref="StylizeException">TargetUnwritable.</exception>
    public void RequireNames(WellTimepoint well)
    {
        // NAME_MAX of Linux; other systems allow as many characters.
        const int MaxBytes = 255;
        foreach (var channel in well.Segmented)
        {
            IEnumerable<string> files =
            [
                .. All(well), Marker(well), Positions(well, channel.Channel), Summary(well, channel.Channel),
                .. options.Track == Tracking.TrackMethod.None
                    ? [] : well.Measured.Select(m => Reporter(well, channel.Channel, m.Channel)),
            ];
            var names = files.SelectMany(
                path => new[] { Path.GetFileName(path), Path.GetFileName(Path.GetDirectoryName(path)!) });
            if (names.FirstOrDefault(name => Encoding.UTF8.GetByteCount(name) > MaxBytes) is { } name)
            {
                var source = channel.Tiles[0].Path;
                throw Errors.NameTooLong.With(source, Encoding.UTF8.GetByteCount(name), name[..40], MaxBytes);
            }
        }
    }

    public string Marker(WellTimepoint well) => Path.Combine(Folder, ".stylize-segmentation", Safe(well.Name));

    public IEnumerable<string> Folders(WellTimepoint well) => All(well)
        .Select(path => Path.GetDirectoryName(path)!)
        .Append(Path.Combine(Folder, "Tracks", Safe(well.Well)))
        .Append(Path.Combine(Folder, "FlatField"))
        .Concat(PageFolders)
        .Distinct();

    public IReadOnlyList<string> PageFolders => [Path.Combine(Folder, "Overview"), Folder];

    public IReadOnlyList<string> All(WellTimepoint well) =>
        [.. well.Segmented.SelectMany(channel => KindsOf(well, channel)).Select(file => file.Path)];

    /// <summary>Returns the files of a segmented channel with their kinds, which are those of
    /// <see cref="PlateOutput"/>; "" for parts of other files.</summary>
    public IEnumerable<(string Kind, string Path)> KindsOf(WellTimepoint well, ChannelTiles channel)
    {
        var name = channel.Channel;
        foreach (var tile in channel.Tiles)
        {
            yield return ("Mask", TileMask(tile));
        }

        foreach (var tile in channel.Tiles.Where(_ => !options.NoZarrLabels))
        {
            if (ZarrLabels(tile)?.FirstChunk is { } chunk) yield return ("", chunk);
        }

        if (!options.NoMontage)
        {
            var isMontage = well.TileNumbers.Count > 1;
            if (isMontage && channel.Part == CellPart.None) yield return ("Montage", Montage(well, name));
            if (isMontage && !options.IsPerTile) yield return ("MontageMask", MontageMask(well, name));

            yield return ("Overlay", Overlay(well, name));
            yield return ("", Thumbnail(well, name));
        }

        yield return ("Table", Table(well, name));
        if (options.Crop == 0) yield break;

        yield return ("Crops", Crops(well, name));
        yield return ("CropTable", CropTable(well, name));
    }

    private string Named(string folder, WellTimepoint well, string channel, string ending) =>
        Path.Combine(Folder, folder, Safe(well.Well), Safe($"{well.Name}_{channel}") + ending);

    internal static bool IsFolderName(string run) => run.Trim() == run && run.Length is > 0 and <= 100 && run[0] != '.'
        && run.IndexOfAny(Path.GetInvalidFileNameChars()) < 0 && run.AsSpan().IndexOfAny('/', '\\', ':') < 0;

    internal static string Safe(string name) =>
        string.Concat(
            name.Select(c => Path.GetInvalidFileNameChars().Contains(c) || c is '/' or '\\' or ':' ? '-' : c));
}

internal static class PixelSizes
{
    /// <summary>Returns the width of a pixel in micrometers from the files of the well.</summary>
    /// <exception cref="StylizeException">OperationFailed: no file states it.</exception>
    public static double Require(WellTimepoint well) => Find(well) ?? throw Errors.NoPixelSizeOfWell.With(well.Name);

    /// <summary>Returns the distance of planes in pixels, given by the user, otherwise from the files; 1 if
    /// unknown.</summary>
    public static double PlaneDistance(WellTimepoint well, PlateOptions options) => options.PlaneDistance is { } given
        ? given / (options.Micrometers ? Require(well) : options.Segmentation.PixelSize)
        : well.Measured.SelectMany(c => c.Tiles).FirstOrDefault(t => t.PlaneDistance is not null)?.PlaneDistance ?? 1;

    public static double? Find(WellTimepoint well) =>
        well.Measured.SelectMany(c => c.Tiles).FirstOrDefault(t => t.PixelSize is not null)?.PixelSize;

    /// <summary>Returns the width of a pixel in micrometers, given by the user, otherwise from the files; null if
    /// unknown.</summary>
    public static double? Known(WellTimepoint well, PlateOptions options) =>
        options.Segmentation.PixelSize is var given && given != 1 ? given : Find(well);
}
