using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Ome;
using Stylize.Engine.Segmentation.Overlays;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// Writes the files of a segmented channel in parallel: masks, montage, overlay, crops and tables. Files that need
/// pixels are written sequentially if pixels have to be read again, because they share the readers.
/// </summary>
/// <param name="shift">Shift of the image; null without alignment.</param>
/// <param name="parents">The parent of each track that has one; null without tracking.</param>
internal sealed class WriteStep(
    WellWork work, SegmentedChannel result, WellShift? shift, IReadOnlyDictionary<int, int>? parents)
{
    private static readonly string[] KeyColumns = ["Experiment", "Well", "Timepoint", "Channel", "Tile"];
    private readonly List<Action> _fromPixels = [];
    private readonly List<Action> _fromRegions = [];
    private readonly List<PlateOutput?> _written = [];
    private readonly PlateOptions _options = work.Options;
    private readonly PlateFiles _paths = work.Plate.Files;
    private readonly ImageMetadata _metadata = work.Context.Metadata;
    private readonly WellTimepoint _well = work.Well;
    private readonly string _channel = result.Name;
    private readonly string _name = $"{work.Well.Name}_{result.Name}";
    private readonly ChannelReaders _tiles = result.Tiles;
    private readonly MontageGrid _grid = result.Grid;

    /// <summary>Returns the files in order.</summary>
    public IEnumerable<PlateOutput> Run()
    {
        var measured = work.MeasuredWith(_tiles);
        foreach (var (labels, tile) in result.Planes.SelectMany(
            plane => plane.Tiles.Select(tile => (plane.Stack ?? plane.Labels, tile))))
        {
            int Regions() => labels.Planes > 1 ? labels.Count
                : labels.CountIn(tile.Left, tile.Top, tile.Width, tile.Height);
            Add(
                _fromRegions, _paths.TileMask(tile.Tile), "Mask", tile.Width, tile.Height, Regions,
                target => LabelMask.Write(
                    labels, tile.Left, tile.Top, tile.Width, tile.Height, target, _options.Compression,
                    page => Described(page, tile.Tile.Stem, _channel)));
            if (!_options.NoZarrLabels && _paths.ZarrLabels(tile.Tile) is { } zarr)
            {
                Add(_fromRegions, () =>
                {
                    zarr.Write(labels, tile.Left, tile.Top, _metadata.Provenance, work.Files, work.Cancellation);
                    return new PlateOutput(zarr.Folder, "Labels", _channel, tile.Width, tile.Height, Regions());
                });
            }
        }

        if (!_options.NoMontage)
        {
            AddPictures();
        }

        var regions = result.Regions.Sum(p => p.Regions.Count);
        Add(
            _fromRegions, _paths.Table(_well, _channel), "Table", 0, regions, () => regions,
            WriteTable);
        if (_options.Crop > 0 && regions > 0)
        {
            var sheet = new CropSheet(
                _options.Crop, _channel, result.Regions, _grid, measured,
                _options.MaskCrops ? [.. result.Planes.Select(p => p.Labels)] : null);
            var names = string.Join(", ", measured.Select(m => m.Channel));
            Add(
                _fromPixels, _paths.Crops(_well, _channel), "Crops", sheet.Width, sheet.Height, () => sheet.Count,
                target => sheet.Write(
                    target, _options.Compression, page => Described(page, _name, names), work.Cancellation));
            Add(
                _fromRegions, _paths.CropTable(_well, _channel), "CropTable", 0, sheet.Count, () => sheet.Count,
                target => sheet.WriteIndex(target, _well));
        }

        Action[] jobs = _tiles.AreLoaded && measured.All(m => m.AreLoaded)
            ? [.. _fromPixels, .. _fromRegions]
            : [() => _fromPixels.ForEach(write => write()), .. _fromRegions];
        work.ForEach(jobs.Length, job => jobs[job]());
        if (result is { Channel.Part: CellPart.None, Registration: { } registration })
        {
            _written.Add(Save(
                _paths.Positions(_well, _channel), "TileTable", 0, registration.Numbers.Count, 0,
                registration.WriteCsv));
        }

        return _written.OfType<PlateOutput>();
    }

    private void Add(
        List<Action> jobs, string path, string kind, int width, int height, Func<int> regions, Action<Stream> write) =>
        Add(jobs, () => Save(path, kind, width, height, regions(), write));

    /// <summary>
    /// Adds a job. Files are listed in the order in which they are added, not in that in which they are written.
    /// </summary>
    private void Add(List<Action> jobs, Func<PlateOutput?> write)
    {
        var place = _written.Count;
        _written.Add(null);
        jobs.Add(() => _written[place] = write());
    }

    private void AddPictures()
    {
        var isMontage = _grid.Columns > 1 || _grid.Rows > 1;
        var regions = result.Planes.Sum(p => p.Labels.Count);
        if (isMontage && !_options.IsPerTile && result.Planes is [var plane])
        {
            Add(
                _fromRegions, _paths.MontageMask(_well, _channel), "MontageMask", _grid.Width, _grid.Height,
                () => regions, target => LabelMask.Write(
                    plane.Labels, 0, 0, _grid.Width, _grid.Height, target, _options.Compression,
                    page => Described(page, _name, _channel)));
        }

        if (isMontage && result.Channel.Part == CellPart.None
            && (long)_grid.TileWidth * _grid.TileHeight <= SampleScanner.KeptPixels)
        {
            Add(
                _fromPixels, _paths.Montage(_well, _channel), "Montage", _grid.Width, _grid.Height, () => regions,
                WriteMontage);
        }

        Add(_fromPixels, () => WriteOverlay(isMontage));
    }

    private PlateOutput? WriteOverlay(bool isMontage)
    {
        var zoom = RegionNumbers.Zoom(result.Regions.SelectMany(p => Widths(p.Regions)), _grid.Width, _grid.Height);
        using var canvas = new OverlayCanvas(_grid.Width, _grid.Height, zoom: zoom);
        using var thumbnail = new OverlayCanvas(_grid.Width, _grid.Height, ReportPage.Side);
        foreach (var number in _tiles.Numbers)
        {
            var (left, top) = _grid.Origin(number);
            _grid.Scan(
                number, _tiles[number],
                (pixels, x, y) =>
                {
                    canvas.AddRow(pixels, left + x, top + y);
                    thumbnail.AddRow(pixels, left + x, top + y);
                },
                work.Cancellation);
        }

        using var together = _options.IsPerTile && isMontage
            ? LabeledPlane.SideBySide(_grid, [.. result.Planes.Select(p => (Placed(p.Tiles[0]), p.Labels))])
            : null;
        if (together is null && result.Planes.Count == 0) return null;

        var labels = together ?? result.Planes[0].Labels;
        var overlay = Save(
            _paths.Overlay(_well, _channel), "Overlay", canvas.Width, canvas.Height,
            result.Planes.Sum(p => p.Labels.Count),
            target => canvas.Write(labels, target, Numbers(canvas), Bar(canvas), _metadata.Provenance));
        work.Files.Write(
            _paths.Thumbnail(_well, _channel),
            target => thumbnail.Write(labels, target, new OverlayText(), null, _metadata.Provenance),
            work.Cancellation);
        return overlay;
    }

    private OverlayText Numbers(OverlayCanvas canvas)
    {
        var text = new OverlayText();
        foreach (var plane in result.Regions.Where(_ => _options.Numbers != OverlayNumbers.None))
        {
            var (left, top) = _options.IsPerTile ? _grid.Origin(plane.Tiles[0].Tile.Tile) : (0, 0);
            var (x, y) = (plane.Regions.Find("CentroidX"), plane.Regions.Find("CentroidY"));
            foreach (var (region, width) in Widths(plane.Regions).Index())
            {
                var track = _options.Numbers == OverlayNumbers.Track ? plane.TrackOfRegion?[region] ?? 0 : 0;
                RegionNumbers.Add(
                    text, track > 0 ? track : plane.LabelOf(region), (plane.Regions[region, x] + left) / canvas.Step,
                    (plane.Regions[region, y] + top) / canvas.Step, width / canvas.Step);
            }
        }

        return text;
    }

    private IEnumerable<double> Widths(RegionTable regions) =>
        RegionNumbers.Widths(regions, work.PixelSize);

    private ScaleBar? Bar(OverlayCanvas canvas) =>
        PixelSizes.Known(_well, _options) is { } size ? ScaleBar.ForWidth(canvas.Width, size * canvas.Step) : null;

    private TiffPage Described(TiffPage page, string name, string channel) => page with
    {
        Description = OmeXml.Write(
            name, channel, page.Width, page.Height, page.Bits, PixelSizes.Known(_well, _options)),
        Metadata = _metadata,
    };

    private TileMeasurement Placed(TileMeasurement tile)
    {
        var (left, top) = _grid.Origin(tile.Tile.Tile);
        return tile with { Left = left, Top = top };
    }

    /// <summary>
    /// Writes the stitched pixels; one row of tiles, or two where they overlap, is in memory at a time. Pixels of
    /// missing tiles are 0.
    /// </summary>
    private void WriteMontage(Stream target)
    {
        var page = Described(new TiffPage(_grid.Width, _grid.Height, 1, 16, _options.Compression), _name, _channel);
        using var tiff = new TiffWriter(target, page);
        var waiting = new Queue<(int Number, int Left, int Top)>(
            _tiles.Numbers.Select(n => (n, _grid.Origin(n).Left, _grid.Origin(n).Top)).OrderBy(t => t.Item3)
                .ThenBy(t => t.Left));
        var here = new List<(int Number, int Left, int Top, Raster<ushort> Pixels)>();
        using var line = new Raster<ushort>(_grid.Width, 1);
        var moved = shift is { IsApplied: true } && (shift.X != 0 || shift.Y != 0)
            ? new RowShifter(_grid.Width, _grid.Height, shift.X, shift.Y, row => tiff.Add(row))
            : null;
        Action<ReadOnlySpan<ushort>> add = moved is null ? row => tiff.Add(row) : moved.Add;
        for (var y = 0; y < _grid.Height; y++)
        {
            while (waiting.TryPeek(out var next) && next.Top <= y)
            {
                work.Cancellation.ThrowIfCancellationRequested();
                here.Add((next.Number, next.Left, next.Top, _tiles[waiting.Dequeue().Number].Whole()));
            }

            line.Clear();
            foreach (var (number, left, top, pixels) in here)
            {
                foreach (var span in _grid.Owned(number, y - top))
                {
                    pixels.Row(y - top)[span.Start..span.End].CopyTo(line.Row(0)[(left + span.Start)..]);
                }
            }

            add(line.Row(0));
            foreach (var passed in here.FindAll(t => t.Top + _grid.TileHeight == y + 1))
            {
                here.Remove(passed);
                _tiles[passed.Number].ReleasePassing();
            }
        }

        moved?.Finish();
        tiff.Finish();
    }

    private void WriteTable(Stream target)
    {
        using var writer = new StreamWriter(target, leaveOpen: true);
        string[] names =
        [
            .. KeyColumns, .. work.Plate.Map?.Columns ?? [], .. parents is null ? [] : _options.TrackColumns,
            .. shift is null ? (string[])[] : ["AlignedX", "AlignedY"], .. _options.Region is null ? (string[])[]
                : ["Roi"],
        ];
        var conditions = work.Plate.Map?.ValuesOf(_well.Well) ?? [];
        foreach (var (index, plane) in result.Regions.Index())
        {
            var leading = plane.Tiles.Select(
                tile => (
                    object[])[_well.Experiment, _well.Well, _well.Timepoint, _channel, tile.Tile.Tile, .. conditions])
                        .ToArray();
            plane.Regions.WriteCsv(
                writer, index == 0, names, region =>
                    [.. leading[plane.TileOfRegion[region]], .. InTime(plane, region)]);
        }
    }

    private IEnumerable<object?> InTime(PlaneMeasurement plane, int region)
    {
        if (parents is not null)
        {
            var track = plane.TrackOfRegion![region];
            yield return track == 0 ? null : track;
            if (_options.Divisions) yield return parents.TryGetValue(track, out var parent) ? parent : null;
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
        work.Cancellation.ThrowIfCancellationRequested();
        // WellMarks has checked that the files of the _well may be replaced.
        work.Files.Write(path, write, work.Cancellation);
        return new PlateOutput(path, kind, _channel, width, height, regions);
    }
}
