using Stylize.Engine.Segmentation.Nuclei;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Thresholds;

namespace Stylize.Engine.Segmentation.Plates.Cells;

/// <summary>
/// Segments one well at a timepoint: opens its tiles, finds their foreground, labels it across the seams of the montage, measures the
/// regions in every measured channel, and writes the files, which the caller commits. Single use.
/// </summary>
/// <param name="keep">True to keep pixels in memory between threshold and measurement, false to read tiles twice.</param>
internal sealed class WellSegmentation(
    PlateOptions options, PlateStatistics plate, WellSummaries summaries, PlateFiles paths, PlateMap? map,
    WellTimepoint well, bool keep, FileGroup files, OperationContext context)
    : IDisposable
{
    /// <summary>Share of a channel's time in which its foreground is found.</summary>
    private const double ForegroundShare = .6;

    /// <summary>Percentage of the lowest and of the highest samples without which their range follows the exposure of a well.</summary>
    private const double Extreme = .1;

    private readonly Dictionary<string, ChannelReaders> _readers = [];
    private readonly ConcurrentQueue<StylizeException> _failures = [];
    private readonly List<PlateOutput> _written = [];
    private readonly ConcurrentQueue<WellRemark> _remarks = [];
    private string? _digest;
    private readonly List<SegmentedChannel> _results = [];
    private TimeSpan _elapsed;
    private WellGrids? _grids;
    private WellMasks? _masks;

    public WellTimepoint Well => well;

    private WellGrids Grids => _grids ??= new(options, well, _failures.Enqueue, Remark, context);
    private WellMasks Masks => _masks ??= new(options, well, plate, Remark, context);

    /// <summary>Returns the regions of a montage in a segmented channel; null if none of its tiles could be read.</summary>
    public LabeledRuns? Labels(string channel) => _results.Find(r => r.Channel.Channel == channel)?.Planes[0].Labels;

    public IReadOnlyList<ChannelReaders> Channels => [.. _readers.Values];

    public void Measure()
    {
        var began = Stopwatch.GetTimestamp();
        using (context.Phases.Start("open"))
        {
            foreach (var tiles in well.Measured)
            {
                Open(tiles);
            }
        }

        foreach (var channel in well.Segmented)
        {
            Report(0, channel.Channel);
            if (channel.Part != CellPart.None)
            {
                Find(channel);
            }
            else if (_readers[channel.Channel] is { Numbers.Count: > 0 } tiles)
            {
                _results.Add(Segment(channel, tiles));
            }
        }

        DiscardIncomplete();

        _elapsed += Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Discards all channels if one of them has no tile left, so that a well appears with all its files or without any.</summary>
    private void DiscardIncomplete()
    {
        string[] lost =
        [
            .. well.Segmented.Select(c => c.Channel)
                .Where(channel => _results.Find(r => r.Channel.Channel == channel) is not { Tiles.Numbers.Count: > 0 }),
        ];
        if (lost.Length == 0) return;

        if (_results.Exists(r => !lost.Contains(r.Channel.Channel)))
        {
            _failures.Enqueue(well.Incomplete(lost));
        }

        _results.SelectMany(r => r.Planes).ToList().ForEach(p => p.Dispose());
        _results.Clear();
    }

    /// <summary>Returns the montage of a channel, reduced if large; null if no tile can be read or all are empty.</summary>
    public Raster<float>? Picture(ChannelTiles tiles, out int scale)
    {
        scale = 1;
        var readers = _readers.TryGetValue(tiles.Channel, out var open) ? open : Open(tiles);
        if (readers.Numbers.Count == 0) return null;

        var grid = Grids.GridFor(readers);
        return readers.Numbers.Count == 0 ? null : AlignmentImage.Make(grid, readers, out scale, context.Cancellation);
    }

    public void ReleasePixels()
    {
        foreach (var readers in _readers.Values)
        {
            readers.ReleasePixels();
        }
    }

    /// <param name="shift">Shift of the image; null without alignment.</param>
    /// <param name="tracks">
    /// Returns the track of each region, the parents of tracks, and the number of tracks that begin here, of a segmented channel; null
    /// without tracking.
    /// </param>
    public WellMeasurement Write(
        WellShift? shift, Func<string, (int[] OfRegion, IReadOnlyDictionary<int, int> Parents, int Begin)?> tracks)
    {
        var began = Stopwatch.GetTimestamp();
        var measurements = new List<PlaneMeasurement>();
        var statistics = new List<WellStatistic>();
        WellRemark[] remarks =
        [
            .. _failures.Select(f => WellRemark.Warning(f.Message)), .. TileRemarks.Collect([(well, Channels)], options.Align), .. _remarks,
        ];
        using (context.Phases.Start("write"))
        {
            foreach (var result in _results)
            {
                var channel = result.Channel.Channel;
                var tracked = tracks(channel);
                var regions = tracked is { } t
                    ? [.. result.Regions.Select(p => p with { TrackOfRegion = t.OfRegion })]
                    : result.Regions;
                var measured = Measured(result.Tiles);
                var outputs = new WellOutputs(
                    options, paths, map, well, result.Channel, result.Tiles, result.Grid, shift, context.Metadata, files,
                    context.MaxThreads, context.Cancellation);
                _written.AddRange(outputs.Write(result.Planes, regions, tracked?.Parents, measured));
                if (result.Channel.Part == CellPart.None && Grids.RegistrationOf(result.Tiles) is { } registration)
                {
                    _written.Add(outputs.WritePositions(registration));
                }

                measurements.AddRange(regions);
                var rows = WellStatistic.Compute(channel, regions, options.PositiveThresholds);
                statistics.AddRange(rows);
                summaries.Write(
                    well,
                    WellSummary.FromMeasurements(well, channel, regions, rows, remarks) with
                    {
                        NewTracks = tracked?.Begin,
                        Conditions = (map?.Columns ?? []).Zip(map?.Find(well.Well) ?? []).ToDictionary(c => c.First, c => c.Second),
                    },
                    files,
                    context.Cancellation);
            }
        }

        return new WellMeasurement(well, measurements)
        {
            Statistics = statistics,
            InputDigest = Digest(),
            Shift = shift,
            Files = _written,
            Failures = [.. _failures],
            ImageTime = _elapsed + Stopwatch.GetElapsedTime(began),
        };
    }

    private void Remark(WellRemark remark)
    {
        remark.Show(context);
        _remarks.Enqueue(remark);
    }

    /// <param name="share">Completed share of the channel, [0,1].</param>
    private void Report(double share, string channel) =>
        context.Progress?.Invoke(new OperationProgress((_results.Count + share) / well.Segmented.Count, channel));

    private string Digest() => _digest ??= !options.IsSeries && context.Provenance is { } provenance
        ? provenance.SourceSha256
        : InputDigest.Compute(well, context.Cancellation);

    public void Dispose()
    {
        _results.SelectMany(r => r.Planes).ToList().ForEach(p => p.Dispose());
        foreach (var reader in _readers.Values)
        {
            reader.Dispose();
        }
    }

    private ChannelReaders Open(ChannelTiles tiles)
    {
        var profile = plate.FieldFor(tiles.Tiles[0], context.MaxThreads, _written.Add, context.Cancellation);
        var readers = ChannelReaders.Open(tiles, options, plate, keep, profile, _failures.Enqueue, context.Cancellation);
        _readers.Add(tiles.Channel, readers);
        return readers;
    }

    private SegmentedChannel Segment(ChannelTiles channel, ChannelReaders tiles)
    {
        var grid = Grids.GridFor(tiles);
        List<TileForeground> foreground;
        using (context.Phases.Start("threshold"))
        {
            foreground = FindForeground(grid, tiles);
        }

        List<LabeledPlane> planes = [];
        try
        {
            using (context.Phases.Start("label"))
            {
                Label(grid, foreground, planes);
            }

            PlaneMeasurement[] measured;
            var channels = Measured(tiles);
            using (context.Phases.Start("measure"))
            {
                measured = [.. planes.Select(p => Measure(channel, p, grid, channels))];
            }

            return new SegmentedChannel(channel, tiles, grid, planes, measured);
        }
        catch
        {
            planes.ForEach(p => p.Dispose());
            throw;
        }
    }

    /// <summary>Finds and measures a part of the cells around the nuclei, which are the first result.</summary>
    private void Find(ChannelTiles part)
    {
        var tiles = _readers.Values.First(r => r.Channel.Equals(options.CellChannel, StringComparison.OrdinalIgnoreCase));
        if (_results is not [var nuclei, ..] || tiles.Numbers.Count == 0) return;

        if ((tiles.Width, tiles.Height) != (nuclei.Tiles.Width, nuclei.Tiles.Height))
        {
            _failures.Enqueue(new StylizeException(
                StylizeError.OperationFailed, tiles.File(tiles.Numbers.First()).Path,
                $"The tiles of {well.Name} have other sizes in channel {tiles.Channel} than in channel {nuclei.Tiles.Channel}.",
                "Nuclei and cells must be in images of the same size."));
            return;
        }

        var channels = Measured(tiles);
        List<LabeledPlane> planes = [];
        var result = new SegmentedChannel(part, tiles, nuclei.Grid, planes, nuclei.Regions);
        _results.Add(result);
        using (context.Phases.Start("cells"))
        {
            var pooled = part.Part == CellPart.Cells ? tiles.Pool(_failures.Enqueue, context.Cancellation) : null;
            var threshold = pooled is null ? _results[1].Planes[0].Tiles.FirstOrDefault()?.Threshold
                : options.CellThreshold ?? ThresholdOf(tiles, ThresholdMethod.Li, pooled);
            foreach (var (index, plane) in nuclei.Planes.Index())
            {
                var labels = pooled is null ? CellPropagation.Cytoplasm(_results[1].Planes[index].Labels, plane.Labels)
                    : CellsOf(plane, nuclei.Grid, tiles, threshold, pooled);
                planes.Add(new LabeledPlane(labels, [.. plane.Tiles.Select(tile => tile with
                {
                    Tile = part.Tiles.First(t => t.Tile == tile.Tile.Tile), Threshold = threshold,
                })]));
            }
        }

        using (context.Phases.Start("measure"))
        {
            _results[^1] = result with
            {
                Regions = [.. planes.Zip(nuclei.Regions, (plane, of) => Measure(part, plane, nuclei.Grid, channels, of))],
            };
        }
    }

    /// <summary>Returns the threshold of a well's channel in numbers of the file; null if all pixels are equal.</summary>
    private double? ThresholdOf(ChannelReaders tiles, ThresholdMethod method, IntensityHistogram pooled)
    {
        try
        {
            return tiles.Scale.ToNumber(GlobalThreshold.Find(method, pooled, 0, context.Cancellation));
        }
        catch (ThresholdNotFoundException)
        {
            return null;
        }
    }

    private LabeledRuns CellsOf(
        LabeledPlane plane, MontageGrid grid, ChannelReaders tiles, double? threshold, IntensityHistogram pooled)
    {
        var range = pooled.Percentile(100 - Extreme) - pooled.Percentile(Extreme);
        using var image = PixelsOf(plane, grid, tiles);
        return CellPropagation.Cells(
            plane.Labels, image, threshold is { } number ? tiles.Scale.ToSample(number) : ushort.MaxValue,
            options.CellRegularization * range, plane.Tiles[0].MinimumArea, context.Cancellation);
    }

    /// <summary>Returns the channels to measure in the regions of a channel: those whose tiles have the same size.</summary>
    private List<ChannelReaders> Measured(ChannelReaders tiles) =>
        [.. well.Measured.Select(c => _readers[c.Channel]).Where(r => (r.Width, r.Height) == (tiles.Width, tiles.Height))];

    /// <summary>Finds the foreground of each tile of a channel. Tiles that fail are skipped from then on.</summary>
    private List<TileForeground> FindForeground(MontageGrid grid, ChannelReaders tiles)
    {
        var pooled = options.Segmentation.Statistics switch
        {
            StatisticsScope.Well => tiles.Pool(_failures.Enqueue, context.Cancellation),
            StatisticsScope.Plate => plate.HistogramFor(well.Experiment, tiles.Channel, context.Cancellation),
            _ => null,
        };
        var numbers = tiles.Numbers.ToArray();
        var found = new TileForeground?[numbers.Length];
        var done = 0;
        ForEach(numbers.Length, index =>
        {
            found[index] = FindForeground(grid, tiles[numbers[index]], tiles.File(numbers[index]), pooled);
            Report(ForegroundShare * Interlocked.Increment(ref done) / numbers.Length, tiles.Channel);
        });
        foreach (var (index, number) in numbers.Index().Where(n => found[n.Index] is null).ToList())
        {
            tiles.Remove(number);
        }

        return [.. found.Where(f => f is not null).Select(f => f!.Value)];
    }

    private TileForeground? FindForeground(MontageGrid grid, SampleScanner reader, TileFile file, IntensityHistogram? pooled)
    {
        var segmentation = options.Segmentation;
        try
        {
            var threshold = ForegroundFinder.Threshold(reader, segmentation, pooled, context.Cancellation);
            var runs = segmentation.Method == ThresholdMethod.Labels ? Masks.RunsFor(reader, file)
                : ForegroundFinder.Runs(reader, segmentation, threshold, pooled, PixelSizes.Known(well, options), context.Cancellation);
            var (left, top) = options.PerTile ? (0, 0) : grid.Origin(file.Tile);
            reader.ReleasePassing();
            threshold = threshold is { } sample ? reader.Scale.ToNumber(sample) : null;
            var measurement = new TileMeasurement(file, reader.Width, reader.Height, left, top, threshold)
            {
                MinimumArea = segmentation.MinimumAreaOf(runs.MinimumArea),
            };
            return new TileForeground(measurement, runs);
        }
        catch (ThresholdNotFoundException e)
        {
            _failures.Enqueue(new StylizeException(
                StylizeError.OperationFailed, file.Path,
                $"The {segmentation.Method} method finds no threshold for '{file.Path}': {e.Message}. Skipped the tile.",
                "Use another method, or {Statistics} Well or Plate.", e));
        }
        catch (StylizeException e)
        {
            _failures.Enqueue(e);
        }

        return null;
    }

    private void Label(MontageGrid grid, List<TileForeground> foreground, List<LabeledPlane> planes)
    {
        if (options.PerTile || (grid.Columns == 1 && grid.Rows == 1))
        {
            foreach (var (tile, runs) in foreground)
            {
                planes.Add(new LabeledPlane(ForegroundFinder.Label(runs, options.Segmentation, context.Cancellation), [tile]));
            }

            return;
        }

        var stitched = Masks.OfWell(grid, foreground)
            ?? LabeledPlane.Stitch(grid, foreground, options.Segmentation.Method != ThresholdMethod.Labels);
        foreground.ForEach(f => f.Runs.Dispose());
        var labels = ForegroundFinder.Label(stitched, options.Segmentation, context.Cancellation);
        planes.Add(new LabeledPlane(labels, [.. foreground.Select(f => f.Tile)]));
    }

    private PlaneMeasurement Measure(
        ChannelTiles of, LabeledPlane plane, MontageGrid grid, List<ChannelReaders> channels, PlaneMeasurement? nuclei = null)
    {
        var (properties, channel) = (options.Segmentation.Properties, of.Channel);
        RegionTable.RequireCount(plane.Labels.Count, properties, channels.Count, well.Name);
        var pixelSize = options.Micrometers ? PixelSizes.Require(well) : options.Segmentation.PixelSize;
        var sums = channels.Select(c => (c.Channel, Sums: new IntensitySums(plane.Labels.Count) { Scale = c.Scale })).ToArray();
        using var ring = nuclei is null ? RingsAround(plane, grid, channels) : null;
        var contrast = ObjectContrast.ForLabels(plane.Labels, options.Segmentation);
        var isMeasured = (properties & RegionProperties.Intensity) != 0;
        var scanned = channels.Where(c => isMeasured || (contrast is not null && c.Channel == channel)).ToList();
        ChannelReaders.Load(scanned, ForEach);
        ForEach(scanned.Count, index => AddIntensities(plane, grid, scanned[index], (row, left, y) =>
        {
            if (isMeasured)
            {
                sums[index].Sums.AddRow(plane.Labels, row, left, y);
                ring?.AddRow(index, row, left, y);
            }

            if (scanned[index].Channel == channel)
            {
                contrast?.AddRow(row, left, y);
            }
        }));
        var name = $"{well.Name}, channel {channel}{(options.PerTile ? Invariant($", tile {plane.Tiles[0].Tile.Tile}") : "")}";
        if (contrast?.Problem(StylizeException.Verbatim(name)) is { } problem)
        {
            Remark(WellRemark.Warning(problem));
        }

        // The centroid determines the tile to which a region belongs.
        var table = RegionMeasurer.Measure(
            plane.Labels, properties | RegionProperties.Centroid, sums, pixelSize, context.MaxThreads, context.Cancellation, ring);
        var dotted = channels.Where(c => options.Puncta.Contains(c.Channel, StringComparer.OrdinalIgnoreCase)).ToList();
        table = PunctaCounter.Add(table, plane, grid, dotted, options, context.Cancellation);
        if (options.Measure != RegionMeasures.None)
        {
            table = MeasureFurther(table, plane, grid, channels, pixelSize);
        }

        return new PlaneMeasurement(
            channel, [.. channels.Select(c => c.Channel)], plane.Tiles, table, nuclei?.TilesOf(table) ?? plane.TileOfRegion(table))
        {
            Part = of.Part,
        };
    }

    private RegionTable MeasureFurther(
        RegionTable table, LabeledPlane plane, MontageGrid grid, List<ChannelReaders> channels, double pixelSize)
    {
        var ofPixels = options.Measure & ~RegionMeasures.Neighbors;
        var images = new List<ChannelImage>();
        try
        {
            foreach (var channel in channels.Where(_ => ofPixels != RegionMeasures.None))
            {
                if (channel.Pool(_failures.Enqueue, context.Cancellation) is not { } pooled) continue;

                var threshold = ThresholdOf(channel, ThresholdMethod.Otsu, pooled) ?? double.PositiveInfinity;
                images.Add(new ChannelImage(
                    channel.Channel, PixelsOf(plane, grid, channel), channel.Scale, pooled.Percentile(Extreme),
                    pooled.Percentile(100 - Extreme), threshold));
            }

            return RegionExtras.Add(
                table, plane.Labels, options.Measure, images, options.NeighborDistance, pixelSize, context.MaxThreads,
                context.Cancellation);
        }
        finally
        {
            images.ForEach(image => image.Samples.Dispose());
        }
    }

    private Raster<ushort> PixelsOf(LabeledPlane plane, MontageGrid grid, ChannelReaders tiles)
    {
        var image = new Raster<ushort>(plane.Labels.Runs.Width, plane.Labels.Runs.Height, clear: true);
        AddIntensities(plane, grid, tiles, (row, left, y) => row.CopyTo(image.Row(y)[left..]));
        return image;
    }

    /// <summary>Passes on the pixels of a channel with their positions in the plane, each pixel of the montage once.</summary>
    private void AddIntensities(LabeledPlane plane, MontageGrid grid, ChannelReaders channel, MontageGrid.PixelAction add)
    {
        var divided = grid.Among(channel.Numbers);
        foreach (var tile in plane.Tiles.Where(t => channel.Numbers.Contains(t.Tile.Tile)))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            StylizeException.Try(
                () => divided.Scan(
                    tile.Tile.Tile, channel[tile.Tile.Tile], (row, x, y) => add(row, tile.Left + x, tile.Top + y), context.Cancellation),
                _failures.Enqueue);
        }
    }

    /// <summary>Returns the rings, with the scale of each channel; null if the options have no ring. The caller disposes them.</summary>
    private RegionRing? RingsAround(LabeledPlane plane, MontageGrid grid, List<ChannelReaders> channels)
    {
        if (options.Segmentation.Ring is not { } ring) return null;

        var pixelSize = ring.IsMicrometers ? PixelSizes.Known(well, options) ?? PixelSizes.Require(well) : 1;
        var around = RegionRing.Around(
            plane.Labels, ring.InPixels(pixelSize), [.. channels.Select(c => c.Scale)], context.MaxThreads, context.Cancellation);
        if (plane.Tiles.Count > 1 && (grid.HasOverlap || plane.Tiles.Count < grid.Columns * grid.Rows))
        {
            around.CountOnly(plane.Tiles.SelectMany(tile => Enumerable.Range(0, tile.Height).SelectMany(y => grid
                .Owned(tile.Tile.Tile, y).ToArray()
                .Select(span => (tile.Top + y, tile.Left + span.Start, tile.Left + span.End)))));
        }

        return around;
    }

    private void ForEach(int count, Action<int> body) =>
        RowBands.ForEach(count, context.MaxThreads, context.Cancellation, (index, _, _) => body(index), bandHeight: 1);

    private sealed record SegmentedChannel(
        ChannelTiles Channel, ChannelReaders Tiles, MontageGrid Grid, IReadOnlyList<LabeledPlane> Planes,
        IReadOnlyList<PlaneMeasurement> Regions);
}
