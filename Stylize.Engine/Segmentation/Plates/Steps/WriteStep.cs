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
/// <param name="parents">The parent of each track that has one; null without tracking.</param>
internal sealed class WriteStep(WellWork work, SegmentedChannel result, IReadOnlyDictionary<int, int>? parents)
{
    private readonly PlateOptions _options = work.Options;
    private readonly PlateFiles _paths = work.Plate.Files;
    private readonly StoredChannel _key = work.Well.Key(result.Name);
    private readonly string _name = $"{work.Well.Name}_{result.Name}";
    private readonly ChannelReaders _tiles = result.Tiles;
    private readonly MontageGrid _grid = result.Grid;

    /// <summary>Returns the files in order.</summary>
    public IEnumerable<PlateOutput> Run()
    {
        var measured = work.MeasuredWith(_tiles);
        var files = Files(measured).ToList();
        var areLoaded = _tiles.AreLoaded && measured.All(m => m.AreLoaded);
        var jobs = files.Index().OrderBy(file => !file.Item.NeedsPixels)
            .GroupBy(file => areLoaded || !file.Item.NeedsPixels ? file.Index : -1, file => file.Index).ToList();
        var written = new PlateOutput[files.Count];
        work.ForEach(jobs.Count, job => jobs[job].ToList().ForEach(file => written[file] = files[file].Write()));
        return written;
    }

    private IEnumerable<(bool NeedsPixels, Func<PlateOutput> Write)> Files(List<ChannelReaders> measured)
    {
        foreach (var (labels, tile) in result.Planes.SelectMany(
            plane => plane.Tiles.Select(tile => (plane.Stack ?? plane.Labels, tile))))
        {
            int Regions() => labels.Planes > 1 ? labels.Count
                : labels.CountIn(tile.Left, tile.Top, tile.Width, tile.Height);
            yield return (false, () => Save(
                WellOutput.Mask, tile.Width, tile.Height, Regions(),
                WriteMask(labels, tile.Left, tile.Top, tile.Width, tile.Height, tile.Tile.Stem),
                _paths.TileMask(tile.Tile)));
            if (!_options.NoZarrLabels && _paths.ZarrLabels(tile.Tile) is { } zarr)
            {
                yield return (false, () =>
                {
                    zarr.Write(
                        labels, tile.Left, tile.Top, work.Context.Metadata.Provenance, work.Files, work.Cancellation);
                    return new PlateOutput(zarr.Folder, "Labels", result.Name, tile.Width, tile.Height, Regions());
                });
            }
        }

        var isMontage = _grid.Columns > 1 || _grid.Rows > 1;
        var (width, height, labeled) = (_grid.Width, _grid.Height, result.Planes.Sum(p => p.Labels.Count));
        if (isMontage && !_options.NoMontage && !_options.IsPerTile && result.Planes is [var montage])
        {
            yield return (false, () => Save(
                WellOutput.MontageMask, width, height, labeled,
                WriteMask(montage.Labels, 0, 0, width, height, _name)));
        }

        if (isMontage && !_options.NoMontage && result.Channel.Part == CellPart.None
            && (long)_grid.TileWidth * _grid.TileHeight <= SampleScanner.KeptPixels)
        {
            yield return (true, () => Save(WellOutput.Montage, width, height, labeled, WriteMontage));
        }

        if (!_options.NoMontage) yield return (true, () => WriteOverlay(isMontage));

        var regions = result.Regions.Sum(p => p.Regions.Count);
        yield return (false, () => Save(WellOutput.Table, 0, regions, regions, WriteTable));
        if (_options.Crop > 0 && regions > 0)
        {
            var sheet = new CropSheet(
                _options.Crop, result.Regions, _grid, measured,
                _options.MaskCrops ? [.. result.Planes.Select(p => p.Labels)] : null);
            var names = string.Join(", ", measured.Select(m => m.Channel));
            yield return (true, () => Save(
                WellOutput.Crops, sheet.Width, sheet.Height, sheet.Count, target => sheet.Write(
                    target, _options.Compression, page => Described(page, _name, names), work.Cancellation)));
            yield return (false, () => Save(
                WellOutput.CropTable, 0, sheet.Count, sheet.Count, target => sheet.WriteIndex(target, _key)));
        }

        if (result is { Channel.Part: CellPart.None, Registration: { } registration })
        {
            yield return (false, () => Save(
                WellOutput.Positions, 0, registration.Numbers.Count, 0, registration.WriteCsv));
        }
    }

    private Action<Stream> WriteMask(LabeledRuns labels, int left, int top, int width, int height, string name) =>
        target => LabelMask.Write(
            labels, left, top, width, height, target, _options.Compression,
            page => Described(page, name, result.Name));

    private PlateOutput WriteOverlay(bool isMontage)
    {
        using var canvas = OverlayCanvas.ForRegions(
            _grid.Width, _grid.Height, result.Regions.SelectMany(plane => Widths(plane.Regions)));
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
        var labels = together ?? result.Planes[0].Labels;
        Save(
            WellOutput.Thumbnail, 0, 0, 0,
            target => thumbnail.Write(labels, target, work.Context.Metadata.Provenance));
        AddNumbers(canvas);
        if (PixelSizes.Known(work.Well, _options) is { } pixelSize) canvas.AddBar(pixelSize);

        return Save(
            WellOutput.Overlay, canvas.Width, canvas.Height, result.Planes.Sum(p => p.Labels.Count),
            target => canvas.Write(labels, target, work.Context.Metadata.Provenance));
    }

    private void AddNumbers(OverlayCanvas canvas)
    {
        foreach (var plane in result.Regions.Where(_ => _options.Numbers != OverlayNumbers.None))
        {
            var (left, top) = _options.IsPerTile ? _grid.Origin(plane.Tiles[0].Tile.Tile) : (0, 0);
            foreach (var (region, (at, width)) in plane.Regions.Centroids().Zip(Widths(plane.Regions)).Index())
            {
                var track = _options.Numbers == OverlayNumbers.Track ? plane.TrackOfRegion?[region] ?? 0 : 0;
                canvas.AddNumber(track > 0 ? track : plane.LabelOf(region), at.X + left, at.Y + top, width);
            }
        }
    }

    private IEnumerable<double> Widths(RegionTable regions) =>
        RegionNumbers.Widths(regions, work.PixelSize);

    private TiffPage Described(TiffPage page, string name, string channel) => page with
    {
        Description = OmeXml.Write(
            name, channel, page.Width, page.Height, page.Bits, PixelSizes.Known(work.Well, _options)),
        Metadata = work.Context.Metadata,
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
        var page = Described(
            new TiffPage(_grid.Width, _grid.Height, 1, 16, _options.Compression), _name, result.Name);
        using var tiff = new TiffWriter(target, page);
        var waiting = new Queue<(int Number, int Left, int Top)>(
            _tiles.Numbers.Select(n => (n, _grid.Origin(n).Left, _grid.Origin(n).Top)).OrderBy(t => t.Item3)
                .ThenBy(t => t.Left));
        var here = new List<(int Number, int Left, int Top, Raster<ushort> Pixels)>();
        using var line = new Raster<ushort>(_grid.Width, 1);
        var (dx, dy) = work.Shift?.Applied ?? default;
        var moved = dx == 0 && dy == 0 ? null
            : new RowShifter(_grid.Width, _grid.Height, dx, dy, row => tiff.Add(row));
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
            .. StoredChannel.Columns, "Tile", .. work.Plate.Map?.Columns ?? [],
            .. parents is null ? [] : _options.TrackColumns,
            .. work.Shift is null ? (string[])[] : ["AlignedX", "AlignedY"],
            .. _options.Region is null ? (string[])[] : ["Roi"],
        ];
        var conditions = work.Plate.Map?.ValuesOf(work.Well.Well) ?? [];
        foreach (var (index, plane) in result.Regions.Index())
        {
            var leading =
                plane.Tiles.Select(tile => (object[])[.. _key.Fields, tile.Tile.Tile, .. conditions]).ToArray();
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

        if (work.Shift is { Applied: var (dx, dy) })
        {
            yield return plane.Regions.Value(region, "CentroidX") - dx;
            yield return plane.Regions.Value(region, "CentroidY") - dy;
        }

        if (plane.InterestOfRegion is { } interests) yield return plane.Interests[interests[region] - 1];
    }

    /// <param name="path">Null for a file of the channel.</param>
    private PlateOutput Save(
        WellOutput output, int width, int height, int regions, Action<Stream> write, string? path = null)
    {
        work.Cancellation.ThrowIfCancellationRequested();

        // WellMarks has checked that the files of the well may be replaced.
        path ??= _paths.Of(output, _key);
        work.Files.Write(path, write, work.Cancellation);
        return new PlateOutput(path, output.Kind, result.Name, width, height, regions);
    }
}
