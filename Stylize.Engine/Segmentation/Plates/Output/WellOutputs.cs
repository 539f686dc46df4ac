using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Ome;
using Stylize.Engine.Segmentation.Overlays;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Output;

/// <summary>
/// Writes the files of one well in parallel, as a part of a group. Files that need pixels are written sequentially if pixels have to be
/// read again, because they share the readers.
/// </summary>
internal sealed class WellOutputs(
    PlateOptions options, PlateFiles paths, PlateMap? map, WellTimepoint well, ChannelTiles channel, ChannelReaders tiles,
    MontageGrid grid, WellShift? shift, ImageMetadata metadata, FileGroup files, ThreadGrant threads, CancellationToken cancellation)
{
    private static readonly string[] KeyColumns = ["Experiment", "Well", "Timepoint", "Channel", "Tile"];
    private readonly List<Action> _fromPixels = [];
    private readonly List<Action> _fromRegions = [];
    private readonly List<PlateOutput?> _written = [];
    private readonly string _channel = channel.Channel;
    private readonly string _name = $"{well.Name}_{channel.Channel}";

    /// <summary>Writes the masks, montage, overlay and table of one segmented channel, and returns the files.</summary>
    /// <param name="parents">The parent of each track that has one; null without tracking.</param>
    public IReadOnlyList<PlateOutput> Write(
        IReadOnlyList<LabeledPlane> planes, IReadOnlyList<PlaneMeasurement> measurements, IReadOnlyDictionary<int, int>? parents,
        IReadOnlyList<ChannelReaders> measured)
    {
        foreach (var (labels, tile) in planes.SelectMany(
            plane => plane.Tiles.Select(tile => (plane.Stack ?? plane.Labels, tile))))
        {
            int Regions() => labels.Planes > 1 ? labels.Count : labels.CountIn(tile.Left, tile.Top, tile.Width, tile.Height);
            Add(
                _fromRegions, paths.TileMask(tile.Tile), "Mask", tile.Width, tile.Height, Regions, target => LabelMask.Write(
                    labels, tile.Left, tile.Top, tile.Width, tile.Height, target, options.Compression,
                    page => Described(page, tile.Tile.Stem, _channel)));
            if (!options.NoZarrLabels && paths.ZarrLabels(tile.Tile) is { } zarr)
            {
                Add(_fromRegions, () =>
                {
                    zarr.Write(labels, tile.Left, tile.Top, metadata.Provenance, files, cancellation);
                    return new PlateOutput(zarr.Folder, "Labels", _channel, tile.Width, tile.Height, Regions());
                });
            }
        }

        if (!options.NoMontage)
        {
            AddPictures(planes, measurements);
        }

        var regions = measurements.Sum(p => p.Regions.Count);
        Add(
            _fromRegions, paths.Table(well, _channel), "Table", 0, regions, () => regions,
            target => WriteTable(target, measurements, parents));
        if (options.Crop > 0 && regions > 0)
        {
            var sheet = new CropSheet(
                options.Crop, _channel, measurements, grid, measured, options.MaskCrops ? [.. planes.Select(p => p.Labels)] : null);
            var names = string.Join(", ", measured.Select(m => m.Channel));
            Add(
                _fromPixels, paths.Crops(well, _channel), "Crops", sheet.Width, sheet.Height, () => sheet.Count,
                target => sheet.Write(target, options.Compression, page => Described(page, _name, names), cancellation));
            Add(
                _fromRegions, paths.CropTable(well, _channel), "CropTable", 0, sheet.Count, () => sheet.Count,
                target => sheet.WriteIndex(target, well));
        }

        Action[] jobs = tiles.AreLoaded && measured.All(m => m.AreLoaded)
            ? [.. _fromPixels, .. _fromRegions]
            : [() => _fromPixels.ForEach(write => write()), .. _fromRegions];
        RowBands.ForEach(jobs.Length, threads, cancellation, (job, _, _) => jobs[job](), bandHeight: 1);
        return [.. _written.OfType<PlateOutput>()];
    }

    public PlateOutput WritePositions(TileRegistration registration) =>
        Save(paths.Positions(well, _channel), "TileTable", 0, registration.Numbers.Count, 0, registration.WriteCsv);

    private void Add(
        List<Action> jobs, string path, string kind, int width, int height, Func<int> regions, Action<Stream> write) =>
        Add(jobs, () => Save(path, kind, width, height, regions(), write));

    /// <summary>Adds a job. Files are listed in the order in which they are added, not in that in which they are written.</summary>
    private void Add(List<Action> jobs, Func<PlateOutput?> write)
    {
        var place = _written.Count;
        _written.Add(null);
        jobs.Add(() => _written[place] = write());
    }

    private void AddPictures(IReadOnlyList<LabeledPlane> planes, IReadOnlyList<PlaneMeasurement> measurements)
    {
        var isMontage = grid.Columns > 1 || grid.Rows > 1;
        var regions = planes.Sum(p => p.Labels.Count);
        if (isMontage && !options.IsPerTile && planes is [var plane])
        {
            Add(
                _fromRegions, paths.MontageMask(well, _channel), "MontageMask", grid.Width, grid.Height, () => regions,
                target => LabelMask.Write(
                    plane.Labels, 0, 0, grid.Width, grid.Height, target, options.Compression,
                    page => Described(page, _name, _channel)));
        }

        if (isMontage && channel.Part == CellPart.None && (long)grid.TileWidth * grid.TileHeight <= SampleScanner.KeptPixels)
        {
            Add(_fromPixels, paths.Montage(well, _channel), "Montage", grid.Width, grid.Height, () => regions, WriteMontage);
        }

        Add(_fromPixels, () => WriteOverlay(planes, measurements, isMontage));
    }

    private PlateOutput? WriteOverlay(
        IReadOnlyList<LabeledPlane> planes, IReadOnlyList<PlaneMeasurement> measurements, bool isMontage)
    {
        const int ThumbnailSide = 160;
        var zoom = RegionNumbers.Zoom(measurements.SelectMany(p => Widths(p.Regions)), grid.Width, grid.Height);
        using var canvas = new OverlayCanvas(grid.Width, grid.Height, zoom: zoom);
        using var thumbnail = new OverlayCanvas(grid.Width, grid.Height, ThumbnailSide);
        foreach (var number in tiles.Numbers)
        {
            var (left, top) = grid.Origin(number);
            grid.Scan(
                number, tiles[number],
                (pixels, x, y) =>
                {
                    canvas.AddRow(pixels, left + x, top + y);
                    thumbnail.AddRow(pixels, left + x, top + y);
                },
                cancellation);
        }

        using var together = options.IsPerTile && isMontage
            ? LabeledPlane.SideBySide(grid, [.. planes.Select(p => (Placed(p.Tiles[0]), p.Labels))])
            : null;
        if (together is null && planes.Count == 0) return null;

        var labels = together ?? planes[0].Labels;
        var overlay = Save(
            paths.Overlay(well, _channel), "Overlay", canvas.Width, canvas.Height, planes.Sum(p => p.Labels.Count),
            target => canvas.Write(labels, target, Numbers(measurements, canvas), Bar(canvas), metadata.Provenance));
        files.Write(
            paths.Thumbnail(well, _channel),
            target => thumbnail.Write(labels, target, new OverlayText(), null, metadata.Provenance), cancellation);
        return overlay;
    }

    private OverlayText Numbers(IReadOnlyList<PlaneMeasurement> measurements, OverlayCanvas canvas)
    {
        var text = new OverlayText();
        foreach (var plane in measurements.Where(_ => options.Numbers != OverlayNumbers.None))
        {
            var (left, top) = options.IsPerTile ? grid.Origin(plane.Tiles[0].Tile.Tile) : (0, 0);
            var (x, y) = (plane.Regions.Find("CentroidX"), plane.Regions.Find("CentroidY"));
            foreach (var (region, width) in Widths(plane.Regions).Index())
            {
                var track = options.Numbers == OverlayNumbers.Track ? plane.TrackOfRegion?[region] ?? 0 : 0;
                RegionNumbers.Add(
                    text, track > 0 ? track : plane.LabelOf(region), (plane.Regions[region, x] + left) / canvas.Step,
                    (plane.Regions[region, y] + top) / canvas.Step, width / canvas.Step);
            }
        }

        return text;
    }

    private IEnumerable<double> Widths(RegionTable regions) =>
        RegionNumbers.Widths(regions, options.Micrometers ? PixelSizes.Require(well) : options.Segmentation.PixelSize);

    private ScaleBar? Bar(OverlayCanvas canvas) =>
        PixelSizes.Known(well, options) is { } size ? ScaleBar.ForWidth(canvas.Width, size * canvas.Step) : null;

    private TiffPage Described(TiffPage page, string name, string channel) => page with
    {
        Description = OmeXml.Write(name, channel, page.Width, page.Height, page.Bits, PixelSizes.Known(well, options)),
        Metadata = metadata,
    };

    private TileMeasurement Placed(TileMeasurement tile)
    {
        var (left, top) = grid.Origin(tile.Tile.Tile);
        return tile with { Left = left, Top = top };
    }

    /// <summary>
    /// Writes the stitched pixels; one row of tiles, or two where they overlap, is in memory at a time. Pixels of missing tiles are 0.
    /// </summary>
    private void WriteMontage(Stream target)
    {
        var page = Described(new TiffPage(grid.Width, grid.Height, 1, 16, options.Compression), _name, _channel);
        using var tiff = new TiffWriter(target, page);
        var waiting = new Queue<(int Number, int Left, int Top)>(
            tiles.Numbers.Select(n => (n, grid.Origin(n).Left, grid.Origin(n).Top)).OrderBy(t => t.Item3).ThenBy(t => t.Left));
        var here = new List<(int Number, int Left, int Top, Raster<ushort> Pixels)>();
        using var line = new Raster<ushort>(grid.Width, 1);
        var moved = shift is { IsApplied: true } && (shift.X != 0 || shift.Y != 0)
            ? new RowShifter(grid.Width, grid.Height, shift.X, shift.Y, row => tiff.Add(row))
            : null;
        Action<ReadOnlySpan<ushort>> add = moved is null ? row => tiff.Add(row) : moved.Add;
        for (var y = 0; y < grid.Height; y++)
        {
            while (waiting.TryPeek(out var next) && next.Top <= y)
            {
                cancellation.ThrowIfCancellationRequested();
                here.Add((next.Number, next.Left, next.Top, tiles[waiting.Dequeue().Number].Whole()));
            }

            line.Clear();
            foreach (var (number, left, top, pixels) in here)
            {
                foreach (var span in grid.Owned(number, y - top))
                {
                    pixels.Row(y - top)[span.Start..span.End].CopyTo(line.Row(0)[(left + span.Start)..]);
                }
            }

            add(line.Row(0));
            foreach (var passed in here.FindAll(t => t.Top + grid.TileHeight == y + 1))
            {
                here.Remove(passed);
                tiles[passed.Number].ReleasePassing();
            }
        }

        moved?.Finish();
        tiff.Finish();
    }

    private void WriteTable(
        Stream target, IReadOnlyList<PlaneMeasurement> measurements, IReadOnlyDictionary<int, int>? parents)
    {
        using var writer = new StreamWriter(target, leaveOpen: true);
        string[] names =
        [
            .. KeyColumns, .. map?.Columns ?? [], .. parents is null ? [] : options.TrackColumns,
            .. shift is null ? (string[])[] : ["AlignedX", "AlignedY"], .. options.Region is null ? (string[])[] : ["Roi"],
        ];
        var conditions = map?.ValuesOf(well.Well) ?? [];
        foreach (var (index, plane) in measurements.Index())
        {
            var leading = plane.Tiles.Select(
                tile => (object[])[well.Experiment, well.Well, well.Timepoint, _channel, tile.Tile.Tile, .. conditions]).ToArray();
            plane.Regions.WriteCsv(
                writer, index == 0, names, region => [.. leading[plane.TileOfRegion[region]], .. InTime(plane, region, parents)]);
        }
    }

    private IEnumerable<object?> InTime(PlaneMeasurement plane, int region, IReadOnlyDictionary<int, int>? parents)
    {
        if (parents is not null)
        {
            var track = plane.TrackOfRegion![region];
            yield return track == 0 ? null : track;
            if (options.Divisions) yield return parents.TryGetValue(track, out var parent) ? parent : null;
        }

        if (shift is not null)
        {
            var (dx, dy) = shift.IsApplied ? (shift.X, shift.Y) : (0, 0);
            yield return plane.Regions[region, plane.Regions.Find("CentroidX")] - dx;
            yield return plane.Regions[region, plane.Regions.Find("CentroidY")] - dy;
        }

        if (plane.InterestOfRegion is { } interests) yield return plane.Interests[interests[region] - 1];
    }

    private PlateOutput Save(string path, string kind, int width, int height, int regions, Action<Stream> write)
    {
        cancellation.ThrowIfCancellationRequested();
        // WellMarks has checked that the files of the well may be replaced.
        files.Write(path, write, cancellation);
        return new PlateOutput(path, kind, _channel, width, height, regions);
    }
}
