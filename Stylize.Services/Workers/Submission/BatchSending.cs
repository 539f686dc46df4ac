using Stylize.Workers.Broker;
using Stylize.Workers.Messages;
using Stylize.Workers.Operations;

namespace Stylize.Workers.Submission;

/// <summary>Sends a batch: log, chunks, and end record. After a lost connection it sends unconfirmed messages
/// again.</summary>
internal sealed class BatchSending(
    BrokerAddress address, string version, BatchHeader header, IReadOnlyList<WorkChunk> chunks,
    IReadOnlyList<UnitResult> refused)
{
    private const int PublishWindow = 64;
    private static readonly TimeSpan ReconnectTimeout = TimeSpan.FromMinutes(2);

    private bool _begun;
    private int _sent;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var lost = (long?)null;
        while (true)
        {
            try
            {
                await using var session = await BrokerSession.OpenAsync(address, "submission", cancellation);
                try
                {
                    await SendAsync(session, again: lost is not null, cancellation);
                    return;
                }
                catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
                {
                    await session.CancelAsync(header.Id, CancellationToken.None);
                    throw;
                }
                catch (Exception e) when (e is not StylizeException && session.Closed.IsCancellationRequested)
                {
                    lost ??= Stopwatch.GetTimestamp();
                }
            }
            catch (StylizeException) when (lost is { } since && Stopwatch.GetElapsedTime(since) < ReconnectTimeout)
            {
                // The broker is not available yet.
            }
            catch (Exception e) when (e is not StylizeException and not OperationCanceledException)
            {
                throw BrokerFailure.From(address, e);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
        }
    }

    private async Task SendAsync(BrokerSession session, bool again, CancellationToken cancellation)
    {
        var log = BrokerNames.Log(header.Id);
        if (!_begun)
        {
            await session.DeclareAsync(version, cancellation);
            await session.DeclareQueueAsync(log, new() { ["x-queue-type"] = "stream" }, cancellation);
            await session.OpenAsync(header.Id, cancellation);
            await session.PublishAsync(log, MessageJson.Write(new BatchRecord { Header = header }), cancellation);
            await session.PublishAsync(BrokerNames.Directory, MessageJson.Write(Entry), cancellation);
            if (header.Tiles is not null)
            {
                var databaseLock = BrokerNames.Database(header.Id);
                await session.DeleteAsync(databaseLock, cancellation);
                await session.DeclareQueueAsync(databaseLock, [], cancellation);
                await session.PublishAsync(databaseLock, [], cancellation);
            }

            _begun = true;
        }

        while (_sent < chunks.Count)
        {
            var next = chunks.Skip(_sent).Take(PublishWindow).ToList();
            await Task.WhenAll(next.Select(chunk =>
                session.PublishAsync(header.Queue, MessageJson.Write(chunk with { Again = again }), cancellation)));
            _sent += next.Count;
        }

        if (refused.Count > 0)
        {
            await session.PublishAsync(log, MessageJson.Write(new BatchRecord { Results = refused }), cancellation);
        }

        await session.PublishAsync(log, MessageJson.Write(new BatchRecord { Sealed = true }), cancellation);
    }

    private DirectoryRecord Entry =>
        new(header.Id, header.Work.Operation, header.Queue, WorkVersion.Program, DateTime.UtcNow);
}
