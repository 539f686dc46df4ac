using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Overlays;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>
/// Writes the files of a segmented channel: masks, montage, overlay and tables.
/// </summary>
internal sealed class WriteStep(ChannelFiles of)
{
    private readonly PlateOptions _options = of.Context.Options;
    private readonly WellTimepoint _well = of.Context.Well;
    private readonly StepContext _context = of.Context;
    private readonly ChannelTiles _channel = of.Channel;
    private readonly MontageGrid _grid = of.Grid;

    public static WellStep Step { get; } = new(
        "write", "write masks, montages, overlays and tables",
        WellParts.Pixels | WellParts.Labels | WellParts.Cells | WellParts.Rows | WellParts.Spots | WellParts.Shift
            | WellParts.Tracks | WellParts.Conditions | WellParts.Statistics, WellParts.Files)
    {
        IsRepeatable = true,
        Files =
        [
            WellOutput.Mask, WellOutput.MontageMask, WellOutput.Montage, WellOutput.Overlay, WellOutput.Table,
            WellOutput.Positions, WellOutput.Thumbnail, WellOutput.Summary, WellOutput.State,
        ],
        OfFiles = of => new WriteStep(of).Jobs(),
    };

    private IEnumerable<FileJob> Jobs()
    {
        const WellParts Labels = WellParts.Files | WellParts.Labels | WellParts.Cells;
        foreach (var (plane, tile) in _channel.Planes.SelectMany(plane => plane.Tiles.Select(tile => (plane, tile))))
        {
            LabeledRuns Whole() => plane.Stack ?? plane.Labels;
            int Regions() => Whole().Planes > 1 ? Whole().Count
                : Whole().CountIn(tile.Left, tile.Top, tile.Width, tile.Height);
            var path = _context.Plate.Files.TileMask(tile.Tile);
            yield return new(Labels, false, [path], () => of.Save(
                WellOutput.Mask, tile.Width, tile.Height, Regions(),
                WriteMask(Whole(), tile.Left, tile.Top, tile.Width, tile.Height, tile.Tile.Stem), path));
            if (!_options.NoZarrLabels && _context.Plate.Files.ZarrLabels(tile.Tile) is { } zarr)
            {
                // With its provenance, which is in another file.
                yield return new((WellParts)~0, false, [], () =>
                {
                    zarr.Write(
                        Whole(), tile.Left, tile.Top, of.Provenance, _context.Files, _context.Cancellation);
                    return new PlateOutput(
                        zarr.Folder, "Labels", _channel.Channel, tile.Width, tile.Height, Regions());
                });
            }
        }

        var isMontage = _grid.Columns > 1 || _grid.Rows > 1;
        var (width, height) = (_grid.Width, _grid.Height);
        int Labeled() => _channel.Planes.Sum(p => p.Labels.Count);
        if (isMontage && !_options.NoMontage && !_options.IsPerTile && _channel.Planes is [var montage])
        {
            yield return new(Labels, false, [of.PathOf(WellOutput.MontageMask)], () => of.Save(
                WellOutput.MontageMask, width, height, Labeled(),
                WriteMask(montage.Labels, 0, 0, width, height, of.Name)));
        }

        if (isMontage && !_options.NoMontage && !_channel.IsPart
            && (long)_grid.TileWidth * _grid.TileHeight <= SampleScanner.KeptPixels)
        {
            yield return new(
                WellParts.Files | WellParts.Pixels | WellParts.Shift, true, [of.PathOf(WellOutput.Montage)],
                () => of.Save(WellOutput.Montage, width, height, Labeled(), WriteMontage));
        }

        if (!_options.NoMontage)
        {
            var numbers = _options.Numbers != OverlayNumbers.Track
                || _channel.Planes.All(plane => plane.IsTrackedAsBefore) ? WellParts.None : WellParts.Tracks;
            yield return new(
                Labels | WellParts.Pixels | WellParts.Rows | numbers, true,
                [of.PathOf(WellOutput.Overlay), of.PathOf(WellOutput.Thumbnail)], () => WriteOverlay(isMontage));
        }

        yield return new(
            WellParts.Files | WellParts.Rows | WellParts.Spots | WellParts.Shift | WellParts.Tracks
                | WellParts.Conditions, false, [of.PathOf(WellOutput.Table)],
            () => of.Save(WellOutput.Table, 0, _channel.Count, _channel.Count, WriteTable));
        if (!_channel.IsPart && _options.Overlap is not null && _context.RegistrationOf(of.Tiles) is { } registration)
        {
            yield return new(WellParts.Pixels, false, [of.PathOf(WellOutput.Positions)], () => of.Save(
                WellOutput.Positions, 0, registration.Numbers.Count, 0, registration.WriteCsv));
        }
    }

    private Action<Stream> WriteMask(LabeledRuns labels, int left, int top, int width, int height, string name) =>
        target => LabelMask.Write(
            labels, left, top, width, height, target, LosslessCompression.Fast,
            page => of.Described(page, name, _channel.Channel));

    private PlateOutput WriteOverlay(bool isMontage)
    {
        using var canvas = OverlayCanvas.ForRegions(
            _grid.Width, _grid.Height, _channel.Planes.SelectMany(plane => Widths(plane.Regions)));

        // The thumbnail shows no numbers, so that steps that run again do not change it.
        var small = of.PathOf(WellOutput.Thumbnail);
        using var thumbnail = of.Data.IsStored && File.Exists(small) ? null
            : new OverlayCanvas(_grid.Width, _grid.Height, ReportPage.Side);
        foreach (var number in of.Tiles.Numbers)
        {
            var (left, top) = _grid.Origin(number);
            _grid.Scan<ushort>(
                number, of.Tiles[number],
                (pixels, x, y) =>
                {
                    canvas.AddRow(pixels, left + x, top + y);
                    thumbnail?.AddRow(pixels, left + x, top + y);
                },
                _context.Cancellation);
        }

        using var together = _options.IsPerTile && isMontage
            ? StitchedLabels.SideBySide(_grid, _channel.Planes) : null;
        var labels = together ?? _channel.Planes[0].Labels;
        if (thumbnail is null) of.Keep(small);
        else of.Save(WellOutput.Thumbnail, 0, 0, 0, target => thumbnail.Write(labels, target, of.Provenance));

        AddNumbers(canvas);
        if (PixelSizes.Known(_well, _options) is { } pixelSize) canvas.AddBar(pixelSize.X);

        return of.Save(
            WellOutput.Overlay, canvas.Width, canvas.Height, _channel.Planes.Sum(p => p.Labels.Count),
            target => canvas.Write(labels, target, of.Provenance));
    }

    private void AddNumbers(OverlayCanvas canvas)
    {
        foreach (var plane in _channel.Planes.Where(_ => _options.Numbers != OverlayNumbers.None))
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
        RegionNumbers.Widths(regions, _context.PixelSize);

    /// <summary>
    /// Writes the stitched pixels; one row of tiles, or two where they overlap, is in memory at a time. Pixels of
    /// missing tiles are 0.
    /// </summary>
    private void WriteMontage(Stream target)
    {
        var page = of.Described(
            new TiffPage(_grid.Width, _grid.Height, 1, 16, LosslessCompression.Fast), of.Name, _channel.Channel);
        using var tiff = new TiffWriter(target, page);
        var waiting = new Queue<(int Number, int Left, int Top)>(
            of.Tiles.Numbers.Select(n => (n, _grid.Origin(n).Left, _grid.Origin(n).Top)).OrderBy(t => t.Item3)
                .ThenBy(t => t.Left));
        var here = new List<(int Number, int Left, int Top, Raster<ushort> Pixels)>();
        using var line = new Raster<ushort>(_grid.Width, 1);
        var (dx, dy) = of.Data.Shift?.Applied ?? default;
        var moved = dx == 0 && dy == 0 ? null
            : new RowShifter(_grid.Width, _grid.Height, dx, dy, row => tiff.Add(row));
        Action<ReadOnlySpan<ushort>> add = moved is null ? row => tiff.Add(row) : moved.Add;
        for (var y = 0; y < _grid.Height; y++)
        {
            while (waiting.TryPeek(out var next) && next.Top <= y)
            {
                _context.Cancellation.ThrowIfCancellationRequested();
                here.Add((next.Number, next.Left, next.Top, of.Tiles[waiting.Dequeue().Number].Whole()));
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
                of.Tiles[passed.Number].ReleasePassing();
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
            .. StoredChannel.Columns, "Tile", .. of.Data.Conditions.Keys,
            .. _channel.Parents is null ? [] : _options.TrackColumns,
            .. of.Data.Shift is null ? (string[])[] : ["AlignedX", "AlignedY"],
            .. _options.Region is null ? (string[])[] : ["Roi"],
        ];
        var conditions = of.Data.Conditions.Values;
        foreach (var (index, plane) in _channel.Planes.Index())
        {
            var leading =
                plane.Tiles.Select(tile => (object[])[.. of.Key.Fields, tile.Tile.Tile, .. conditions]).ToArray();
            plane.Regions.WriteCsv(
                writer, index == 0, names, region =>
                    [.. leading[plane.TileOfRegion[region]], .. InTime(plane, region)]);
        }
    }

    private IEnumerable<object?> InTime(PlaneMeasurement plane, int region)
    {
        if (_channel.Parents is { } parents)
        {
            var track = plane.TrackOfRegion![region];
            yield return track == 0 ? null : track;
            if (_options.Divisions) yield return parents.TryGetValue(track, out var parent) ? parent : null;
        }

        if (of.Data.Shift is { Applied: var (dx, dy) })
        {
            yield return plane.Regions.Value(region, "CentroidX") - dx;
            yield return plane.Regions.Value(region, "CentroidY") - dy;
        }

        if (plane.InterestOfRegion is { } interests) yield return plane.Interests[interests[region] - 1];
    }
}
