using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Engine.Segmentation.Export;

/// <summary>Paths of exported files below the destination. NAME is EXPERIMENT_WELL_T1_CHANNEL.</summary>
internal sealed class ExportFiles(string destination)
{
    public string Table(string name, RegionExportFormats format) =>
        Path.Combine(destination, "Tables", name + (format == RegionExportFormats.Csv ? ".csv" : ".parquet"));

    /// <summary>A table of CellProfiler.</summary>
    public string CellProfiler(string name) =>
        Path.Combine(destination, "CellProfiler", PlateFiles.Safe(name) + ".csv");

    /// <summary>The folders of the results (01_RES) and of the same tracks as a reference (01_GT).</summary>
    public string CellTracking(StoredSeries series, bool isReference) => Path.Combine(
        destination, "CellTracking", PlateFiles.Safe($"{series.Experiment}_{series.Well}_{series.Channel}"),
        isReference ? Path.Combine("01_GT", "TRA") : "01_RES");

    public string CellTrackingMask(StoredSeries series, int frame, bool isReference) => Path.Combine(
        CellTracking(series, isReference),
        (isReference ? "man_track" : "mask")
            + frame.ToString(series.Frames.Count > 1000 ? "0000" : "000", CultureInfo.InvariantCulture)
        + ".tif");

    /// <summary>The files of a mask with their formats. Files of tracks have no tile.</summary>
    public IEnumerable<(string Path, RegionExportFormats Format)> OfMask(
        StoredSeries series, int index, StoredTile? tile, RegionExportFormats formats)
    {
        var frame = series.Frames[index];
        (string Path, RegionExportFormats Format)[] files =
        [
            (Named("ImageJ", series, frame, tile, "_ROIS.zip"), RegionExportFormats.ImageJ),
            (Named("QuPath", series, frame, tile, ".geojson"), RegionExportFormats.GeoJson),
            (Named("TrackMasks", series, frame, null, "_TRACKS.tif"), RegionExportFormats.TrackMask),
            (Named("Overlays", series, frame, tile, "_OVERLAY.png"), RegionExportFormats.Overlay),
            (CellTrackingMask(series, index, isReference: false), RegionExportFormats.CellTracking),
            (CellTrackingMask(series, index, isReference: true), RegionExportFormats.CellTracking),
        ];
        return files.Where(file => formats.HasFlag(file.Format));
    }

    /// <summary>The tables of all timepoints with their formats.</summary>
    public IEnumerable<(string Path, RegionExportFormats Format)> OfTracks(
        StoredSeries series, RegionExportFormats formats)
    {
        var name = PlateFiles.Safe($"{series.Experiment}_{series.Well}_{series.Channel}") + "_TRACKS.csv";
        (string Path, RegionExportFormats Format)[] files =
        [
            (Path.Combine(destination, "Napari", PlateFiles.Safe(series.Well), name), RegionExportFormats.Napari),
            (Path.Combine(CellTracking(series, isReference: false), "res_track.txt"), RegionExportFormats.CellTracking),
            (Path.Combine(CellTracking(series, isReference: true), "man_track.txt"), RegionExportFormats.CellTracking),
        ];
        return files.Where(file => formats.HasFlag(file.Format));
    }

    public IEnumerable<string> PathsFor(StoredSeries series, RegionExportFormats formats) => series.Frames.Index()
        .SelectMany(frame => (frame.Item.IsPerTile ? frame.Item.Tiles : (IEnumerable<StoredTile?>)[null])
            .SelectMany(tile => OfMask(series, frame.Index, tile, formats)))
        .Concat(OfTracks(series, formats))
        .Select(file => file.Path);

    private string Named(string folder, StoredSeries series, StoredFrame frame, StoredTile? tile, string ending)
    {
        var name = Invariant($"{series.Experiment}_{series.Well}_T{frame.Timepoint}_{series.Channel}");
        var part = tile is null ? "" : Invariant($"_TILE{tile.Number}");
        return Path.Combine(destination, folder, PlateFiles.Safe(series.Well), PlateFiles.Safe(name + part) + ending);
    }
}
