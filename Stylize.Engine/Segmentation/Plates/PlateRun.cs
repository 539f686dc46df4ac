using System.Diagnostics;
using System.Globalization;
using Stylize.Engine.Batch;
using Stylize.Engine.Imaging;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>
/// One run over a plate, as a front end drives it: <see cref="Plan"/>, <see cref="Open"/>, give <see cref="Items"/> to <see cref="Batch"/>, and
/// <see cref="Store"/> each result on the thread that takes them. Wells are segmented at once; the database has that one writer.
/// </summary>
public sealed class PlateRun : IDisposable
{
    private readonly PlateOptions _options;
    private readonly IImageCodec _codec;
    private readonly Func<string, IMeasurementStore> _openStore;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly CancellationToken _cancellation;
    private readonly RunnerOptions _limits;
    private PlateSegmenter? _segmenter;
    private IMeasurementStore? _store;
    private TimeSpan _imageTime;
    private int _tiles;
    private long _cells;

    /// <param name="options">Validated options.</param>
    /// <param name="codec">Reads tiles, writes overlays.</param>
    /// <param name="openStore">Opens the database of a full path or connection string.</param>
    /// <param name="batch">Limits and verbosity.</param>
    /// <param name="cancellation">Stops the run within a second.</param>
    public PlateRun(
        PlateOptions options, IImageCodec codec, Func<string, IMeasurementStore> openStore, BatchOptions batch, CancellationToken cancellation = default)
    {
        _options = options;
        _codec = codec;
        _openStore = openStore;
        _cancellation = cancellation;
        _limits = batch.Limits;
        Batch = new ItemBatch<WellItem, SegmentedWell>(
            (item, context) => _segmenter!.Segment(item.Well, context),
            batch,
            item => _segmenter!.EstimateMemory(item.Well),
            cancellation);
    }

    /// <summary>Segments items and gives results in the order of the plan.</summary>
    public ItemBatch<WellItem, SegmentedWell> Batch { get; }

    /// <summary>The wells as items of the batch, in order; after <see cref="Plan"/>.</summary>
    public IReadOnlyList<WellItem> Items { get; private set; } = [];

    /// <summary>Full path or connection string of the database.</summary>
    public string Database => _options.Database ?? Path.Combine(_options.Destination, "segmentation.sqlite");

    /// <summary>Reads names and headers.</summary>
    /// <param name="paths">Full paths of files.</param>
    public PlatePlan Plan(IEnumerable<string> paths)
    {
        var plan = PlatePlan.Make(paths, _options, _codec, _cancellation);
        _segmenter = new PlateSegmenter(_options, plan, _codec);
        Items = [.. plan.Wells.Select(well => new WellItem(well))];
        return plan;
    }

    /// <summary>Opens the database, so that one that cannot be had ends the run before any work.</summary>
    public void Open() => _store ??= _openStore(Database);

    /// <summary>Stores a well in one transaction, and tells how it went.</summary>
    public WellReport Store(SegmentedWell segmented)
    {
        Open();
        var before = _store!.Elapsed;
        _store.Write(segmented.Measurement);
        _segmenter!.Finish(segmented.Well);
        _imageTime += segmented.ImageTime;
        _tiles += segmented.Measurement.TileCount;
        _cells += segmented.Measurement.RegionCount;
        return new WellReport(segmented, _store.Elapsed - before);
    }

    /// <summary>What the run has done so far, in one line: tiles, regions, wells at a time, threads, times, rates and peak memory.</summary>
    public string Summary
    {
        get
        {
            var (elapsed, database, rows) = (Stopwatch.GetElapsedTime(_began).TotalSeconds, _store?.Elapsed.TotalSeconds ?? 0, _store?.Rows ?? 0);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{_tiles} tiles, {_cells} regions, wells at a time {Math.Min(_limits.ThrottleLimit, _limits.MaxThreads)}, threads {_limits.MaxThreads}; "
                + $"image time {_imageTime.TotalSeconds:0.00} s, database time {database:0.00} s, average per tile {1000 * _imageTime.TotalSeconds / Math.Max(_tiles, 1):0.0} ms; "
                + $"{_tiles / elapsed:0.0} tiles/s, {rows / Math.Max(database, 1e-9):0} rows/s into the database; peak memory {PeakMemory >> 20} MiB");
        }
    }

    private static long PeakMemory
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    public void Dispose()
    {
        Batch.Dispose();
        _store?.Dispose();
    }
}
