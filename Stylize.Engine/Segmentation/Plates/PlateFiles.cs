using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>Where the files of a segmented plate go below the destination.</summary>
/// <remarks>
/// CellMasksMontage/WELL/TILE_ENCODED.tif: the labels of each tile. CellMasksMontage/WELL/NAME_MONTAGE_ENCODED.tif: those of the montage.
/// Montages/WELL/NAME_MONTAGE.tif and Overlays/WELL/NAME_OVERLAY.png: the stitched pixels, and what a person looks at.
/// Regions/WELL/NAME_REGIONS.csv: the table. NAME is EXPERIMENT_WELL_T1_CHANNEL.
/// </remarks>
internal sealed class PlateFiles(string destination)
{
    private const string Journal = ".stylize-segmentation";

    private static readonly string[] OwnEndings = ["_ENCODED.tif", "_MONTAGE.tif", "_OVERLAY.png"];

    /// <summary>True for a file that a run has written, so that it is not taken for a tile by the next one.</summary>
    public static bool IsOwn(string path) => OwnEndings.Any(e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    public string TileMask(TileFile tile) => Path.Combine(destination, "CellMasksMontage", Safe(tile.Well), $"{tile.Stem}_ENCODED.tif");

    public string MontageMask(WellTimepoint well, string channel) => Named("CellMasksMontage", well, channel, "_MONTAGE_ENCODED.tif");

    public string Montage(WellTimepoint well, string channel) => Named("Montages", well, channel, "_MONTAGE.tif");

    public string Overlay(WellTimepoint well, string channel) => Named("Overlays", well, channel, "_OVERLAY.png");

    public string Table(WellTimepoint well, string channel) => Named("Regions", well, channel, "_REGIONS.csv");

    /// <summary>Marks a well and timepoint whose files are being written, so that what a killed run leaves may be replaced.</summary>
    public string Marker(WellTimepoint well) => Path.Combine(destination, Journal, Safe(well.Name));

    public void RemoveMarker(WellTimepoint well)
    {
        File.Delete(Marker(well));
        var folder = Path.Combine(destination, Journal);
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    private string Named(string folder, WellTimepoint well, string channel, string ending) =>
        Path.Combine(destination, folder, Safe(well.Well), Safe($"{well.Name}_{channel}") + ending);

    private static string Safe(string name) => string.Concat(name.Select(c => Path.GetInvalidFileNameChars().Contains(c) || c is '/' or '\\' or ':' ? '-' : c));
}
