using System.Threading.Channels;
using RabbitMQ.Client.Events;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

internal static class ChunkConsumer
{
    /// <summary>Starts to receive, one message at a time. The returned channel is completed when the broker sends no
    /// more messages.</summary>
    public static async Task<ChannelReader<BasicDeliverEventArgs>> StartAsync(
        IChannel channel, string queue, CancellationToken cancellation)
    {
        var deliveries = Channel.CreateUnbounded<BasicDeliverEventArgs>();
        await channel.BasicQosAsync(0, 1, global: false, cancellation);
        var consumer = new CopyingConsumer(channel, deliveries.Writer);
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellation);
        return deliveries.Reader;
    }

    /// <summary>Returns the number of earlier deliveries of the message that were not acknowledged.</summary>
    public static int EarlierDeliveries(BasicDeliverEventArgs delivery)
    {
        object? header = null;
        delivery.BasicProperties.Headers?.TryGetValue("x-delivery-count", out header);
        return header switch
        {
            long count => (int)Math.Clamp(count, 0, short.MaxValue),
            int count => Math.Clamp(count, 0, short.MaxValue),
            _ => 0, // a publisher can set the header to any type
        };
    }

    /// <summary>Copies the bytes of a delivery, which are valid only until the handler returns.</summary>
    private sealed class CopyingConsumer(IChannel channel, ChannelWriter<BasicDeliverEventArgs> deliveries)
        : AsyncDefaultBasicConsumer(channel)
    {
        public override Task HandleBasicDeliverAsync(
            string consumerTag,
            ulong deliveryTag,
            bool redelivered,
            string exchange,
            string routingKey,
            IReadOnlyBasicProperties properties,
            ReadOnlyMemory<byte> body,
            CancellationToken cancellationToken = default)
        {
            deliveries.TryWrite(new BasicDeliverEventArgs(
                consumerTag, deliveryTag, redelivered, exchange, routingKey, new BasicProperties(properties),
                body.ToArray(), cancellationToken));
            return Task.CompletedTask;
        }

        protected override Task OnCancelAsync(string[] consumerTags, CancellationToken cancellationToken = default)
        {
            deliveries.TryComplete();
            return base.OnCancelAsync(consumerTags, cancellationToken);
        }

        public override Task HandleChannelShutdownAsync(object channel, ShutdownEventArgs reason)
        {
            deliveries.TryComplete();
            return base.HandleChannelShutdownAsync(channel, reason);
        }
    }
}

/// <summary>Protects a chunk in progress from loss, by its unacknowledged message or by a lease.</summary>
internal sealed class ChunkHolder(BrokerSession session, IChannel channel, ulong tag)
{
    private string? _lease;

    public WorkChunk Chunk { get; set; } = null!;

    /// <summary>Releases the chunk after it is completed, or after its rest is in another message.</summary>
    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        if (_lease is { } lease)
        {
            await session.DeleteAsync(lease, cancellation);
        }
        else
        {
            await channel.BasicAckAsync(tag, multiple: false, cancellation);
        }
    }

    /// <summary>Replaces the message or the lease by a new lease with the remaining units.</summary>
    public async Task RenewAsync(
        IReadOnlyList<WorkUnit> rest, string work, TimeSpan time, CancellationToken cancellation)
    {
        if (rest.Count == 0) return;

        var lease = BrokerNames.Lease(Guid.NewGuid().ToString("n"));
        await session.DeclareQueueAsync(
            lease,
            new Dictionary<string, object?>
            {
                ["x-queue-type"] = "quorum",
                ["x-message-ttl"] = (long)time.TotalMilliseconds,
                ["x-expires"] = (long)(time * 4).TotalMilliseconds,
                ["x-dead-letter-exchange"] = BrokerNames.Exchange,
                ["x-dead-letter-routing-key"] = work,
            },
            cancellation);

        // A worker receives the lease only if this worker has ended, so it counts as one more death.
        var left = Chunk with { Units = rest, Again = true, Deaths = Chunk.Deaths + 1 };
        await session.PublishAsync(lease, MessageJson.Write(left), cancellation);
        await ReleaseAsync(cancellation);
        _lease = lease;
    }
}
