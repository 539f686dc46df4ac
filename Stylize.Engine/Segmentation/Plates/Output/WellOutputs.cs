using Stylize.Engine.Segmentation.Ome;
using Stylize.Engine.Segmentation.Overlays;
using Stylize.Engine.Segmentation.Plates.Tiles;

namespace Stylize.Engine.Segmentation.Plates.Output;

/// <summary>
/// Writes the files of one well in parallel, as a part of a group. Files that need pixels are written sequentially if pixels have to be
/// read again, because they share the readers.
/// </summary>
internal sealed class WellOutputs(
    PlateOptions options, PlateFiles paths, PlateMap? map, WellTimepoint well, MontageGrid grid, WellShift? shift,
    ImageMetadata metadata, FileGroup files, ThreadGrant threads, CancellationToken cancellation)
{
    private static readonly string[] KeyColumns = ["Experiment", "Well", "Timepoint", "Channel", "Tile"];
    private readonly List<Action> _fromPixels = [];
    private readonly List<Action> _fromRegions = [];
    private readonly List<PlateOutput?> _written = [];

    /// <summary>Writes the masks, montage, overlay and table of one segmented channel, and returns the files.</summary>
    /// <param name="parents">The parent of each track that has one; null without tracking.</param>
    public IReadOnlyList<PlateOutput> Write(
        ChannelReaders tiles, IReadOnlyList<LabeledPlane> planes, IReadOnlyList<PlaneMeasurement> measurements,
        IReadOnlyDictionary<int, int>? parents, IReadOnlyList<ChannelReaders> measured)
    {
        var channel = tiles.Channel;
        foreach (var plane in planes)
        {
            foreach (var tile in plane.Tiles)
            {
                Add(_fromRegions, place =>
                    Save(place, paths.TileMask(tile.Tile), "Mask", channel, tile.Width, tile.Height,
                        plane.Labels.CountIn(tile.Left, tile.Top, tile.Width, tile.Height),
                        target => LabelMask.Write(
                            plane.Labels, tile.Left, tile.Top, tile.Width, tile.Height, target, options.Compression,
                            page => Described(page, tile.Tile.Stem, channel))));
                if (!options.NoZarrLabels && paths.ZarrLabels(tile.Tile) is { } labels)
                {
                    Add(_fromRegions, place =>
                    {
                        labels.Write(plane.Labels, tile.Left, tile.Top, metadata.Provenance, files, cancellation);
                        _written[place] = new PlateOutput(
                            labels.Folder, "Labels", channel, tile.Width, tile.Height,
                            plane.Labels.CountIn(tile.Left, tile.Top, tile.Width, tile.Height));
                    });
                }
            }
        }

        if (!options.NoMontage)
        {
            AddPictures(tiles, planes, channel, measurements);
        }

        var regions = measurements.Sum(p => p.Regions.Count);
        Add(_fromRegions, place => Save(
            place, paths.Table(well, channel), "Table", channel, 0, regions, regions,
            target => WriteTable(target, channel, measurements, parents)));
        if (options.Crop > 0 && regions > 0)
        {
            var sheet = new CropSheet(
                options.Crop, channel, measurements, grid, measured, options.MaskCrops ? [.. planes.Select(p => p.Labels)] : null);
            var names = string.Join(", ", measured.Select(m => m.Channel));
            Add(_fromPixels, place => Save(
                place, paths.Crops(well, channel), "Crops", channel, sheet.Width, sheet.Height, sheet.Count,
                target => sheet.Write(
                    target, options.Compression, page => Described(page, $"{well.Name}_{channel}", names), cancellation)));
            Add(_fromRegions, place => Save(
                place, paths.CropTable(well, channel), "CropTable", channel, 0, sheet.Count, sheet.Count,
                target => sheet.WriteIndex(target, well)));
        }

        Action[] jobs = tiles.AreLoaded && measured.All(m => m.AreLoaded)
            ? [.. _fromPixels, .. _fromRegions]
            : [() => _fromPixels.ForEach(write => write()), .. _fromRegions];
        RowBands.ForEach(jobs.Length, threads, cancellation, (job, _, _) => jobs[job](), bandHeight: 1);
        return [.. _written.OfType<PlateOutput>()];
    }

    public PlateOutput WritePositions(string channel, TileRegistration registration)
    {
        var path = paths.Positions(well, channel);
        files.Write(path, registration.WriteCsv, cancellation);
        return new PlateOutput(path, "TileTable", channel, 0, registration.Numbers.Count, 0);
    }

    private void Add(List<Action> jobs, Action<int> write)
    {
        var place = _written.Count;
        _written.Add(null);
        jobs.Add(() => write(place));
    }

    private void AddPictures(
        ChannelReaders tiles, IReadOnlyList<LabeledPlane> planes, string channel, IReadOnlyList<PlaneMeasurement> measurements)
    {
        var isMontage = grid.Columns > 1 || grid.Rows > 1;
        var regions = planes.Sum(p => p.Labels.Count);
        if (isMontage && !options.PerTile && planes is [var plane])
        {
            Add(_fromRegions, place => Save(
                place, paths.MontageMask(well, channel), "MontageMask", channel, grid.Width, grid.Height, regions,
                target => LabelMask.Write(
                    plane.Labels, 0, 0, grid.Width, grid.Height, target, options.Compression,
                    page => Described(page, $"{well.Name}_{channel}", channel))));
        }

        if (isMontage && (long)grid.TileWidth * grid.TileHeight <= SampleScanner.KeptPixels)
        {
            Add(_fromPixels, place => Save(
                place, paths.Montage(well, channel), "Montage", channel, grid.Width, grid.Height, regions,
                target => WriteMontage(target, tiles, channel)));
        }

        Add(_fromPixels, place => WriteOverlay(place, tiles, planes, measurements, isMontage));
    }

    private void WriteOverlay(
        int place, ChannelReaders tiles, IReadOnlyList<LabeledPlane> planes, IReadOnlyList<PlaneMeasurement> measurements, bool isMontage)
    {
        var channel = tiles.Channel;
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

        using var together = options.PerTile && isMontage
            ? LabeledPlane.SideBySide(grid, [.. planes.Select(p => (Placed(p.Tiles[0]), p.Labels))])
            : null;
        if (together is null && planes.Count == 0) return;

        Save(place, paths.Overlay(well, channel), "Overlay", channel, canvas.Width, canvas.Height, planes.Sum(p => p.Labels.Count),
            target => canvas.Write(
                together ?? planes[0].Labels, target, Numbers(measurements, canvas), Bar(canvas), metadata.Provenance));
        files.Write(
            paths.Thumbnail(well, channel),
            target => thumbnail.Write(together ?? planes[0].Labels, target, new OverlayText(), null, metadata.Provenance), cancellation);
    }

    private OverlayText Numbers(IReadOnlyList<PlaneMeasurement> measurements, OverlayCanvas canvas)
    {
        var text = new OverlayText();
        foreach (var plane in measurements.Where(_ => options.Numbers != OverlayNumbers.None))
        {
            var (left, top) = options.PerTile ? grid.Origin(plane.Tiles[0].Tile.Tile) : (0, 0);
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
    private void WriteMontage(Stream target, ChannelReaders tiles, string channel)
    {
        var page = Described(new TiffPage(grid.Width, grid.Height, 1, 16, options.Compression), $"{well.Name}_{channel}", channel);
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
        Stream target, string channel, IReadOnlyList<PlaneMeasurement> measurements, IReadOnlyDictionary<int, int>? parents)
    {
        using var writer = new StreamWriter(target, leaveOpen: true);
        string[] names =
        [
            .. KeyColumns, .. map?.Columns ?? [], .. parents is null ? (string[])[] : ["Track", "Parent"],
            .. shift is null ? (string[])[] : ["AlignedX", "AlignedY"],
        ];
        var conditions = map?.ValuesOf(well.Well) ?? [];
        foreach (var (index, plane) in measurements.Index())
        {
            var leading = plane.Tiles.Select(t => (string[])
            [
                well.Experiment, well.Well, well.Timepoint.ToString(CultureInfo.InvariantCulture), channel,
                t.Tile.Tile.ToString(CultureInfo.InvariantCulture), .. conditions,
            ]).ToArray();
            plane.Regions.WriteCsv(
                writer, index == 0, names, region => [.. leading[plane.TileOfRegion[region]], .. InTime(plane, region, parents)]);
        }
    }

    private IEnumerable<string> InTime(PlaneMeasurement plane, int region, IReadOnlyDictionary<int, int>? parents)
    {
        if (parents is not null)
        {
            var track = plane.TrackOfRegion![region];
            yield return track == 0 ? "" : track.ToString(CultureInfo.InvariantCulture);
            yield return parents.TryGetValue(track, out var parent) ? parent.ToString(CultureInfo.InvariantCulture) : "";
        }

        if (shift is not null)
        {
            var (dx, dy) = shift.IsApplied ? (shift.X, shift.Y) : (0, 0);
            yield return (plane.Regions[region, plane.Regions.Find("CentroidX")] - dx).ToString("R", CultureInfo.InvariantCulture);
            yield return (plane.Regions[region, plane.Regions.Find("CentroidY")] - dy).ToString("R", CultureInfo.InvariantCulture);
        }
    }

    private void Save(int place, string path, string kind, string channel, int width, int height, int regions, Action<Stream> write)
    {
        cancellation.ThrowIfCancellationRequested();
        // WellMarks has checked that the files of the well may be replaced.
        files.Write(path, write, cancellation);
        _written[place] = new PlateOutput(path, kind, channel, width, height, regions);
    }
}
