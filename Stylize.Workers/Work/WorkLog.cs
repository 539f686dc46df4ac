using Stylize.Workers.Broker;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

/// <summary>Writes into the logs of batches what a worker does.</summary>
internal sealed class WorkLog
{
    /// <summary>The worker's name: host and process.</summary>
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
            await session.PublishAsync(
                BrokerNames.Log(work.Chunk.Batch), MessageJson.Write(new BatchRecord { Results = results }), cancellation)
                .ConfigureAwait(false);
            work.Told(results.Count);
        }
    }

    /// <summary>Notes that a chunk is begun, or that this worker has nothing more of it in hand.</summary>
    public Task NoteAsync(BrokerSession session, WorkChunk chunk, bool begun, CancellationToken cancellation)
    {
        var note = new ChunkNote(chunk.Number, Worker);
        return session.PublishAsync(
            BrokerNames.Log(chunk.Batch),
            MessageJson.Write(begun ? new BatchRecord { Begun = note } : new BatchRecord { Ended = note }),
            cancellation);
    }
}
