using RabbitMQ.Client.Events;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

/// <summary>Processes chunks that ended three workers: splits them into units, or reports a single unit as
/// failed.</summary>
internal sealed class BrokenChunks(
    BrokerSession session, ChunkIntake intake, DeadLetters dead, WorkLog log, WorkerOptions options)
{
    private readonly SemaphoreSlim _busy = new(1, 1);

    /// <summary>Waits until no chunk is being split. If the worker ended meanwhile, the chunk would be split
    /// again.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        await _busy.WaitAsync(cancellation);
        _busy.Release();
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var channel = await session.ChannelAsync(cancellation);
        var deliveries = await ChunkConsumer.StartAsync(channel, BrokerNames.Broken(options.Version), cancellation);
        await foreach (var delivery in deliveries.ReadAllAsync(cancellation))
        {
            await _busy.WaitAsync(cancellation);
            try
            {
                await intake.GuardAsync(session, delivery, () => TakeAsync(delivery, cancellation), cancellation);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, cancellation);
            }
            finally
            {
                _busy.Release();
            }
        }
    }

    private async Task<WorkChunk?> TakeAsync(BasicDeliverEventArgs delivery, CancellationToken cancellation)
    {
        var chunk = ChunkIntake.Read(delivery);
        if (await intake.HeaderAsync(session, chunk, cancellation) is not null)
        {
            await (chunk.Units.Count > 1 ? SplitAsync(chunk, cancellation) : FailAsync(chunk, cancellation));
        }

        return chunk;
    }

    private Task SplitAsync(WorkChunk chunk, CancellationToken cancellation) => Task.WhenAll(chunk.Units.Select(unit =>
        session.PublishAsync(
            BrokerNames.Work(options.Version),
            MessageJson.Write(chunk with { Units = [unit], Again = true, Deaths = 0 }),
            cancellation)));

    private async Task FailAsync(WorkChunk chunk, CancellationToken cancellation)
    {
        var unit = chunk.Units[0];
        var failure = new UnitFailure(
            nameof(StylizeError.OperationFailed), unit.Source,
            $"'{unit.Source}' could not be processed: {BrokerSession.Tries} workers ended while they processed it.",
            "Check the system logs of the workers, for example for too little memory. Process the file alone.");
        await dead.CopyAsync(session, MessageJson.Write(chunk), cancellation);
        await log.AppendAsync(
            session, chunk.Batch,
            new BatchRecord { Results = [new UnitResult(unit.Index, unit.Source) { Failures = [failure] }] },
            cancellation);
        await log.NoteAsync(session, chunk, begun: false, cancellation);
    }
}
