using Stylize.Studio.Messages;

namespace Stylize.Studio.Runs;

/// <summary>Executes one run after another.</summary>
internal sealed class RunQueue : IDisposable
{
    private const int MaxWaiting = 4;
    private const int MaxKept = 100;

    private readonly Lock _gate = new();
    private readonly SortedList<int, StudioRun> _runs = [];
    private Task _last = Task.CompletedTask;
    private int _id;

    /// <summary>True if a run is active or waits.</summary>
    public bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return _runs.Values.Any(run => run.IsActive);
            }
        }
    }

    /// <param name="work">Does the work; called on its own thread.</param>
    /// <exception cref="Refusal">Too many runs wait.</exception>
    public StudioRun Add(Action<StudioRun, CancellationToken> work, CancellationToken stop)
    {
        lock (_gate)
        {
            if (_runs.Values.Count(run => run.IsActive) > MaxWaiting)
            {
                throw new Refusal(HttpStatusCode.TooManyRequests, "Too many runs wait.",
                    "Wait until a run has ended, or cancel one.");
            }

            while (_runs.Count >= MaxKept)
            {
                _runs.RemoveAt(0);
            }

            var run = new StudioRun(++_id, work, stop);
            _runs.Add(run.Id, run);
            _last = _last.ContinueWith(
                _ => run.Execute(), CancellationToken.None, TaskContinuationOptions.LongRunning, TaskScheduler.Default);
            return run;
        }
    }

    /// <exception cref="Refusal">The run does not exist.</exception>
    public StudioRun Require(string id)
    {
        lock (_gate)
        {
            return TryInteger(id, out var number)
                && _runs.TryGetValue(number, out var run) ? run : throw Refusal.NotFound();
        }
    }

    /// <summary>Cancels all runs and waits until they have cleaned up, at most 1.5 s.</summary>
    public void Dispose()
    {
        StudioRun[] runs;
        lock (_gate)
        {
            runs = [.. _runs.Values];
        }

        Array.ForEach(runs, run => run.Cancel());
        _last.Wait(TimeSpan.FromSeconds(1.5));
    }
}
