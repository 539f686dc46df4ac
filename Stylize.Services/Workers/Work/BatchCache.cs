using Stylize.Workers.Broker;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;

namespace Stylize.Workers.Work;

/// <summary>Caches the first records of the latest batches of a worker, and the plan of the latest plate.</summary>
internal sealed class BatchCache(WorkerHost host, TimeSpan timeout)
{
    private const int Capacity = 8;
    private const int MaxRecordsBeforeHeader = 100;

    private readonly Lock _gate = new();
    private readonly List<BatchHeader> _headers = [];
    private (string Batch, PlateWork Plate)? _plate;
    private (string Batch, long Offset, bool IsCanceled) _read = ("", 0, false);

    /// <summary>Returns the first record of a batch; null if its data was deleted.</summary>
    /// <exception cref="MalformedException">The log has no valid first record.</exception>
    public async Task<BatchHeader?> HeaderAsync(BrokerSession session, string batch, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_headers.Find(known => known.Id == batch) is { } known) return known;
        }

        if (await session.StateAsync(BrokerNames.Log(batch), cancellation) is null) return null;

        var header = await ReadAsync(session, batch, cancellation);
        lock (_gate)
        {
            _headers.Insert(0, header);
            _headers.RemoveRange(Math.Min(Capacity, _headers.Count), Math.Max(0, _headers.Count - Capacity));
        }

        return header;
    }

    public void Forget(string batch)
    {
        lock (_gate)
        {
            _headers.RemoveAll(header => header.Id == batch);
        }
    }

    /// <summary>True if the batch was canceled. If its exchange is missing, the new records of its log
    /// decide.</summary>
    public async Task<bool> IsCanceledAsync(BrokerSession session, string batch, CancellationToken cancellation)
    {
        if (await session.IsOpenAsync(batch, cancellation)) return false;

        var read = _read.Batch == batch ? _read : (batch, Offset: 0, IsCanceled: false);
        if (!read.IsCanceled)
        {
            await foreach (var message in LogReader.ReadBatchAsync(session, batch, cancellation, read.Offset))
            {
                read.Offset = message.Offset + 1;
                read.IsCanceled |= message.Record(batch, _ => { })?.Canceled == true;
            }
        }

        _read = read;
        return read.IsCanceled;
    }

    public ChunkWork Create(
        WorkChunk chunk, BatchHeader header, Func<string, string, CancellationToken, LockedStore> openLocked) =>
        host.Simulate is { } simulate ? simulate(chunk)
        : header.Tiles is null
            ? new FileChunk(chunk, header, () => OptionSerializer.Deserialize(header.Work, host), host)
            : new WellChunk(chunk, cancellation => Plate(header, cancellation), host, openLocked);

    /// <summary>Reads the first record, which must be at the beginning of the log.</summary>
    private async Task<BatchHeader> ReadAsync(BrokerSession session, string batch, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            var read = 0;
            var messages = LogReader.FollowAsync(session, BrokerNames.Log(batch), 0, limit.Token, ahead: 1);
            await foreach (var message in messages)
            {
                if (message.Record(batch, text => host.Report(new WorkerMessage(true, text)))?.Header is { } header)
                {
                    return header;
                }
                if (++read == MaxRecordsBeforeHeader) break;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // No further record has arrived.
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
