using Stylize.Engine.Segmentation.Plates.Output;
using Stylize.Engine.Segmentation.Plates.Plan;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

internal sealed class RunSummary
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly HashSet<string> _warnings = new(StringComparer.Ordinal);
    private readonly HashSet<int> _timepoints = [];
    private long _regions;
    private long _tracks;
    private bool _isTracked;
    private readonly HashSet<(string, string)> _wells = [];
    private TimeSpan _imageTime;

    public int Tiles { get; private set; }

    public void Add(WellResult well, WellSummaries summaries)
    {
        _wells.UnionWith(well.Timepoints.Select(t => (t.Experiment, t.Well)));
        _timepoints.UnionWith(well.Timepoints.Select(t => t.Timepoint));
        var tracks = well.Tracks;
        _tracks += tracks.Sum(t => t.Value.Count);
        _isTracked |= tracks.Count > 0;
        _warnings.UnionWith(well.Timepoints.SelectMany(t => t.Keys)
            .SelectMany(key => summaries.Written(key)?.Warnings ?? []));

        Tiles += well.Timepoints.Sum(t => t.SegmentedCount);
        _regions += well.Timepoints.Sum(t => t.RegionCount);
        _imageTime += well.ImageTime;
    }

    /// <summary>Shows and counts warnings about the whole plate.</summary>
    public void Warn(IEnumerable<string> warnings, Action<string> show) =>
        warnings.Where(_warnings.Add).ToList().ForEach(show);

    /// <summary>Shows the database, and in one line what the run found and where: wells, cells, warnings, page and
    /// database.</summary>
    public void Show(
        PlatePlan plan, PlateFiles files, RunDatabase database, Action<PlateOutput>? file, Action<string> line)
    {
        if (Tiles == 0) return;

        if (database is { File: { } path, Store: { } store })
        {
            file?.Invoke(new PlateOutput(path, "Database", "", 0, (int)store.Rows, (int)_regions));
        }

        var warnings = _warnings.Concat(plan.Warnings).Distinct().Count()
            + (database.Store?.Limitation is null ? 0 : 1);
        var times = _timepoints.Count > 1 ? $" at {Plural.WithCount(_timepoints.Count, "timepoint")}" : "";
        var cells = _isTracked
            ? $"{Plural.WithCount(_tracks, "tracked cell")}, {Plural.WithCount(_regions, "region")}{times}"
            : _timepoints.Count > 1
            ? $"{Plural.WithCount(_regions, "region")}{times}" : Plural.WithCount(_regions, "cell");
        var all = plan.Wells.Select(well => (well.Experiment, well.Well)).Distinct().Count();
        line(
            $"{(_wells.Count < all ? $"{_wells.Count} of {all} wells segmented" : Plural.WithCount(all, "well"))}, "
            + $"{cells}, "
            + $"{(warnings == 0 ? "no warnings" : Plural.WithCount(warnings, "warning"))}. Page: '{files.Page}'. "
            + $"Database: '{database.Name}'.");
    }

    public string Line(RunnerOptions limits, IMeasurementStore? store)
    {
        var (database, rows) = (store?.Elapsed.TotalSeconds ?? 0, store?.Rows ?? 0);
        using var process = Process.GetCurrentProcess();
        return Invariant($"{Plural.WithCount(Tiles, "tile")}, {Plural.WithCount(_regions, "region")}, "
            + $"{Plural.WithCount(Math.Min(limits.ThrottleLimit, limits.MaxThreads), "well")} at a time, "
            + $"{Plural.WithCount(limits.MaxThreads, "thread")}; "
            + $"image time {_imageTime.TotalSeconds:0.00} s, database time {database:0.00} s, "
            + $"average per tile {1000 * _imageTime.TotalSeconds / Math.Max(Tiles, 1):0.0} ms; "
            + $"{Tiles / Stopwatch.GetElapsedTime(_began).TotalSeconds:0.0} tiles/s, "
            + $"{rows / Math.Max(database, 1e-9):0} database rows/s; peak memory {process.PeakWorkingSet64 >> 20} MiB");
    }
}
