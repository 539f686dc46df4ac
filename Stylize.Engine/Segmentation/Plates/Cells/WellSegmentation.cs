using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Quality;
using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

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

    private readonly Dictionary<string, ChannelReaders> _readers = [];
    private readonly ConcurrentQueue<StylizeException> _failures = [];
    private readonly List<PlateOutput> _written = [];
    private readonly ConcurrentQueue<WellRemark> _remarks = [];
    private string? _digest;
    private readonly List<SegmentedChannel> _results = [];
    private readonly Dictionary<string, IReadOnlyList<ImageQuality>> _images = [];
    private TimeSpan _elapsed;
    private WellGrids? _grids;
    private WellMasks? _masks;
    private PlaneMeasurer? _measurer;

    public WellTimepoint Well => well;

    private WellGrids Grids => _grids ??= new(options, well, _failures.Enqueue, Remark, context);
    private WellMasks Masks => _masks ??= new(options, well, plate, Remark, context);
    private PlaneMeasurer Measurer => _measurer ??= new(options, well, _failures.Enqueue, Remark, context);

    /// <summary>Returns the regions of a montage in a segmented channel; null if none of its tiles could be read.</summary>
    public LabeledRuns? Labels(string channel) => _results.Find(r => r.Channel.Channel == channel)?.Planes.FirstOrDefault() is { } plane
        ? plane.Stack ?? plane.Labels : null;

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
        MeasureQuality();

        _elapsed += Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Measures the images of each segmented channel, and with the first one those of channels that are only measured.</summary>
    private void MeasureQuality()
    {
        if (options.Quality == QualityGates.None) return;

        var meter = new QualityMeter(options.Segmentation, context.Cancellation);
        using var phase = context.Phases.Start("quality");
        foreach (var result in _results.Where(result => result.Channel.Part == CellPart.None))
        {
            var (channel, planes) = (result.Channel.Channel, result.Planes.Zip(result.Regions).ToList());
            var own = planes.SelectMany(pair => pair.First.Tiles, (pair, tile) => (pair.First, pair.Second, tile))
                .Where(image => result.Tiles.Numbers.Contains(image.tile.Tile.Tile)).ToList();
            var other = _images.Count > 0 ? [] : Channels.Where(c => !well.Segmented.Any(segmented => segmented.Channel == c.Channel))
                .SelectMany(c => c.Numbers, (c, number) => (Readers: c, Number: number)).ToList();
            var images = new ImageQuality?[own.Count + other.Count];
            ForEach(images.Length, index => StylizeException.Try(
                () => images[index] = index < own.Count
                    ? meter.Measure(channel, own[index].tile, result.Tiles[own[index].tile.Tile.Tile], own[index].First, own[index].Second)
                    : meter.Measure(
                        other[index - own.Count].Readers.Channel, other[index - own.Count].Number,
                        other[index - own.Count].Readers[other[index - own.Count].Number]),
                _failures.Enqueue));
            _images[channel] = [.. images.OfType<ImageQuality>()];
        }
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
        var ofInterest = new Dictionary<string, IReadOnlyList<InterestArea>>();
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
                var interests = result.Interests();
                if (interests.Count > 0) ofInterest.Add(channel, interests);
                var images = _images.GetValueOrDefault(channel) ?? [];
                IReadOnlyList<WellStatistic> rows = WellStatistic.Compute(channel, regions, options.PositiveThresholds);
                rows = images.Count == 0 ? rows : [.. rows, WellStatistic.PerImage(channel, images, options.PositiveThresholds)];
                statistics.AddRange(rows);
                summaries.Write(
                    well,
                    WellSummary.FromMeasurements(well, channel, regions, rows, remarks) with
                    {
                        NewTracks = tracked?.Begin,
                        Images = images,
                        Saturated = TileRemarks.Saturated(Channels),
                        Interests = interests,
                        Conditions = map?.RowOf(well.Well) ?? [],
                    },
                    files,
                    context.Cancellation);
            }
        }

        return new WellMeasurement(well, measurements)
        {
            Statistics = statistics,
            Images = _images,
            Interests = ofInterest,
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
        var interest = options.Region is { } path ? new WellInterest(path, well, channel) : null;
        List<TileForeground> foreground;
        using (context.Phases.Start("threshold"))
        {
            foreground = FindForeground(grid, tiles);
        }

        var isSuited = RemarkKinds(channel.Channel, foreground) && interest is null;
        List<LabeledPlane> planes = [];
        try
        {
            using (context.Phases.Start("label"))
            {
                Label(grid, foreground, planes);
                if (interest is not null) planes.ForEach(interest.Limit);
            }

            PlaneMeasurement[] measured;
            var channels = Measured(tiles);
            using (context.Phases.Start("measure"))
            {
                measured = [.. planes.Select(p => Measurer.Measure(channel, p, grid, channels, null, interest, isSuited))];
            }

            return new SegmentedChannel(channel, tiles, grid, planes, measured) { Areas = Areas(interest, grid, planes) };
        }
        catch
        {
            planes.ForEach(p => p.Dispose());
            throw;
        }
    }

    /// <summary>
    /// Remarks on images that the method is not made for if most of the tiles that show something are of their kind. The sentence does not
    /// name the well, because it is shown once for a plate.
    /// </summary>
    /// <returns>False if there is a remark.</returns>
    private bool RemarkKinds(string channel, List<TileForeground> tiles)
    {
        var kinds = tiles.Where(tile => tile.Tile.Kind != ImageKind.Faint).CountBy(tile => tile.Tile.Kind).ToList();
        if (kinds.Count == 0 || options.Segmentation.Method == ThresholdMethod.Labels
            || ImageCheck.Advice(
                kinds.MaxBy(kind => kind.Value).Key, options.Segmentation,
                StylizeException.Verbatim($"{well.Experiment}, channel {channel}")) is not { } advice)
        {
            return true;
        }

        var remark = WellRemark.Warning(advice);
        _remarks.Enqueue(remark);
        if (plate.IsFirst(advice)) remark.Show(context);

        return false;
    }

    /// <summary>Returns the areas of regions of interest; none without any.</summary>
    private double[] Areas(WellInterest? interest, MontageGrid grid, List<LabeledPlane> planes)
    {
        var areas = new long[interest?.Names.Count ?? 0];
        planes.ForEach(plane => interest?.AddAreas(plane, grid, areas));
        var pixelSize = options.Micrometers ? PixelSizes.Require(well) : options.Segmentation.PixelSize;
        return [.. areas.Select(area => area * pixelSize * pixelSize)];
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
        var cells = part.Part == CellPart.Cells ? null : _results[1];
        List<LabeledPlane> planes = [];
        var result = new SegmentedChannel(part, tiles, nuclei.Grid, planes, nuclei.Regions) { Areas = nuclei.Areas };
        _results.Add(result);
        using (context.Phases.Start("cells"))
        {
            new CellFinder(options, Measurer, _failures.Enqueue, context.Cancellation).Find(planes, part, nuclei, cells, tiles);
        }

        using (context.Phases.Start("measure"))
        {
            _results[^1] = result with
            {
                Regions = [.. planes.Zip(nuclei.Regions, (plane, of) => Measurer.Measure(part, plane, nuclei.Grid, channels, of))],
            };
            _results[0] = nuclei with { Regions = [.. nuclei.Regions.Zip(_results[^1].Regions, PartRatios.Add)] };
        }
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

    private TileForeground FindStack(SampleScanner reader, TileFile file, ImageKind kind)
    {
        var planes = reader.OpenPlanes();
        try
        {
            var stack = StackRegions.Find(planes, PixelSizes.PlaneDistance(well, options), context.Cancellation);
            return new(
                new(file, reader.Width, reader.Height, 0, 0, null) { Kind = kind }, LabeledPlane.Project(stack, planes))
            { Stack = stack };
        }
        finally
        {
            planes.ToList().ForEach(plane => plane.Dispose());
        }
    }

    private TileForeground? FindForeground(MontageGrid grid, SampleScanner reader, TileFile file, IntensityHistogram? pooled)
    {
        var segmentation = options.Segmentation;
        try
        {
            var kind = segmentation.Method == ThresholdMethod.Labels ? ImageKind.Objects
                : ImageCheck.Find(reader, context.Cancellation);
            if (options.Volume) return FindStack(reader, file, kind);

            var threshold = ForegroundFinder.Threshold(reader, segmentation, pooled, context.Cancellation);
            var runs = segmentation.Method == ThresholdMethod.Labels ? Masks.RunsFor(reader, file)
                : ForegroundFinder.Runs(reader, segmentation, threshold, pooled, context.Cancellation);
            var (left, top) = options.IsPerTile ? (0, 0) : grid.Origin(file.Tile);
            reader.ReleasePassing();
            threshold = threshold is { } sample ? reader.Scale.ToNumber(sample) : null;
            var measurement = new TileMeasurement(file, reader.Width, reader.Height, left, top, threshold)
            {
                MinimumArea = segmentation.MinimumAreaOf(runs.MinimumArea),
                Kind = kind,
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
        if (options.IsPerTile || (grid.Columns == 1 && grid.Rows == 1))
        {
            foreach (var found in foreground)
            {
                var regions = found.Stack is { } stack ? new LabeledRuns(found.Runs, found.Runs.Objects.ToArray(), stack.Count)
                    : ForegroundFinder.Label(found.Runs, options.Segmentation, context.Cancellation);
                planes.Add(new LabeledPlane(regions, [found.Tile]) { Stack = found.Stack });
            }

            return;
        }

        var stitched = Masks.OfWell(grid, foreground)
            ?? LabeledPlane.Stitch(grid, foreground, options.Segmentation.Method != ThresholdMethod.Labels);
        foreground.ForEach(f => f.Runs.Dispose());
        var labels = ForegroundFinder.Label(stitched, options.Segmentation, context.Cancellation);
        planes.Add(new LabeledPlane(labels, [.. foreground.Select(f => f.Tile)]));
    }

    private void ForEach(int count, Action<int> body) =>
        RowBands.ForEach(count, context.MaxThreads, context.Cancellation, (index, _, _) => body(index), bandHeight: 1);
}

/// <summary>A segmented channel of a well, or a part of its cells.</summary>
/// <param name="Tiles">The tiles that were read; those of the channel of cells for a part of them.</param>
/// <param name="Regions">The measurements of each plane.</param>
internal sealed record SegmentedChannel(
    ChannelTiles Channel, ChannelReaders Tiles, MontageGrid Grid, IReadOnlyList<LabeledPlane> Planes,
    IReadOnlyList<PlaneMeasurement> Regions)
{
    /// <summary>The areas of the regions of interest.</summary>
    public IReadOnlyList<double> Areas { get; init; } = [];

    /// <summary>Returns the regions of interest with the number of their regions.</summary>
    public IReadOnlyList<InterestArea> Interests() => Areas.Count == 0 ? [] :
    [
        .. Areas.Select((area, index) => new InterestArea(
            Regions[0].Interests[index], area, Regions.Sum(plane => plane.InterestOfRegion!.Count(number => number == index + 1)))),
    ];
}
