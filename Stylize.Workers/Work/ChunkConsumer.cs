using System.Threading.Channels;
using RabbitMQ.Client.Events;
using RabbitMQ.Client;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

/// <summary>Takes the messages of a queue one at a time.</summary>
internal static class ChunkConsumer
{
    /// <summary>Begins to take; what comes goes into a channel that is completed when the broker sends no more.</summary>
    public static async Task StartAsync(
        IChannel channel, string queue, ChannelWriter<BasicDeliverEventArgs> deliveries, CancellationToken cancellation)
    {
        var consumer = new CopyingConsumer(channel, deliveries);
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer, cancellation).ConfigureAwait(false);
    }

    /// <summary>How often the message was given to a worker before that did not acknowledge it.</summary>
    public static int EarlierDeliveries(BasicDeliverEventArgs delivery)
    {
        object? header = null;
        delivery.BasicProperties.Headers?.TryGetValue("x-delivery-count", out header);
        return header switch
        {
            long count => (int)Math.Clamp(count, 0, short.MaxValue),
            int count => Math.Clamp(count, 0, short.MaxValue),
            _ => 0, // a publisher may give the header any type
        };
    }

    /// <summary>The bytes of a delivery are the library's only until the handler returns.</summary>
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
                consumerTag, deliveryTag, redelivered, exchange, routingKey, new BasicProperties(properties), body.ToArray(),
                cancellationToken));
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

/// <summary>Keeps a chunk in hand from being lost: its unacknowledged message, or a lease if the work takes long.</summary>
internal sealed class ChunkHolder(BrokerSession session, IChannel channel, ulong tag)
{
    private string? _lease;

    public WorkChunk Chunk { get; set; } = null!;

    /// <summary>Lets the chunk go: it is done, or its rest is in a message of its own.</summary>
    public async Task ReleaseAsync(CancellationToken cancellation)
    {
        if (_lease is { } lease)
        {
            await session.DeleteAsync(lease, cancellation).ConfigureAwait(false);
        }
        else
        {
            await channel.BasicAckAsync(tag, multiple: false, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Replaces the message, or the lease, by a new lease of what is left to do.</summary>
    public async Task RenewAsync(IReadOnlyList<WorkUnit> rest, string work, TimeSpan time, CancellationToken cancellation)
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
            cancellation).ConfigureAwait(false);

        // Whoever finds it in the end finds it because this worker has ended.
        var left = Chunk with { Units = rest, Again = true, Deaths = Chunk.Deaths + 1 };
        await session.PublishAsync(lease, MessageJson.Write(left), cancellation).ConfigureAwait(false);
        await ReleaseAsync(cancellation).ConfigureAwait(false);
        _lease = lease;
    }
}
