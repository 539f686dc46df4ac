using Stylize.Workers.Broker;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

/// <summary>Writes into the logs of batches what a worker does.</summary>
internal sealed class WorkLog
{
    public string Worker { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid().ToString("n")[..4]}";

    /// <summary>Tells of results that have come since last time; those that could not be sent are told of next time.</summary>
    public async Task TellResultsAsync(BrokerSession session, ChunkWork work, CancellationToken cancellation)
    {
        var results = new List<UnitResult>();
        while (work.Peek(results.Count) is { } result)
        {
            results.Add(result);
        }

        if (results.Count > 0)
        {
            await TellAsync(session, work.Chunk.Batch, new BatchRecord { Results = results }, cancellation).ConfigureAwait(false);
            work.Told(results.Count);
        }
    }

    /// <summary>Notes that a chunk is begun, or that this worker has nothing more of it in hand.</summary>
    public Task<bool> NoteAsync(BrokerSession session, WorkChunk chunk, bool begun, CancellationToken cancellation)
    {
        var note = new ChunkNote(chunk.Number, Worker);
        return TellAsync(
            session, chunk.Batch, begun ? new BatchRecord { Begun = note } : new BatchRecord { Ended = note }, cancellation);
    }

    public async Task<bool> TellAsync(BrokerSession session, string batch, BatchRecord record, CancellationToken cancellation)
    {
        try
        {
            await session.PublishAsync(BrokerNames.Log(batch), MessageJson.Write(record), cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (BrokerLoss.IsMissingQueue(e))
        {
            return false;
        }
    }
}

/// <summary>Says so, once for each, where only work of other versions waits.</summary>
internal sealed class OtherVersions(WorkerHost host, string own)
{
    private readonly HashSet<string> _told = [];

    public async Task LookAsync(BrokerSession session, CancellationToken cancellation)
    {
        var entries = await BatchDirectory.GlanceAsync(session, Warn, cancellation).ConfigureAwait(false);
        foreach (var entry in entries.Where(e => e.Queue != own && !_told.Contains(e.Queue)).DistinctBy(e => e.Queue))
        {
            if (await session.StateAsync(entry.Queue, cancellation).ConfigureAwait(false) is { MessageCount: > 0 })
            {
                _told.Add(entry.Queue);
                host.Tell(new WorkerMessage(
                    true,
                    $"Work is waiting that Stylize {entry.Version} submitted ({entry.Queue}); this worker takes {own} only. "
                    + "Start a worker of that version, or bring this one to it."));
            }
        }
    }

    /// <summary>The list is read again and again; each record that is skipped is named once.</summary>
    private void Warn(string text)
    {
        if (_told.Add(text))
        {
            host.Tell(new WorkerMessage(true, text));
        }
    }
}
