using System.Diagnostics;
using System.Management.Automation;
using Stylize.Engine.Runs.Report;

namespace Stylize.PowerShell;

/// <summary>
/// Shows how far a batch is as a progress bar, at most five times a second however often it is asked, and less often where the host is slow
/// to
/// draw it: drawing takes at most a hundredth of the time.
/// </summary>
internal sealed class ProgressDisplay
{
    private const int DrawingShare = 100;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private readonly Cmdlet _cmdlet;
    private readonly Func<BatchProgress> _progress;
    private readonly string _activity;
    private long _shown = Stopwatch.GetTimestamp();
    private TimeSpan _interval = Shortest;
    private bool _visible;

    /// <param name="cmdlet">Writes the records; its pipeline thread calls all methods.</param>
    /// <param name="activity">What is going on, shown above the bar.</param>
    /// <param name="progress">Tells how far the batch is.</param>
    internal ProgressDisplay(Cmdlet cmdlet, string activity, Func<BatchProgress> progress)
    {
        _cmdlet = cmdlet;
        _activity = activity;
        _progress = progress;
    }

    /// <summary>Shows the state of now, unless that was done a moment ago.</summary>
    internal void Update()
    {
        if (Stopwatch.GetElapsedTime(_shown) < _interval)
        {
            return;
        }

        var began = Stopwatch.GetTimestamp();
        _cmdlet.WriteProgress(Describe(_progress()));
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
            _cmdlet.WriteProgress(new ProgressRecord(0, _activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }

    private ProgressRecord Describe(BatchProgress progress)
    {
        var record = new ProgressRecord(0, _activity, Status(progress));
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
