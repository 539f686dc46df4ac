using System.Diagnostics;
using System.Management.Automation;
using Stylize.Engine.Runs.Report;

namespace Stylize.PowerShell;

/// <summary>
/// Shows how far a batch is as a progress bar, at most five times a second however often it is asked, and less often if the host draws
/// slowly: drawing takes at most 1% of the time.
/// </summary>
/// <param name="cmdlet">Writes the records; its pipeline thread calls all methods.</param>
/// <param name="activity">What is going on, shown above the bar.</param>
internal sealed class ProgressDisplay(Cmdlet cmdlet, string activity)
{
    private const int DrawingShare = 100;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private long _shown = Stopwatch.GetTimestamp();
    private TimeSpan _interval = Shortest;
    private bool _visible;

    /// <summary>Shows the present state, unless that was done a moment ago.</summary>
    internal void Update(Func<BatchProgress> progress)
    {
        if (Stopwatch.GetElapsedTime(_shown) < _interval)
        {
            return;
        }

        var began = Stopwatch.GetTimestamp();
        cmdlet.WriteProgress(Describe(progress()));
        _visible = true;
        _shown = Stopwatch.GetTimestamp();
        _interval = TimeSpan.FromTicks(Math.Clamp(DrawingShare * Stopwatch.GetElapsedTime(began, _shown).Ticks, Shortest.Ticks,
            Longest.Ticks));
    }

    /// <summary>Takes the bar away.</summary>
    internal void Complete()
    {
        if (_visible)
        {
            cmdlet.WriteProgress(new ProgressRecord(0, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private ProgressRecord Describe(BatchProgress progress)
    {
        var record = new ProgressRecord(0, activity, Status(progress));
        if (progress.Fraction is { } fraction)
        {
            record.PercentComplete = (int)(fraction * 100);
        }

        if (progress.Remaining is { } remaining)
        {
            record.SecondsRemaining = (int)Math.Min(Math.Ceiling(remaining.TotalSeconds), int.MaxValue);
        }

        if (progress.Current is { } current)
        {
            record.CurrentOperation = $"{Path.GetFileName(current)}: {progress.Activity} {progress.CurrentFraction:P0}";
        }

        return record;
    }

    private static string Status(BatchProgress progress)
    {
        var status = progress.Total is { } total
            ? $"{progress.Done} of {total} files"
            : $"{progress.Done} files, {progress.Done / Math.Max(progress.Elapsed.TotalSeconds, 0.001):0.0} a second";
        return progress.Failed == 0 ? status : $"{status}, {progress.Failed} failed";
    }
}
