using System.Diagnostics;

namespace Stylize.PowerShell;

/// <summary>Shows a progress bar, at most five times per second and with at most 1% of the time.</summary>
/// <param name="cmdlet">Writes the records. All methods run on its pipeline thread.</param>
internal sealed class ProgressDisplay(Cmdlet cmdlet, string activity)
{
    private const int IntervalPerDrawingTime = 100;

    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromSeconds(3);

    private long _shown = Stopwatch.GetTimestamp();
    private TimeSpan _interval = MinInterval;
    private bool _visible;

    /// <summary>Shows the current state if the interval has passed.</summary>
    internal void Update(Func<BatchProgress> progress)
    {
        if (Stopwatch.GetElapsedTime(_shown) < _interval) return;

        var began = Stopwatch.GetTimestamp();
        cmdlet.WriteProgress(Describe(progress()));
        _visible = true;
        _shown = Stopwatch.GetTimestamp();
        _interval = TimeSpan.FromTicks(
            Math.Clamp(IntervalPerDrawingTime * Stopwatch.GetElapsedTime(began, _shown).Ticks, MinInterval.Ticks,
                MaxInterval.Ticks));
    }

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
            : $"{progress.Done} files, {progress.Done / Math.Max(progress.Elapsed.TotalSeconds, 0.001):0.0} per second";
        return progress.Failed == 0 ? status : $"{status}, {progress.Failed} failed";
    }
}

/// <summary>Runs a long task on another thread while the pipeline thread shows its progress and writes its
/// results.</summary>
internal static class BackgroundWork
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs the work to its end. A <see cref="StylizeException"/> becomes a terminating error.</summary>
    /// <param name="whileWaiting">Called five times per second on the pipeline thread, and once after the work has
    /// ended.</param>
    /// <param name="endsCommand">False to rethrow a <see cref="StylizeException"/>.</param>
    /// <param name="isShown">False for no progress bar.</param>
    internal static T Run<T>(
        PSCmdlet cmdlet, CancellationToken stop, Func<Action<OperationProgress>, T> work, Action? whileWaiting = null,
        bool endsCommand = true, bool isShown = true)
    {
        object latest = new OperationProgress(0, "Starting");
        var started = Stopwatch.GetTimestamp();
        var shown = false;
        var task = Task.Run(() => work(progress => Volatile.Write(ref latest, progress)), CancellationToken.None);
        while (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(Interval))
        {
            whileWaiting?.Invoke();
            if (!isShown) continue;

            cmdlet.WriteProgress(
                Describe(cmdlet, (OperationProgress)Volatile.Read(ref latest), Stopwatch.GetElapsedTime(started)));
            shown = true;
        }

        if (shown)
        {
            cmdlet.WriteProgress(new ProgressRecord(0, cmdlet.MyInvocation.MyCommand.Name,
                "Done")
            {
                RecordType = ProgressRecordType.Completed,
            });
        }

        whileWaiting?.Invoke();
        try
        {
            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (StylizeException e) when (endsCommand)
        {
            cmdlet.ThrowTerminatingError(ErrorRecords.From(cmdlet, e, null));
            throw;
        }
    }

    private static ProgressRecord Describe(PSCmdlet cmdlet, OperationProgress progress, TimeSpan elapsed)
    {
        var record = new ProgressRecord(0, cmdlet.MyInvocation.MyCommand.Name, progress.Activity.Length == 0 ? "Working"
            : progress.Activity)
        {
            PercentComplete = (int)Math.Clamp(progress.Fraction * 100, 0, 100),
        };
        if (progress.Fraction > 0.01)
        {
            record.SecondsRemaining =
                (int)Math.Min(elapsed.TotalSeconds * (1 - progress.Fraction) / progress.Fraction, int.MaxValue);
        }

        return record;
    }
}
