using System.Diagnostics;
using System.Globalization;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Plates.Run;

/// <summary>What a run over a plate has done, in one line.</summary>
internal static class RunSummary
{
    /// <param name="store">The database; null where none was opened.</param>
    public static string Of(
        int tiles, long regions, RunnerOptions limits, TimeSpan elapsed, TimeSpan imageTime, IMeasurementStore? store)
    {
        var (database, rows) = (store?.Elapsed.TotalSeconds ?? 0, store?.Rows ?? 0);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{tiles} tiles, {regions} regions, wells at a time {Math.Min(limits.ThrottleLimit, limits.MaxThreads)}, "
            + $"threads {limits.MaxThreads}; "
            + $"image time {imageTime.TotalSeconds:0.00} s, database time {database:0.00} s, "
            + $"average per tile {1000 * imageTime.TotalSeconds / Math.Max(tiles, 1):0.0} ms; "
            + $"{tiles / elapsed.TotalSeconds:0.0} tiles/s, "
            + $"{rows / Math.Max(database, 1e-9):0} rows/s into the database; peak memory {PeakMemory >> 20} MiB");
    }

    private static long PeakMemory
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }
}
