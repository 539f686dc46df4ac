using Stylize.Workers.Broker;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

internal sealed class WorkLog
{
    public string Worker { get; } =
        $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid().ToString("n")[..4]}";

    /// <summary>Sends new results. Results that cannot be sent are sent the next time.</summary>
    public async Task SendResultsAsync(BrokerSession session, ChunkWork work, CancellationToken cancellation)
    {
        var results = new List<UnitResult>();
        while (work.Peek(results.Count) is { } result)
        {
            results.Add(result);
        }

        if (results.Count > 0)
        {
            await AppendAsync(session, work.Chunk.Batch, new BatchRecord { Results = results }, cancellation);
            work.RemoveSent(results.Count);
        }
    }

    public Task<bool> NoteAsync(BrokerSession session, WorkChunk chunk, bool begun, CancellationToken cancellation)
    {
        var note = new ChunkNote(chunk.Number, Worker);
        return AppendAsync(
            session, chunk.Batch, begun ? new BatchRecord { Begun = note } : new BatchRecord { Ended = note },
            cancellation);
    }

    public async Task<bool> AppendAsync(
        BrokerSession session, string batch, BatchRecord record, CancellationToken cancellation)
    {
        try
        {
            await session.PublishAsync(BrokerNames.Log(batch), MessageJson.Write(record), cancellation);
            return true;
        }
        catch (Exception e) when (BrokerLoss.IsMissingQueue(e))
        {
            return false;
        }
    }
}

/// <summary>
/// Decides when a worker sends the results of a chunk: errors at once, other results after intervals that double up to
/// eight times the first one, because each message costs the broker about 1 ms, whatever its size.
/// </summary>
internal sealed class ReportSchedule(TimeSpan interval, TimeSpan began)
{
    private readonly TimeSpan _max = interval * 8;
    private TimeSpan _pause = interval;
    private TimeSpan _sent = began;

    public bool IsDue(TimeSpan now, bool hasFailure)
    {
        if (!hasFailure && now - _sent < _pause) return false;

        _pause = hasFailure ? _pause : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, _max.Ticks));
        _sent = now;
        return true;
    }
}

/// <summary>Warns, once per version, about waiting batches of other versions.</summary>
internal sealed class OtherVersions(WorkerHost host, string own)
{
    private readonly HashSet<string> _reported = [];

    public async Task CheckAsync(BrokerSession session, CancellationToken cancellation)
    {
        var entries = await BatchDirectory.PeekAsync(session, Warn, cancellation);
        foreach (var entry in entries.Where(e => e.Queue != own && !_reported.Contains(e.Queue))
            .DistinctBy(e => e.Queue))
        {
            if (await session.StateAsync(entry.Queue, cancellation) is { MessageCount: > 0 })
            {
                _reported.Add(entry.Queue);
                host.Report(new WorkerMessage(
                    true,
                    $"A batch from Stylize {entry.Version} is waiting ({entry.Queue}), but this worker processes only "
                    + $"{own}. Start a worker of that version, or install it here."));
            }
        }
    }

    /// <summary>Reports each skipped record once, although the list is read repeatedly.</summary>
    private void Warn(string text)
    {
        if (_reported.Add(text))
        {
            host.Report(new WorkerMessage(true, text));
        }
    }
}
