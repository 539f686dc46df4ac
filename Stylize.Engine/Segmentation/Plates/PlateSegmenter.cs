using System.Collections.Concurrent;
using System.Diagnostics;
using Stylize.Engine.Imaging;
using Stylize.Engine.Measuring;
using Stylize.Engine.Operations;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>
/// Segments the wells of a plate: reads tiles, finds their foreground, labels it across seams, measures regions in every channel, and writes masks,
/// montages, overlays and tables. Many wells may be segmented at once; what comes back is for one writer to store.
/// </summary>
public sealed class PlateSegmenter
{
    /// <summary>Pixels of a well that are kept in memory between threshold and measurement; those of larger wells are read twice.</summary>
    private const long KeptPixels = 1L << 27;

    private readonly PlateOptions _options;
    private readonly PlatePlan _plan;
    private readonly IImageCodec _codec;
    private readonly ConcurrentDictionary<(string Experiment, string Channel), Lazy<IntensityHistogram>> _plates = new();

    /// <param name="options">Validated options.</param>
    /// <param name="plan">The plate, for thresholds of all its tiles.</param>
    /// <param name="codec">Reads tiles and writes overlays.</param>
    public PlateSegmenter(PlateOptions options, PlatePlan plan, IImageCodec codec)
    {
        _options = options;
        _plan = plan;
        _codec = codec;
    }

    /// <summary>Peak bytes of a well's segmentation, from the header of its first readable tile.</summary>
    public long EstimateMemory(WellTimepoint well)
    {
        var first = TilePixels(well);
        var tiles = well.TileNumbers.Count * first;
        return (2 * Math.Min(tiles * well.Measured.Count, KeptPixels)) + (4 * Math.Min(first, SampleReader.KeptPixels)) + (tiles / 2) + (64 << 20);
    }

    /// <summary>Full paths of the files that segmenting a well would write.</summary>
    public IReadOnlyList<string> Targets(WellTimepoint well)
    {
        var files = new PlateFiles(_options.Destination);
        var targets = new List<string>();
        foreach (var channel in well.Segmented)
        {
            targets.AddRange(channel.Tiles.Select(files.TileMask));
            if (HasMontage(well))
            {
                targets.Add(files.Montage(well, channel.Channel));
                if (!_options.PerTile)
                {
                    targets.Add(files.MontageMask(well, channel.Channel));
                }
            }

            if (!_options.NoMontage)
            {
                targets.Add(files.Overlay(well, channel.Channel));
            }

            targets.Add(files.Table(well, channel.Channel));
        }

        return targets;
    }

    /// <summary>Segments a well and writes its files. A tile that fails is named in the result; the rest goes on.</summary>
    /// <exception cref="StylizeException">TargetExists: a file is there, Force was not given, and no killed run left it.</exception>
    public SegmentedWell Segment(WellTimepoint well, OperationContext context)
    {
        var began = Stopwatch.GetTimestamp();
        Claim(well);
        var failures = new ConcurrentQueue<StylizeException>();
        var files = new List<PlateOutput>();
        var channels = new List<ChannelMeasurement>();
        var readers = new Dictionary<string, ChannelReaders>();
        try
        {
            using (context.Phases.Start("open"))
            {
                var keep = KeepsPixels(well);
                foreach (var tiles in well.Measured)
                {
                    readers.Add(tiles.Channel, ChannelReaders.Open(tiles, _codec, _options.DecodeOptions, _options.Segmentation.Background, keep, failures.Enqueue, context.Cancellation));
                }
            }

            foreach (var (index, channel) in well.Segmented.Index())
            {
                context.Progress?.Invoke(new OperationProgress(index / (double)well.Segmented.Count, channel.Channel));
                if (SegmentChannel(well, readers[channel.Channel], readers, failures, files, context) is { } measurement)
                {
                    channels.Add(measurement);
                }
            }
        }
        finally
        {
            foreach (var reader in readers.Values)
            {
                reader.Dispose();
            }
        }

        return new SegmentedWell(new WellMeasurement(well, channels), files, [.. failures], Stopwatch.GetElapsedTime(began));
    }

    /// <summary>Tells that a well is stored, so that its files are no longer those of an unfinished run.</summary>
    public void Finish(WellTimepoint well) => new PlateFiles(_options.Destination).RemoveMarker(well);

    private bool HasMontage(WellTimepoint well) => !_options.NoMontage && well.TileNumbers.Count > 1;

    private bool KeepsPixels(WellTimepoint well) => TilePixels(well) * well.Measured.Sum(c => c.Tiles.Count) <= KeptPixels;

    /// <summary>Pixels of the first tile whose header can be read; 0 where there is none.</summary>
    private long TilePixels(WellTimepoint well)
    {
        foreach (var tile in well.Measured.SelectMany(c => c.Tiles))
        {
            try
            {
                return new ImageInput(ImageSource.File(tile.Path), _codec, _options.DecodeOptions).Info.PixelCount;
            }
            catch (StylizeException)
            {
                // The tile is named when the well is segmented.
            }
        }

        return 0;
    }

    private void Claim(WellTimepoint well)
    {
        var files = new PlateFiles(_options.Destination);
        var marker = files.Marker(well);
        if (!_options.Force && !File.Exists(marker) && Targets(well).FirstOrDefault(File.Exists) is { } target)
        {
            throw new StylizeException(
                StylizeError.TargetExists, target, $"{well.Name} is segmented already: '{target}' exists and is left untouched, as are the well's rows in the database.",
                "Use Force to segment it again, or choose another destination.");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(marker)!);
            File.WriteAllBytes(marker, []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StylizeException(StylizeError.TargetUnwritable, _options.Destination, $"'{_options.Destination}' cannot be written: {e.Message}", "Choose a destination folder that you may write to.", e);
        }
    }

    private ChannelMeasurement? SegmentChannel(
        WellTimepoint well, ChannelReaders tiles, Dictionary<string, ChannelReaders> readers, ConcurrentQueue<StylizeException> failures, List<PlateOutput> files, OperationContext context)
    {
        if (tiles.Numbers.Count == 0)
        {
            return null;
        }

        var grid = new TileGrid(well.TileNumbers, _options.Columns, _options.Layout, tiles.Width, tiles.Height);
        List<(TileMeasurement Tile, RunTable Runs)> foreground;
        using (context.Phases.Start("threshold"))
        {
            foreground = FindForeground(well, grid, tiles, failures, context);
        }

        List<LabelledPlane> planes = [];
        try
        {
            using (context.Phases.Start("label"))
            {
                Label(grid, foreground, planes, context.Cancellation);
            }

            PlaneMeasurement[] measured;
            var measuredReaders = well.Measured.Select(c => readers[c.Channel]).Where(r => (r.Width, r.Height) == (tiles.Width, tiles.Height)).ToList();
            using (context.Phases.Start("measure"))
            {
                measured = [.. planes.Select(p => Measure(p, grid, measuredReaders, failures, context))];
            }

            var measurement = new ChannelMeasurement(tiles.Channel, [.. measuredReaders.Select(r => r.Channel)], measured);
            using (context.Phases.Start("write"))
            {
                var outputs = new WellOutputs(_options, _codec, well, grid, context.Cancellation);
                files.AddRange(outputs.Write(tiles, planes, measurement));
            }

            return measurement;
        }
        finally
        {
            planes.ForEach(p => p.Dispose());
        }
    }

    private List<(TileMeasurement Tile, RunTable Runs)> FindForeground(
        WellTimepoint well, TileGrid grid, ChannelReaders tiles, ConcurrentQueue<StylizeException> failures, OperationContext context)
    {
        var options = _options.Segmentation;
        var pooled = options.Statistics switch
        {
            StatisticsScope.Well => Pool(tiles.Histograms(failures.Enqueue, context.Cancellation).Values),
            StatisticsScope.Plate => _plates.GetOrAdd((well.Experiment, tiles.Channel), key => new Lazy<IntensityHistogram>(() => Plate(key.Experiment, key.Channel, context.Cancellation))).Value,
            _ => null,
        };
        var numbers = tiles.Numbers.ToArray();
        var found = new (TileMeasurement Tile, RunTable Runs)?[numbers.Length];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = context.MaxThreads, CancellationToken = context.Cancellation };
        Parallel.For(0, numbers.Length, parallel, index =>
        {
            var (reader, file) = (tiles[numbers[index]], tiles.File(numbers[index]));
            try
            {
                var threshold = ForegroundFinder.Threshold(reader, options, pooled, context.Cancellation);
                var runs = ForegroundFinder.Runs(reader, options, threshold, context.Cancellation);
                var (left, top) = _options.PerTile ? (0, 0) : grid.Origin(file.Tile);
                found[index] = (new TileMeasurement(file, reader.Width, reader.Height, left, top, threshold), runs);
                reader.ReleasePassing();
            }
            catch (ThresholdUnansweredException e)
            {
                failures.Enqueue(new StylizeException(
                    StylizeError.OperationFailed, file.Path, $"The {options.Method} method has no threshold for '{file.Path}': {e.Message}. The tile is left out.",
                    "Choose another method, or statistics of the well or plate.", e));
            }
            catch (StylizeException e)
            {
                failures.Enqueue(e);
            }
        });
        foreach (var (index, number) in numbers.Index().Where(n => found[n.Index] is null).ToList())
        {
            tiles.Remove(number);
        }

        return [.. found.Where(f => f is not null).Select(f => f!.Value)];
    }

    private void Label(TileGrid grid, List<(TileMeasurement Tile, RunTable Runs)> foreground, List<LabelledPlane> planes, CancellationToken cancellation)
    {
        if (_options.PerTile || (grid.Columns == 1 && grid.Rows == 1))
        {
            foreach (var (tile, runs) in foreground)
            {
                planes.Add(new LabelledPlane(ForegroundFinder.Label(runs, _options.Segmentation, cancellation), [tile]));
            }

            return;
        }

        var stitched = LabelledPlane.Stitch(grid, foreground);
        foreground.ForEach(f => f.Runs.Dispose());
        planes.Add(new LabelledPlane(ForegroundFinder.Label(stitched, _options.Segmentation, cancellation), [.. foreground.Select(f => f.Tile)]));
    }

    private PlaneMeasurement Measure(
        LabelledPlane plane, TileGrid grid, List<ChannelReaders> channels, ConcurrentQueue<StylizeException> failures, OperationContext context)
    {
        var options = _options.Segmentation;
        var sums = channels.Select(c => (c.Channel, new IntensitySums(plane.Labels.Count))).ToArray();
        if ((options.Properties & RegionProperties.Intensity) != 0)
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = context.MaxThreads, CancellationToken = context.Cancellation };
            Parallel.For(0, channels.Count, parallel, index => AddIntensities(plane, channels[index], sums[index].Item2, failures, context.Cancellation));
        }

        var table = RegionMeasurer.Measure(plane.Labels, options.Properties | RegionProperties.Centroid, sums, options.PixelSize, context.MaxThreads, context.Cancellation);
        var (x, y) = (table.Find("CentroidX"), table.Find("CentroidY"));
        var tileOf = new int[table.Count];
        for (var region = 0; region < tileOf.Length && plane.Tiles.Count > 1; region++)
        {
            tileOf[region] = Nearest(plane.Tiles, table[region, x], table[region, y]);
        }

        return new PlaneMeasurement(plane.Tiles, table, tileOf);
    }

    private static void AddIntensities(LabelledPlane plane, ChannelReaders channel, IntensitySums sums, ConcurrentQueue<StylizeException> failures, CancellationToken cancellation)
    {
        foreach (var tile in plane.Tiles.Where(t => channel.Numbers.Contains(t.Tile.Tile)))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                channel[tile.Tile.Tile].Scan((strip, top, rows) => sums.Add(plane.Labels, strip, tile.Left, tile.Top + top, rows), cancellation);
            }
            catch (StylizeException e)
            {
                failures.Enqueue(e);
            }
        }
    }

    private static int Nearest(IReadOnlyList<TileMeasurement> tiles, double x, double y)
    {
        var (best, distance) = (0, double.PositiveInfinity);
        for (var index = 0; index < tiles.Count; index++)
        {
            var tile = tiles[index];
            var dx = Math.Max(Math.Max(tile.Left - x - .5, x + .5 - (tile.Left + tile.Width)), 0);
            var dy = Math.Max(Math.Max(tile.Top - y - .5, y + .5 - (tile.Top + tile.Height)), 0);
            if ((dx * dx) + (dy * dy) < distance)
            {
                (best, distance) = (index, (dx * dx) + (dy * dy));
            }
        }

        return best;
    }

    private IntensityHistogram Plate(string experiment, string channel, CancellationToken cancellation)
    {
        var plate = new IntensityHistogram();
        foreach (var well in _plan.Tiles.Where(t => t.Experiment == experiment && t.Channel == channel).GroupBy(t => (t.Well, t.Timepoint)))
        {
            // A tile that fails here fails again in its well, where it is named.
            using var readers = ChannelReaders.Open(new ChannelTiles(channel, [.. well]), _codec, _options.DecodeOptions, _options.Segmentation.Background, keep: false, _ => { }, cancellation);
            foreach (var histogram in readers.Histograms(_ => { }, cancellation).Values)
            {
                plate.Add(histogram);
            }
        }

        return plate;
    }

    private static IntensityHistogram? Pool(IReadOnlyCollection<IntensityHistogram> histograms)
    {
        var pooled = new IntensityHistogram();
        foreach (var histogram in histograms)
        {
            pooled.Add(histogram);
        }

        return histograms.Count == 0 ? null : pooled;
    }
}
