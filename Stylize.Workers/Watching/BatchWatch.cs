using System.Collections.Concurrent;
using System.Diagnostics;
using Stylize.Engine;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Telemetry;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;
using Stylize.Workers.Paths;

namespace Stylize.Workers.Watching;

/// <summary>Follows one batch from its beginning to its end, also over lost connections. Several may watch.</summary>
/// <param name="map">Folders that have another path in the batch.</param>
public sealed class BatchWatch(BrokerAddress address, string id, PathMap map)
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    private readonly BatchState _state = new();
    private readonly Lock _gate = new();
    private readonly Queue<(long Time, int Done)> _recent = new();
    private readonly SortedDictionary<int, WatchedUnit> _waiting = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private BlockingCollection<WatchEvent> _events = new();
    private int _next;
    private long _offset;

    /// <summary>How far the batch is now.</summary>
    public BatchProgress Progress
    {
        get
        {
            lock (_gate)
            {
                var total = _state.Header?.Units;
                var rate = Rate();
                var left = total - _state.Done;
                return new BatchProgress(
                    _state.Done, _state.Failed, total, total > 0 ? (double)_state.Done / total.Value : null,
                    Stopwatch.GetElapsedTime(_began),
                    rate > 0 && left is { } units ? TimeSpan.FromSeconds(units / rate) : null,
                    string.Create(CultureInfo.InvariantCulture, $"{_state.Workers} working, {rate:0.##} a second"), 0, "");
            }
        }
    }

    /// <summary>Units whose chunks were taken back before they were begun; known when the batch has ended.</summary>
    public int TakenBack
    {
        get
        {
            lock (_gate)
            {
                return _state.HasEnded ? (_state.Header?.Units ?? 0) - _state.Done : 0;
            }
        }
    }

    /// <summary>True for a batch that makes only what is out of date; known when the first result has come.</summary>
    public bool IsUpdate => _state.Header?.Targets.Update == true;

    /// <summary>True for a batch of wells; known when the first result has come.</summary>
    public bool IsPlate => _state.Header?.Plate is not null;

    /// <summary>What happens, on the caller's thread: failures as they come, files in the order of the inputs.</summary>
    /// <param name="idle">Called at least ten times a second while waiting.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: there is no such batch. DependencyMissing: the broker does not answer at the start.
    /// </exception>
    public IEnumerable<WatchEvent> Run(Action? idle, CancellationToken cancellation)
    {
        _events = [];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var following = Task.Run(() => FollowAsync(stop.Token), CancellationToken.None);
        try
        {
            while (!_events.IsCompleted)
            {
                if (_events.TryTake(out var happened, Moment))
                {
                    yield return happened;
                }

                idle?.Invoke();
                cancellation.ThrowIfCancellationRequested();
            }

            following.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        try
        {
            var first = true;
            while (!_state.HasEnded)
            {
                try
                {
                    var session = await BrokerSession.OpenAsync(address, "watch", cancellation).ConfigureAwait(false);
                    await using (session.ConfigureAwait(false))
                    {
                        await FollowAsync(session, cancellation).ConfigureAwait(false);
                    }
                }
                catch (StylizeException) when (!first)
                {
                    // Not back yet.
                }
                catch (Exception e) when (BrokerLoss.Is(isClosed: true, e) && !cancellation.IsCancellationRequested)
                {
                    var note = $"Lost connection to the broker '{address.Name}'; reconnecting.";
                    _events.Add(new WatchEvent { Note = note }, cancellation);
                }

                first = false;
                if (!_state.HasEnded)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), cancellation).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _events.CompleteAdding();
        }
    }

    private async Task FollowAsync(BrokerSession session, CancellationToken cancellation)
    {
        if (await session.StateAsync(BrokerNames.Log(id), cancellation).ConfigureAwait(false) is null)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, null, $"There is no batch '{id}' on '{address.Name}'.",
                "See 'stylize batches' or Watch-StylizeBatch -List for those that are there.");
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, session.Closed);
        var looking = LookForWorkersAsync(session, ended.Token);
        try
        {
            await foreach (var message in LogReader.FollowAsync(session, BrokerNames.Log(id), _offset, cancellation).ConfigureAwait(false))
            {
                _offset = message.Offset + 1;
                if (message.Record(id, Warn) is { } record)
                {
                    Take(record);
                }

                if (_state.HasEnded) return;
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        throw new IOException("The connection has ended.");
    }

    private void Take(BatchRecord record)
    {
        lock (_gate)
        {
            foreach (var problem in record.Header?.Problems ?? [])
            {
                _events.Add(new WatchEvent { Problem = Read(problem) });
            }

            foreach (var warning in record.Header?.Warnings ?? [])
            {
                Warn(map.TextToHere(warning));
            }

            if (record.Warning is { } text)
            {
                Warn(map.TextToHere(text));
            }

            foreach (var unit in _state.Add(record).Select(Read))
            {
                if (unit.Failures.Count > 0)
                {
                    _events.Add(new WatchEvent { Failed = unit });
                }

                _waiting[unit.Index] = unit;
            }

            // What was done before somebody watched comes at once and says nothing of the rate.
            if (Stopwatch.GetElapsedTime(_began) > CatchUp)
            {
                _recent.Enqueue((Stopwatch.GetTimestamp(), _state.Done));
            }

            while (_waiting.Count > 0 && (_waiting.First() is var (index, next)) && (index == _next || _state.HasEnded))
            {
                _waiting.Remove(index);
                _next = index + 1;
                _events.Add(new WatchEvent { Done = next });
            }
        }
    }

    private void Warn(string text) => _events.Add(new WatchEvent { Note = $"warning: {text}" });

    /// <summary>Says so where a batch waits and nobody is there to do it.</summary>
    private async Task LookForWorkersAsync(BrokerSession session, CancellationToken cancellation)
    {
        var told = false;
        while (true)
        {
            await Task.Delay(LookInterval, cancellation).ConfigureAwait(false);
            if (_state is { Header: { } header, Workers: 0 }
                && await session.StateAsync(header.Queue, cancellation).ConfigureAwait(false) is { ConsumerCount: 0 })
            {
                if (!told)
                {
                    _events.Add(new WatchEvent { Note = $"No worker takes from {header.Queue}; start one with 'stylize worker'." },
                        cancellation);
                    told = true;
                }
            }
            else
            {
                told = false;
            }
        }
    }

    private double Rate()
    {
        while (_recent.Count > 1 && Stopwatch.GetElapsedTime(_recent.Peek().Time) > RateWindow)
        {
            _recent.Dequeue();
        }

        return _recent.TryPeek(out var oldest) && Stopwatch.GetElapsedTime(oldest.Time).TotalSeconds is > 0.5 and var seconds
            ? (_state.Done - oldest.Done) / seconds
            : 0;
    }

    private WatchedUnit Read(UnitResult result)
    {
        var source = map.ToHere(result.Source);
        return new WatchedUnit(result.Index, source)
        {
            Files =
            [
                .. result.Outputs.Select(o => new WrittenFile(
                    map.ToHere(o.Path), [.. o.SideFiles.Select(map.ToHere)], o.Width, o.Height, ReportedValue.Read(o.Summary))
                {
                    IsCurrent = o.IsCurrent,
                }),
            ],
            Failures = [.. result.Failures.Select(Read)],
            Messages = [.. result.Messages.Select(m => new BatchMessage(source, m.IsWarning, map.TextToHere(m.Text)))],
            Elapsed = TimeSpan.FromSeconds(result.Seconds),
            Phases = [.. result.Phases.Select(p => new PhaseRecord(p.Name, TimeSpan.FromSeconds(p.Seconds), TimeSpan.Zero, 0, 0))],
        };
    }

    private StylizeException Read(UnitFailure failure) => new(
        Enum.TryParse<StylizeError>(failure.Error, out var error) && Enum.IsDefined(error) ? error : StylizeError.OperationFailed,
        failure.Target is { } target ? map.ToHere(target) : null,
        map.TextToHere(failure.Message),
        failure.Advice is { } advice ? map.TextToHere(advice) : null);
}
