using Stylize.Workers.Broker;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;

namespace Stylize.Workers.Work;

/// <summary>What a worker keeps of the batches that it last worked on: their first records, and the plates that they are of.</summary>
internal sealed class BatchMemory(WorkerHost host, TimeSpan patience)
{
    private const int Kept = 8;
    private const int Beginning = 100;

    private readonly Lock _gate = new();
    private readonly List<BatchHeader> _headers = [];
    private (string Batch, PlateWork Plate)? _plate;

    /// <summary>The first record of a batch; null if the batch was forgotten.</summary>
    /// <exception cref="MalformedException">Its log has no valid first record.</exception>
    public async Task<BatchHeader?> HeaderAsync(BrokerSession session, string batch, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_headers.Find(known => known.Id == batch) is { } known) return known;
        }

        if (await session.StateAsync(BrokerNames.Log(batch), cancellation).ConfigureAwait(false) is null) return null;

        var header = await ReadAsync(session, batch, cancellation).ConfigureAwait(false);
        lock (_gate)
        {
            _headers.Insert(0, header);
            _headers.RemoveRange(Math.Min(Kept, _headers.Count), Math.Max(0, _headers.Count - Kept));
        }

        return header;
    }

    /// <summary>Drops what is known of a batch whose log is gone.</summary>
    public void Forget(string batch)
    {
        lock (_gate)
        {
            _headers.RemoveAll(header => header.Id == batch);
        }
    }

    public ChunkWork Create(WorkChunk chunk, BatchHeader header, Func<string, string, CancellationToken, TurnStore> openInTurn) =>
        header.Plate is null
            ? new FileChunk(chunk, header, () => OptionCarrier.Restore(header.Work, host), host)
            : new WellChunk(chunk, cancellation => Plate(header, cancellation), host, openInTurn);

    /// <summary>Reads the first record, which is the first thing in the log: a log that begins otherwise has none.</summary>
    private async Task<BatchHeader> ReadAsync(BrokerSession session, string batch, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        try
        {
            var read = 0;
            await foreach (var message in LogReader.FollowAsync(session, BrokerNames.Log(batch), 0, limit.Token).ConfigureAwait(false))
            {
                if (message.Record(batch, text => host.Tell(new WorkerMessage(true, text)))?.Header is { } header) return header;
                if (++read == Beginning) break;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Nothing more has come.
        }

        cancellation.ThrowIfCancellationRequested();
        throw new MalformedException(new Malformed("the log of its batch has no valid first record", batch));
    }

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
