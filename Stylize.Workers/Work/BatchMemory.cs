using Stylize.Workers.Broker;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;

namespace Stylize.Workers.Work;

/// <summary>What a worker keeps of the batches that it last worked on: their first records, and the plates that they are of.</summary>
internal sealed class BatchMemory(WorkerHost host)
{
    private const int Kept = 8;

    private readonly Lock _gate = new();
    private readonly List<BatchHeader> _headers = [];
    private (string Batch, PlateWork Plate)? _plate;

    /// <summary>The first record of a batch; null where the batch was forgotten.</summary>
    public async Task<BatchHeader?> HeaderAsync(BrokerSession session, string batch, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_headers.Find(known => known.Id == batch) is { } known)
            {
                return known;
            }
        }

        if (await session.StateAsync(BrokerNames.Log(batch), cancellation).ConfigureAwait(false) is null)
        {
            return null;
        }

        await foreach (var message in LogReader.FollowAsync(session, BrokerNames.Log(batch), 0, cancellation).ConfigureAwait(false))
        {
            if (MessageJson.Record(message.Body).Header is { } header)
            {
                lock (_gate)
                {
                    _headers.Insert(0, header);
                    _headers.RemoveRange(Math.Min(Kept, _headers.Count), Math.Max(0, _headers.Count - Kept));
                }

                return header;
            }
        }

        throw new OperationCanceledException("The connection has ended.");
    }

    /// <summary>The work on a chunk.</summary>
    public ChunkWork Create(WorkChunk chunk, BatchHeader header, Func<string, string, CancellationToken, TurnStore> openInTurn) =>
        header.Plate is null
            ? new FileChunk(chunk, header, () => CarriedOperations.Find(header.Work.Operation).Restore(header.Work.Words, host), host)
            : new WellChunk(chunk, cancellation => Plate(header, cancellation), host, openInTurn);

    /// <summary>Asked for by the one chunk in hand.</summary>
    private PlateWork Plate(BatchHeader header, CancellationToken cancellation)
    {
        if (_plate is not { } known || known.Batch != header.Id)
        {
            known = (header.Id, new PlateWork(header, host, cancellation));
            _plate = known;
        }

        return known.Plate;
    }
}
