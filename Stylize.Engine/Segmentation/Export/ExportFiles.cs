using Stylize.Engine.Segmentation.Plates;

namespace Stylize.Engine.Segmentation.Export;

/// <summary>Paths of exported files below the destination. NAME is EXPERIMENT_WELL_T1_CHANNEL.</summary>
internal sealed class ExportFiles(string destination)
{
    public string Table(string name) => Path.Combine(destination, "Tables", name + ".csv");

    public string Roi(StoredSeries series, StoredFrame frame, StoredTile? tile) => Named("ImageJ", series, frame, tile, "_ROIS.zip");

    public string GeoJson(StoredSeries series, StoredFrame frame, StoredTile? tile) => Named("QuPath", series, frame, tile, ".geojson");

    public string TrackMask(StoredSeries series, StoredFrame frame) => Named("TrackMasks", series, frame, null, "_TRACKS.tif");

    public string Napari(StoredSeries series) => Path.Combine(
        destination, "Napari", PlateFiles.Safe(series.Well),
        PlateFiles.Safe($"{series.Experiment}_{series.Well}_{series.Channel}") + "_TRACKS.csv");

    /// <summary>The folders of the results (01_RES) and of the same tracks as a reference (01_GT).</summary>
    public string CellTracking(StoredSeries series, bool isReference) => Path.Combine(
        destination, "CellTracking", PlateFiles.Safe($"{series.Experiment}_{series.Well}_{series.Channel}"),
        isReference ? Path.Combine("01_GT", "TRA") : "01_RES");

    public string CellTrackingMask(StoredSeries series, int frame, bool isReference) => Path.Combine(
        CellTracking(series, isReference),
        (isReference ? "man_track" : "mask") + frame.ToString(series.Frames.Count > 1000 ? "0000" : "000", CultureInfo.InvariantCulture)
        + ".tif");

    public string CellTrackingTable(StoredSeries series, bool isReference) => Path.Combine(
        CellTracking(series, isReference), isReference ? "man_track.txt" : "res_track.txt");

    public string Overlay(StoredSeries series, StoredFrame frame, StoredTile? tile) =>
        Named("Overlays", series, frame, tile, "_OVERLAY.png");

    public IEnumerable<string> Of(StoredSeries series, RegionExportFormats formats)
    {
        foreach (var (index, frame) in series.Frames.Index())
        {
            foreach (var tile in frame.IsPerTile ? frame.Tiles : (IEnumerable<StoredTile?>)[null])
            {
                if (formats.HasFlag(RegionExportFormats.ImageJ)) yield return Roi(series, frame, tile);
                if (formats.HasFlag(RegionExportFormats.GeoJson)) yield return GeoJson(series, frame, tile);
                if (formats.HasFlag(RegionExportFormats.Overlay)) yield return Overlay(series, frame, tile);
            }

            if (formats.HasFlag(RegionExportFormats.TrackMask)) yield return TrackMask(series, frame);
            if (formats.HasFlag(RegionExportFormats.CellTracking))
            {
                yield return CellTrackingMask(series, index, isReference: false);
                yield return CellTrackingMask(series, index, isReference: true);
            }
        }

        if (formats.HasFlag(RegionExportFormats.Napari)) yield return Napari(series);
        if (formats.HasFlag(RegionExportFormats.CellTracking))
        {
            yield return CellTrackingTable(series, isReference: false);
            yield return CellTrackingTable(series, isReference: true);
        }
    }

    private string Named(string folder, StoredSeries series, StoredFrame frame, StoredTile? tile, string ending)
    {
        var name = Invariant($"{series.Experiment}_{series.Well}_T{frame.Timepoint}_{series.Channel}");
        var part = tile is null ? "" : Invariant($"_TILE{tile.Number}");
        return Path.Combine(destination, folder, PlateFiles.Safe(series.Well), PlateFiles.Safe(name + part) + ending);
    }
}
