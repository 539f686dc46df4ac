using System.Text.Json.Serialization.Metadata;
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
/// the page. .stylize-steps/WELL: what steps need to run again.
/// Overview/EXPERIMENT_T1_CHANNEL_OVERVIEW.png: the plate. segmentation.html: the page of the run.
/// wells.csv: statistics of the cells of each well. images.csv: quality of each image.
/// rois.csv: area and cells of each region of interest.
/// Tracks/WELL/EXPERIMENT_WELL_CHANNEL_TRACKS.csv and ..._MEAN_MEASURED.csv: cells through time.
/// </remarks>
/// <param name="destination">Full path of the folder of all runs; that of a run with a name is below it.</param>
internal sealed class PlateFiles(string destination, PlateOptions options)
{
    /// <summary>Ends of the names of images that are not those of a channel of a well.</summary>
    private static readonly string[] OtherImages = ["_FLATFIELD.tif", "_OVERVIEW.png", "_TRACKS.tif"];

    private static readonly char[] Separators = [.. Path.GetInvalidFileNameChars(), '/', '\\', ':'];

    /// <summary>Full path of the folder of the run.</summary>
    public string Folder { get; } =
        options.Run == RunRecord.DefaultName ? destination : Path.Combine(destination, "Runs", options.Run);

    /// <summary>Returns true for an image that a run has written, which the next run must not read as a tile.</summary>
    public static bool IsOutput(string path) => WellOutput.All.Where(output => !output.IsTable)
        .Select(output => output.Ending).Concat(OtherImages)
        .Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    public string Of(WellOutput output, StoredChannel of) => Path.Combine(
        Folder, output.Folder, Safe(of.Well), Safe($"{of.WellName}_{of.Channel}") + output.Ending);

    public string TileMask(TileFile tile) => Path.Combine(
        Folder, WellOutput.Mask.Folder, Safe(tile.Well), tile.Stem + WellOutput.Mask.Ending);

    public string Overview(string experiment, int timepoint, string channel) => Path.Combine(
        Folder, "Overview",
        Safe(Invariant($"{experiment}_T{timepoint}_{channel}")) + "_OVERVIEW.png");

    public string Page => Path.Combine(Folder, "segmentation.html");

    public string Interests => Path.Combine(Folder, "rois.csv");

    public string Images => Path.Combine(Folder, "images.csv");

    public string Wells => Path.Combine(Folder, "wells.csv");

    /// <summary>Returns the tables that a channel can have.</summary>
    public IReadOnlyList<string> Tables(WellTimepoint well, string channel) =>
    [
        .. new[] { WellOutput.Table, WellOutput.Positions, WellOutput.CropTable }
            .Select(output => Of(output, well.Key(channel))),
        .. TrackTables(well, channel),
    ];

    public IEnumerable<string> OfWells => FilesIn(WellOutput.All.Select(output => output.Folder).Distinct());

    public static bool IsTable(string path) => WellOutput.All.Any(
        output => output.IsTable && path.EndsWith(output.Ending, StringComparison.Ordinal));

    public IEnumerable<string> OfTracks => FilesIn(["Tracks"]).Where(
        path => path.EndsWith("_TRACKS.csv", StringComparison.Ordinal)
            || (path.EndsWith(".csv", StringComparison.Ordinal) && Path.GetFileName(path).Contains("_MEAN_")));

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

    /// <summary>Returns the path of the table with one row per cell and timepoint; or of the table of mean intensities
    /// with one row per track and one column per timepoint.</summary>
    public string Tracks(StoredChannel of, string? measured = null) => Path.Combine(
        Folder, "Tracks", Safe(of.Well),
        Safe($"{of.Experiment}_{of.Well}_{of.Channel}{(measured is null ? "" : $"_MEAN_{measured}")}")
            + (measured is null ? "_TRACKS.csv" : ".csv"));

    /// <summary>Returns the tables of tracks that a channel can have.</summary>
    public IEnumerable<string> TrackTables(WellTimepoint well, string channel) =>
        options.Track == Tracking.TrackMethod.None ? [] : well.Measured
            .Select(measured => Tracks(well.Key(channel), measured.Channel)).Prepend(Tracks(well.Key(channel)));

    /// <summary>Rejects a well whose files would have names that file systems do not allow.</summary>
    /// <exception cref="StylizeException">TargetUnwritable.</exception>
    public void RequireNames(WellTimepoint well)
    {
        // NAME_MAX of Linux; other systems allow as many characters.
        const int MaxBytes = 255;
        IEnumerable<string> files =
        [
            .. All(well), Marker(well), .. well.Keys.Select(key => Of(WellOutput.Summary, key)),
            .. well.Segmented.SelectMany(channel => TrackTables(well, channel.Channel)),
        ];
        if (files.SelectMany(path => path.Split(Path.DirectorySeparatorChar)[^2..])
            .FirstOrDefault(name => Encoding.UTF8.GetByteCount(name) > MaxBytes) is { } name)
        {
            throw Errors.NameTooLong.With(
                well.Segmented[0].Tiles[0].Path, Encoding.UTF8.GetByteCount(name), name[..40], MaxBytes);
        }
    }

    public string Marker(WellTimepoint well) => Path.Combine(Folder, ".stylize-segmentation", Safe(well.Name));

    public IEnumerable<string> Folders(WellTimepoint well) => All(well)
        .Select(path => Path.GetDirectoryName(path)!)
        .Append(Path.Combine(Folder, "Tracks", Safe(well.Well)))
        .Append(Path.Combine(Folder, WellOutput.State.Folder, Safe(well.Well)))
        .Append(Path.Combine(Folder, "FlatField"))
        .Concat(PageFolders)
        .Distinct();

    public IReadOnlyList<string> PageFolders => [Path.Combine(Folder, "Overview"), Folder];

    public IReadOnlyList<string> All(WellTimepoint well) =>
        [.. well.Segmented.SelectMany(channel => KindsOf(well, channel)).Select(file => file.Path)];

    /// <summary>Returns the files of a segmented channel with their kinds, which are those of
    /// <see cref="PlateOutput"/>; "" for parts of other files.</summary>
    public IEnumerable<(string Kind, string Path)> KindsOf(WellTimepoint well, ChannelTiles channel) =>
    [
        .. channel.Tiles.Select(tile => (WellOutput.Mask.Kind, TileMask(tile))),
        .. channel.Tiles.Select(tile => options.NoZarrLabels ? null : ZarrLabels(tile)).OfType<OmeZarrLabels>()
            .Select(labels => ("", labels.FirstChunk)),
        .. Outputs(well, channel.Part).Select(output => (output.Kind, Of(output, well.Key(channel.Channel)))),
    ];

    private IEnumerable<string> FilesIn(IEnumerable<string> folders) => folders
        .Select(name => Path.Combine(Folder, name)).Where(Directory.Exists)
        .SelectMany(Directory.GetDirectories).SelectMany(Directory.GetFiles).Order(StringComparer.Ordinal);

    private IEnumerable<WellOutput> Outputs(WellTimepoint well, CellPart part)
    {
        if (!options.NoMontage)
        {
            var isMontage = well.TileNumbers.Count > 1;
            if (isMontage && part == CellPart.None) yield return WellOutput.Montage;
            if (isMontage && !options.IsPerTile) yield return WellOutput.MontageMask;
            yield return WellOutput.Overlay;
            yield return WellOutput.Thumbnail;
        }

        yield return WellOutput.Table;
        if (options.Crop == 0) yield break;
        yield return WellOutput.Crops;
        yield return WellOutput.CropTable;
    }

    /// <summary>Returns what a JSON file of a well holds; null if it is missing or damaged.</summary>
    internal static T? TryRead<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return InputFile.IsMissing(path) ? null
                : JsonSerializer.Deserialize(InputFile.ReadAll(path, InputFile.MetadataBytes), type);
        }
        catch (Exception failure) when (failure is StylizeException or JsonException)
        {
            return null;
        }
    }

    internal static bool IsFolderName(string run) => run.Trim() == run && run.Length is > 0 and <= 100 && run[0] != '.'
        && run.IndexOfAny(Separators) < 0;

    internal static string Safe(string name) => string.Join('-', name.Split(Separators));
}

/// <summary>A kind of file of a segmented channel of a well: its folder, and the end of its name.</summary>
internal sealed record WellOutput(string Kind, string Folder, string Ending)
{
    public static readonly WellOutput
        Mask = new("Mask", "CellMasksMontage", "_ENCODED.tif"),
        MontageMask = new("MontageMask", Mask.Folder, "_MONTAGE_ENCODED.tif"),
        Montage = new("Montage", "Montages", "_MONTAGE.tif"),
        Overlay = new("Overlay", "Overlays", "_OVERLAY.png"),
        Table = new("Table", "Regions", "_REGIONS.csv"),
        Positions = new("TileTable", Table.Folder, "_TILES.csv"),
        Crops = new("Crops", "Crops", "_CROPS.tif"),
        CropTable = new("CropTable", Crops.Folder, "_CROPS.csv"),
        Thumbnail = new("", "Thumbnails", "_THUMBNAIL.png"),
        Summary = new("", Thumbnail.Folder, "_SUMMARY.json"),
        State = new("", ".stylize-steps", "_STEPS.json");

    public static IReadOnlyList<WellOutput> All { get; } =
        [Mask, MontageMask, Montage, Overlay, Table, Positions, Crops, CropTable, Thumbnail, Summary, State];

    /// <summary>True for a file without provenance.</summary>
    public bool IsTable => Path.GetExtension(Ending) is ".csv" or ".json";
}

internal static class PixelSizes
{
    /// <summary>Returns the size of a pixel in micrometers from the files of the well.</summary>
    /// <exception cref="StylizeException">OperationFailed: no file states it.</exception>
    public static PixelSize Require(WellTimepoint well) => Find(well) ?? throw Errors.NoPixelSizeOfWell.With(well.Name);

    /// <summary>Returns the distance of planes in pixels, given by the user, otherwise from the files; 1 if
    /// unknown.</summary>
    public static double PlaneDistance(WellTimepoint well, PlateOptions options) => options.PlaneDistance is { } given
        ? given / (options.Micrometers ? Require(well).X : options.Segmentation.PixelSize)
        : well.Measured.SelectMany(c => c.Tiles).FirstOrDefault(t => t.PlaneDistance is not null)?.PlaneDistance ?? 1;

    public static PixelSize? Find(WellTimepoint well) =>
        well.Measured.SelectMany(c => c.Tiles).FirstOrDefault(t => t.PixelSize is not null)?.PixelSize;

    /// <summary>Returns the size of a pixel in micrometers, given by the user, otherwise from the files; null if
    /// unknown.</summary>
    public static PixelSize? Known(WellTimepoint well, PlateOptions options) =>
        options.Segmentation.PixelSize is var given && given != 1 ? given : Find(well);
}
