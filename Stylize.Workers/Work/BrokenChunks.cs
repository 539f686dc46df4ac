using System.Threading.Channels;
using RabbitMQ.Client.Events;
using Stylize.Engine;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

/// <summary>Takes chunks that three workers died of: divides them into units, or names a single unit as a failure.</summary>
internal sealed class BrokenChunks(BrokerSession session, ChunkIntake intake, WorkLog log, WorkerOptions options)
{
    private readonly SemaphoreSlim _hand = new(1, 1);

    /// <summary>Waits until none is in hand: a chunk whose worker dies meanwhile would be divided once more.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        await _hand.WaitAsync(cancellation).ConfigureAwait(false);
        _hand.Release();
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var channel = await session.ChannelAsync(cancellation).ConfigureAwait(false);
        await using var _ = channel.ConfigureAwait(false);
        await channel.BasicQosAsync(0, 1, global: false, cancellation).ConfigureAwait(false);
        var deliveries = Channel.CreateUnbounded<BasicDeliverEventArgs>();
        await ChunkConsumer.StartAsync(channel, BrokerNames.Broken(options.Version), deliveries.Writer, cancellation).ConfigureAwait(false);
        await foreach (var delivery in deliveries.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
        {
            await _hand.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                await intake.GuardAsync(session, delivery, () => TakeAsync(delivery, cancellation), cancellation).ConfigureAwait(false);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, cancellation).ConfigureAwait(false);
            }
            finally
            {
                _hand.Release();
            }
        }
    }

    private async Task<WorkChunk?> TakeAsync(BasicDeliverEventArgs delivery, CancellationToken cancellation)
    {
        var chunk = ChunkIntake.Read(delivery);
        if (await intake.HeaderAsync(session, chunk, cancellation).ConfigureAwait(false) is not null)
        {
            await (chunk.Units.Count > 1 ? SplitAsync(chunk, cancellation) : GiveUpAsync(chunk, cancellation)).ConfigureAwait(false);
        }

        return chunk;
    }

    private Task SplitAsync(WorkChunk chunk, CancellationToken cancellation) => Task.WhenAll(chunk.Units.Select(unit =>
        session.PublishAsync(
            BrokerNames.Work(options.Version),
            MessageJson.Write(chunk with { Units = [unit], Again = true, Deaths = 0 }),
            cancellation)));

    private async Task GiveUpAsync(WorkChunk chunk, CancellationToken cancellation)
    {
        var unit = chunk.Units[0];
        var failure = new UnitFailure(
            nameof(StylizeError.OperationFailed), unit.Source,
            $"'{unit.Source}' could not be processed: {BrokerSession.Tries} workers ended while they worked on it.",
            "Look at what the workers' system says of their end, often too little memory; run the file alone.");
        await session.PublishAsync(BrokerNames.Dead, MessageJson.Write(chunk), cancellation).ConfigureAwait(false);
        await log.TellAsync(
            session, chunk.Batch, new BatchRecord { Results = [new UnitResult(unit.Index, unit.Source) { Failures = [failure] }] },
            cancellation).ConfigureAwait(false);
        await log.NoteAsync(session, chunk, begun: false, cancellation).ConfigureAwait(false);
    }
}
