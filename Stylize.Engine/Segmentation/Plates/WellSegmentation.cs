using System.Collections.Concurrent;
using System.Diagnostics;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Regions;
using Stylize.Engine.Segmentation.Thresholds;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>
/// Segments one well at a timepoint: opens its tiles, finds their foreground, labels it across the seams of the montage, measures the
/// regions in every measured channel, and writes the files. Used once.
/// </summary>
/// <param name="options">Validated options.</param>
/// <param name="codec">Reads tiles and writes overlays.</param>
/// <param name="histograms">Histograms of the plate, for thresholds of all its tiles.</param>
/// <param name="map">What the wells hold, or null.</param>
/// <param name="well">The well.</param>
/// <param name="keep">True to keep pixels in memory between threshold and measurement, false to read tiles twice.</param>
/// <param name="context">Threads, cancellation, progress, phases.</param>
internal sealed class WellSegmentation(
    PlateOptions options,
    IImageCodec codec,
    PlateHistograms histograms,
    PlateMap? map,
    WellTimepoint well,
    bool keep,
    OperationContext context)
    : IDisposable
{
    private readonly Dictionary<string, ChannelReaders> _readers = [];
    private readonly ConcurrentQueue<StylizeException> _failures = [];
    private readonly List<PlateOutput> _written = [];
    private string? _digest;

    /// <summary>Segments the channels one after the other.</summary>
    /// <exception cref="StylizeException">The files of the well exist, or cannot be written.</exception>
    public SegmentedWell Run()
    {
        var began = Stopwatch.GetTimestamp();
        using (context.Phases.Start("open"))
        {
            foreach (var tiles in well.Measured)
            {
                _readers.Add(tiles.Channel, ChannelReaders.Open(tiles, options, codec, keep, _failures.Enqueue, context.Cancellation));
            }
        }

        var channels = new List<ChannelMeasurement>();
        foreach (var (index, channel) in well.Segmented.Index())
        {
            context.Progress?.Invoke(new OperationProgress(index / (double)well.Segmented.Count, channel.Channel));
            if (_readers[channel.Channel] is { Numbers.Count: > 0 } tiles)
            {
                channels.Add(Segment(tiles));
            }
        }

        var measurement = new WellMeasurement(well, channels) { InputDigest = Digest() };
        return new SegmentedWell(measurement, _written, [.. _failures], Stopwatch.GetElapsedTime(began));
    }

    private string Digest() => _digest ??= InputDigest.Of(well, context.Cancellation);

    /// <summary>What the images of the well carry: how they were made.</summary>
    private ImageMetadata Metadata() => ProvenanceText.Metadata(ProvenanceRecord.Of(
        PlateRun.OperationName, PlateRun.OperationVersion, ProvenanceOptions.Of(options), well.Name, Digest()));

    public void Dispose()
    {
        foreach (var reader in _readers.Values)
        {
            reader.Dispose();
        }
    }

    private ChannelMeasurement Segment(ChannelReaders tiles)
    {
        var grid = new TileGrid(well.TileNumbers, options.Columns, options.Layout, tiles.Width, tiles.Height);
        List<TileForeground> foreground;
        using (context.Phases.Start("threshold"))
        {
            foreground = FindForeground(grid, tiles);
        }

        List<LabelledPlane> planes = [];
        try
        {
            using (context.Phases.Start("label"))
            {
                Label(grid, foreground, planes);
            }

            PlaneMeasurement[] measured;
            var readers = well.Measured.Select(c => _readers[c.Channel]);
            var channels = readers.Where(r => (r.Width, r.Height) == (tiles.Width, tiles.Height)).ToList();
            using (context.Phases.Start("measure"))
            {
                measured = [.. planes.Select(p => Measure(p, channels))];
            }

            var measurement = new ChannelMeasurement(tiles.Channel, [.. channels.Select(r => r.Channel)], measured);
            using (context.Phases.Start("write"))
            {
                var outputs = new WellOutputs(options, map, well, grid, Metadata(), context.Cancellation);
                _written.AddRange(outputs.Write(tiles, planes, measurement));
            }

            return measurement;
        }
        finally
        {
            planes.ForEach(p => p.Dispose());
        }
    }

    /// <summary>The foreground of each tile of a channel. Tiles that fail are left out from now on.</summary>
    private List<TileForeground> FindForeground(TileGrid grid, ChannelReaders tiles)
    {
        var pooled = options.Segmentation.Statistics switch
        {
            StatisticsScope.Well => tiles.Pool(_failures.Enqueue, context.Cancellation),
            StatisticsScope.Plate => histograms.Of(well.Experiment, tiles.Channel, context.Cancellation),
            _ => null,
        };
        var numbers = tiles.Numbers.ToArray();
        var found = new TileForeground?[numbers.Length];
        ForEach(numbers.Length, index => found[index] = FindForeground(grid, tiles[numbers[index]], tiles.File(numbers[index]), pooled));
        foreach (var (index, number) in numbers.Index().Where(n => found[n.Index] is null).ToList())
        {
            tiles.Remove(number);
        }

        return [.. found.Where(f => f is not null).Select(f => f!.Value)];
    }

    /// <summary>The foreground of one tile; null where it fails, which is noted.</summary>
    private TileForeground? FindForeground(TileGrid grid, SampleReader reader, TileFile file, IntensityHistogram? pooled)
    {
        var segmentation = options.Segmentation;
        try
        {
            var threshold = ForegroundFinder.Threshold(reader, segmentation, pooled, context.Cancellation);
            var runs = ForegroundFinder.Runs(reader, segmentation, threshold, context.Cancellation);
            var (left, top) = options.PerTile ? (0, 0) : grid.Origin(file.Tile);
            reader.ReleasePassing();
            return new TileForeground(new TileMeasurement(file, reader.Width, reader.Height, left, top, threshold), runs);
        }
        catch (ThresholdUnansweredException e)
        {
            _failures.Enqueue(new StylizeException(
                StylizeError.OperationFailed, file.Path,
                $"The {segmentation.Method} method has no threshold for '{file.Path}': {e.Message}. The tile is left out.",
                "Choose another method, or statistics of the well or plate.", e));
        }
        catch (StylizeException e)
        {
            _failures.Enqueue(e);
        }

        return null;
    }

    /// <summary>Adds one labelled plane for the montage, or one for each tile.</summary>
    private void Label(TileGrid grid, List<TileForeground> foreground, List<LabelledPlane> planes)
    {
        if (options.PerTile || (grid.Columns == 1 && grid.Rows == 1))
        {
            foreach (var (tile, runs) in foreground)
            {
                planes.Add(new LabelledPlane(ForegroundFinder.Label(runs, options.Segmentation, context.Cancellation), [tile]));
            }

            return;
        }

        var stitched = LabelledPlane.Stitch(grid, foreground);
        foreground.ForEach(f => f.Runs.Dispose());
        var labels = ForegroundFinder.Label(stitched, options.Segmentation, context.Cancellation);
        planes.Add(new LabelledPlane(labels, [.. foreground.Select(f => f.Tile)]));
    }

    private PlaneMeasurement Measure(LabelledPlane plane, List<ChannelReaders> channels)
    {
        var properties = options.Segmentation.Properties;
        var pixelSize = options.Micrometres ? PixelSizes.Of(well) : options.Segmentation.PixelSize;
        var sums = channels.Select(c => (c.Channel, Sums: new IntensitySums(plane.Labels.Count))).ToArray();
        if ((properties & RegionProperties.Intensity) != 0)
        {
            ForEach(channels.Count, index => AddIntensities(plane, channels[index], sums[index].Sums));
        }

        // The centroid tells which tile a region belongs to.
        var table = RegionMeasurer.Measure(
            plane.Labels, properties | RegionProperties.Centroid, sums, pixelSize, context.MaxThreads, context.Cancellation);
        return new PlaneMeasurement(plane.Tiles, table, plane.TileOfRegion(table));
    }

    private void ForEach(int count, Action<int> body) =>
        RowBands.ForEach(count, context.MaxThreads, context.Cancellation, (index, _, _) => body(index), bandHeight: 1);

    private void AddIntensities(LabelledPlane plane, ChannelReaders channel, IntensitySums sums)
    {
        foreach (var tile in plane.Tiles.Where(t => channel.Numbers.Contains(t.Tile.Tile)))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            try
            {
                channel[tile.Tile.Tile].Scan(
                    (strip, top, rows) => sums.Add(plane.Labels, strip, tile.Left, tile.Top + top, rows), context.Cancellation);
            }
            catch (StylizeException e)
            {
                _failures.Enqueue(e);
            }
        }
    }
}
