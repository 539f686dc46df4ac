using System.Management.Automation;
using Stylize.Engine.Operations;
using Stylize.Engine;

namespace Stylize.PowerShell;

/// <summary>Runs one long piece of work off the pipeline thread while that thread shows its progress and hands on what it gives.</summary>
internal static class BackgroundWork
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs the work to its end. Failures that the engine expects end the command; a stopped pipeline ends the work.</summary>
    /// <param name="cmdlet">Shows the progress; its pipeline thread is the caller.</param>
    /// <param name="stop">Cancelled when the pipeline stops.</param>
    /// <param name="work">Gets whom to tell its progress.</param>
    /// <param name="whileWaiting">Called now and then on the pipeline thread, and once after the work has ended.</param>
    /// <param name="endsCommand">False to let the caller have the failures that the engine expects.</param>
    internal static T Run<T>(
        PSCmdlet cmdlet, CancellationToken stop, Func<Action<OperationProgress>, T> work, Action? whileWaiting = null,
        bool endsCommand = true)
    {
        var latest = new StrongBox(new OperationProgress(0, "Starting"));
        var started = DateTime.UtcNow;
        var shown = false;
        var task = Task.Run(() => work(progress => latest.Value = progress), CancellationToken.None);
        while (!((IAsyncResult)task).AsyncWaitHandle.WaitOne(Interval))
        {
            whileWaiting?.Invoke();
            cmdlet.WriteProgress(Describe(cmdlet, latest.Value, DateTime.UtcNow - started));
            shown = true;
        }

        if (shown)
        {
            cmdlet.WriteProgress(new ProgressRecord(0, cmdlet.MyInvocation.MyCommand.Name,
                "Done") { RecordType = ProgressRecordType.Completed });
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
            cmdlet.ThrowTerminatingError(ErrorRecords.From(e, null));
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
            record.SecondsRemaining = (int)Math.Min(elapsed.TotalSeconds * (1 - progress.Fraction) / progress.Fraction, int.MaxValue);
        }

        return record;
    }

    private sealed class StrongBox(OperationProgress value)
    {
        private readonly Lock _lock = new();
        private OperationProgress _value = value;

        public OperationProgress Value
        {
            get
            {
                lock (_lock)
                {
                    return _value;
                }
            }

            set
            {
                lock (_lock)
                {
                    _value = value;
                }
            }
        }
    }
}
