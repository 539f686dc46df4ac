using System.Collections.Concurrent;
using Stylize.Engine;
using Stylize.Workers.Messages;
using Stylize.Workers.Paths;

namespace Stylize.Workers.Work;

/// <summary>A chunk in hand: its units are done by a run on a thread of its own, while the worker reports results.</summary>
internal abstract class ChunkWork : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<int, byte> _done = new();
    private readonly List<UnitResult> _results = [];
    private volatile bool _again;
    private volatile bool _taking = true;

    protected ChunkWork(WorkChunk chunk, WorkerHost host)
    {
        Chunk = chunk;
        Host = host;
        _again = chunk.Again;
    }

    public WorkChunk Chunk { get; }

    /// <summary>Ends when nothing of the chunk is under way any more.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    public IReadOnlyList<WorkUnit> Rest => [.. Chunk.Units.Where(unit => !_done.ContainsKey(unit.Index))];

    protected WorkerHost Host { get; }

    protected PathMap Map => Host.Map;

    /// <summary>True where others may have done some of it, so that what is there is no obstacle.</summary>
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
                // What is not done is given back.
            }
            catch (Exception exception)
            {
                // Nothing of the chunk can be done, such as where an option's file is not to be found on this host.
                foreach (var unit in Rest)
                {
                    Report(Failed(unit, exception as StylizeException ?? Unexpected(unit, exception)));
                }
            }
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>From now on what is there is current or replaced: the broker may have given the chunk to another worker too.</summary>
    public virtual void ExpectOthers() => _again = true;

    /// <summary>Begins no further unit; those under way are finished.</summary>
    public void StopTaking() => _taking = false;

    /// <summary>Gives up what is under way.</summary>
    public void Cancel() => _stop.Cancel();

    /// <summary>A result that has not been told of, by its place among these; null where there are no more.</summary>
    public UnitResult? Peek(int place)
    {
        lock (_results)
        {
            return place < _results.Count ? _results[place] : null;
        }
    }

    public void Told(int count)
    {
        lock (_results)
        {
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

    private static StylizeException Unexpected(WorkUnit unit, Exception exception) => new(
        StylizeError.OperationFailed, unit.Source, $"'{unit.Source}' could not be processed: {exception.Message}",
        "This is unexpected; please report it with the file.", exception);
}
