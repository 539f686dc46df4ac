using System.Collections.Concurrent;
using Stylize.Workers.Messages;
using Stylize.Workers.Paths;

namespace Stylize.Workers.Work;

/// <summary>A chunk in progress. A run on a separate thread processes its units while the worker sends the
/// results.</summary>
internal abstract class ChunkWork(WorkChunk chunk, WorkerHost host) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, byte> _done = new();
    private readonly List<UnitResult> _results = [];
    private readonly HashSet<int> _sent = [];
    private volatile bool _again = chunk.Again;
    private volatile bool _taking = true;

    public WorkChunk Chunk => chunk;

    /// <summary>Completes when no unit is in progress.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>The units without a sent result. Another worker must process them if this one ends.</summary>
    public IReadOnlyList<WorkUnit> Remaining
    {
        get
        {
            lock (_results)
            {
                return [.. Chunk.Units.Where(unit => !_sent.Contains(unit.Index))];
            }
        }
    }

    protected WorkerHost Host => host;

    protected PathMap Map => Host.Map;

    /// <summary>True if other workers may have created outputs, which are then not an error.</summary>
    protected bool IsAgain => _again;

    protected CancellationToken Stopped => _stop.Token;

    public void Start() => Completion = Task.Factory.StartNew(
        () =>
        {
            try
            {
                using var folders = Host.Folders.Enter();
                Run();
            }
            catch (OperationCanceledException) when (Stopped.IsCancellationRequested)
            {
                // The worker returns the remaining units to the broker.
            }
            catch (Exception exception)
            {
                // No unit can be processed, for example because a file in an option does not exist on this computer.
                foreach (var unit in Remaining)
                {
                    Report(Failed(unit, exception as StylizeException ?? Engine.Errors.Unexpected.From(
                        exception, unit.Source, exception.Message)));
                }
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Called when the connection is lost: the broker may give the chunk to another worker, whose outputs are
    /// not an error.</summary>
    public virtual void ExpectOthers() => _again = true;

    /// <summary>Starts no further unit. Units in progress are completed.</summary>
    public void StopIntake() => _taking = false;

    public void Cancel() => _stop.Cancel();

    public bool HasUnsentFailure
    {
        get
        {
            lock (_results)
            {
                return _results.Exists(result => result.Failures.Count > 0);
            }
        }
    }

    public UnitResult? Peek(int position)
    {
        lock (_results)
        {
            return position < _results.Count ? _results[position] : null;
        }
    }

    public void RemoveSent(int count)
    {
        lock (_results)
        {
            _sent.UnionWith(_results.Take(count).Select(result => result.Index));
            _results.RemoveRange(0, count);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected abstract void Run();

    protected IEnumerable<WorkUnit> Take()
    {
        foreach (var unit in Chunk.Units)
        {
            if (!_taking) yield break;

            yield return unit;
        }
    }

    protected void Report(UnitResult result)
    {
        if (_done.TryAdd(result.Index, 0))
        {
            lock (_results)
            {
                _results.Add(result);
            }
        }
    }

    protected UnitResult Failed(WorkUnit unit, StylizeException failure) =>
        new(unit.Index, unit.Source) { Failures = [Map.ToThere(failure)] };
}
