using System.Collections.Concurrent;
using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Telemetry;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;
using Stylize.Workers.Paths;

namespace Stylize.Workers.Watching;

/// <summary>Follows a batch from its beginning to its end, and reconnects if necessary. Several watchers can follow a
/// batch.</summary>
/// <param name="map">Folders whose paths differ in the batch.</param>
internal sealed class BatchWatch(BrokerAddress address, string id, PathMap map)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    private readonly BatchState _state = new();
    private readonly Lock _gate = new();
    private readonly Queue<(long Time, int Done)> _recent = new();
    // As JSON, because many workers return many results out of order.
    private readonly SortedDictionary<int, byte[]> _waiting = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private BlockingCollection<WatchEvent> _events = new();
    private int _next;
    private long _offset;

    /// <summary>The current progress.</summary>
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
                    Invariant($"{_state.Workers} working, {rate:0.##} per second"), 0, "");
            }
        }
    }

    /// <summary>The number of canceled units; 0 until the batch has ended.</summary>
    public int CanceledUnits
    {
        get
        {
            lock (_gate)
            {
                return _state.HasEnded ? (_state.Header?.Units ?? 0) - _state.Done : 0;
            }
        }
    }

    /// <summary>True if the batch creates only outputs that are out of date. Valid after the first result.</summary>
    public bool IsUpdate => _state.Header?.Targets.Update == true;

    /// <summary>True for a batch of wells. Valid after the first result.</summary>
    public bool IsPlate => _state.Header?.Tiles is not null;

    /// <summary>Returns events on the thread of the caller: failures as they occur, files in the order of the
    /// inputs.</summary>
    /// <param name="idle">Called at least ten times per second while waiting.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid: the batch does not exist. ConnectionFailed: the broker does not answer at the start.
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
                if (_events.TryTake(out var happened, PollInterval))
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

    /// <summary>Follows the batch and shows it as a local run.</summary>
    /// <param name="report">Receives each input; finished at the end.</param>
    public void Show(IRunDisplay<WrittenFile> display, BatchReport report, CancellationToken cancellation)
    {
        foreach (var happened in Run(() => display.Progress(() => Progress), cancellation))
        {
            if (happened.Note is { } text)
            {
                display.Warning(text);
            }

            if (happened.Problem is { } problem)
            {
                display.Failure(problem, null);
            }

            foreach (var failure in happened.Failed?.Failures ?? [])
            {
                display.Failure(failure, happened.Failed!.Source);
            }

            if (happened.Done is { } unit)
            {
                report.Add(unit.Result);
                unit.Messages.ToList().ForEach(display.Message);
                foreach (var file in unit.Files)
                {
                    display.Result(new(unit.Source) { Value = file, Elapsed = unit.Elapsed, Phases = unit.Phases });
                }
            }
        }

        display.EndResults();
        report.Finish();
        if (report.Failure is { } unfinished)
        {
            display.Failure(unfinished, null);
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
                    await using var session = await BrokerSession.OpenAsync(address, "watch", cancellation);
                    await FollowAsync(session, cancellation);
                }
                catch (StylizeException) when (!first)
                {
                    // The broker is not available yet.
                }
                catch (Exception e) when (BrokerLoss.Is(isClosed: true, e) && !cancellation.IsCancellationRequested)
                {
                    var note = $"Lost connection to the broker '{address.Name}'; reconnecting.";
                    _events.Add(new WatchEvent { Note = note }, cancellation);
                }

                first = false;
                if (!_state.HasEnded)
                {
                    await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
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
        if (await session.StateAsync(BrokerNames.Log(id), cancellation) is null)
        {
            throw Errors.NoBatch.With(null, id, address.Name);
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, session.Closed);
        var looking = WarnWithoutWorkersAsync(session, ended.Token);
        try
        {
            // After a broker was killed, a watch that went on at the next offset missed the end of its batch, for a
            // reason that is not known, so each connection reads from the start.
            await foreach (var message in LogReader.FollowAsync(session, BrokerNames.Log(id), 0, cancellation))
            {
                var isNew = message.Offset >= _offset;
                _offset = Math.Max(_offset, message.Offset + 1);
                if (message.Record(id, isNew ? Warn : _ => { }) is { } record)
                {
                    Take(record, isNew);
                }

                if (_state.HasEnded) return;
            }
        }
        finally
        {
            await ended.CancelAsync();
            await looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        throw new IOException("The connection was closed.");
    }

    private void Take(BatchRecord record, bool isNew)
    {
        lock (_gate)
        {
            if (isNew)
            {
                ReportNotes(record);
            }

            foreach (var unit in _state.Add(record))
            {
                if (unit.Failures.Count > 0)
                {
                    _events.Add(new WatchEvent { Failed = Read(unit) });
                }

                if (unit.Index == _next)
                {
                    Finish(unit);
                }
                else
                {
                    _waiting[unit.Index] = MessageJson.Write(unit);
                }
            }

            // Earlier results arrive at once and do not indicate the rate.
            if (Stopwatch.GetElapsedTime(_began) > CatchUp)
            {
                _recent.Enqueue((Stopwatch.GetTimestamp(), _state.Done));
            }

            while (_waiting.Count > 0 && (_waiting.First() is var (index, next)) && (index == _next || _state.HasEnded))
            {
                _waiting.Remove(index);
                Finish(MessageJson.ReadResult(next));
            }
        }
    }

    private void ReportNotes(BatchRecord record)
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
    }

    private void Finish(UnitResult unit)
    {
        _next = unit.Index + 1;
        _events.Add(new WatchEvent { Done = Read(unit) });
    }

    private void Warn(string text) => _events.Add(new WatchEvent { Note = text });

    private async Task WarnWithoutWorkersAsync(BrokerSession session, CancellationToken cancellation)
    {
        var isReported = false;
        while (true)
        {
            await Task.Delay(CheckInterval, cancellation);
            if (_state is { Header: { } header, Workers: 0 }
                && await session.StateAsync(header.Queue, cancellation) is { ConsumerCount: 0 })
            {
                if (!isReported)
                {
                    var note =
                        $"No worker is available for {header.Queue}. Start one with 'stylize worker' or "
                        + "Start-StylizeWorker.";
                    _events.Add(new WatchEvent { Note = note }, cancellation);
                    isReported = true;
                }
            }
            else
            {
                isReported = false;
            }
        }
    }

    private double Rate()
    {
        while (_recent.Count > 1 && Stopwatch.GetElapsedTime(_recent.Peek().Time) > RateWindow)
        {
            _recent.Dequeue();
        }

        return _recent.TryPeek(out var oldest)
            && Stopwatch.GetElapsedTime(oldest.Time).TotalSeconds is > 0.5 and var seconds
            ? (_state.Done - oldest.Done) / seconds
            : 0;
    }

    private WatchedUnit Read(UnitResult result)
    {
        var source = map.ToHere(result.Source);
        return new WatchedUnit(source)
        {
            Files =
            [
                .. result.Outputs.Select(o => new WrittenFile(
                    map.ToHere(o.Path), [.. o.SideFiles.Select(map.ToHere)], o.Width, o.Height,
                    ReportedValue.Read(o.Summary))
                {
                    Plates = [.. o.Plates.Select(map.ToHere)],
                    IsCurrent = o.IsCurrent,
                }),
            ],
            Failures = [.. result.Failures.Select(Read)],
            Messages = [.. result.Messages.Select(m => new BatchMessage(source, m.IsWarning, map.TextToHere(m.Text)))],
            Elapsed = TimeSpan.FromSeconds(result.Seconds),
            Phases = [.. result.Phases.Select(
                p => new PhaseRecord(p.Name, TimeSpan.FromSeconds(p.Seconds), TimeSpan.Zero, 0, 0))],
        };
    }

    private StylizeException Read(UnitFailure failure) => new(
        Enum.TryParse<StylizeError>(failure.Error, out var error) && Enum.IsDefined(error)
            ? error : StylizeError.OperationFailed,
        failure.Target is { } target ? map.ToHere(target) : null,
        map.TextToHere(failure.Message),
        failure.Advice is { } advice ? map.TextToHere(advice) : null);
}
