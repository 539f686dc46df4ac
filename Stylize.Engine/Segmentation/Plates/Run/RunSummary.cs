using System.Diagnostics;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>Statistics of a run over a plate.</summary>
internal sealed class RunSummary
{
    private readonly long _began = Stopwatch.GetTimestamp();
    private long _regions;
    private TimeSpan _imageTime;

    public int Tiles { get; private set; }

    public void Add(WellResult well)
    {
        Tiles += well.Timepoints.Sum(t => t.TileCount);
        _regions += well.Timepoints.Sum(t => t.RegionCount);
        _imageTime += well.ImageTime;
    }

    /// <summary>Returns tiles, regions, parallel wells, threads, times, rates and peak memory.</summary>
    public string Line(RunnerOptions limits, IMeasurementStore? store)
    {
        var (database, rows) = (store?.Elapsed.TotalSeconds ?? 0, store?.Rows ?? 0);
        using var process = Process.GetCurrentProcess();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Plural.Of(Tiles, "tile")}, {Plural.Of(_regions, "region")}, "
            + $"{Plural.Of(Math.Min(limits.ThrottleLimit, limits.MaxThreads), "well")} at a time, "
            + $"{Plural.Of(limits.MaxThreads, "thread")}; "
            + $"image time {_imageTime.TotalSeconds:0.00} s, database time {database:0.00} s, "
            + $"average per tile {1000 * _imageTime.TotalSeconds / Math.Max(Tiles, 1):0.0} ms; "
            + $"{Tiles / Stopwatch.GetElapsedTime(_began).TotalSeconds:0.0} tiles/s, "
            + $"{rows / Math.Max(database, 1e-9):0} database rows/s; peak memory {process.PeakWorkingSet64 >> 20} MiB");
    }
}
