using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

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
