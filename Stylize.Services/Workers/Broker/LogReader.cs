using System.Threading.Channels;
using RabbitMQ.Client.Events;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Broker;

/// <summary>Reads a stream of the broker. The messages stay in the stream.</summary>
internal static class LogReader
{
    private const ushort ManyMessages = 256;

    /// <summary>Returns the messages from an offset, and waits for further ones until the connection ends.</summary>
    /// <param name="ahead">The number of messages that the broker sends before they are read.</param>
    public static async IAsyncEnumerable<LogMessage> FollowAsync(
        BrokerSession session,
        string stream,
        long from,
        [EnumeratorCancellation] CancellationToken cancellation,
        ushort ahead = ManyMessages)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(session.Closed, cancellation);
        await using var channel = await session.ChannelAsync(either.Token);
        await channel.BasicQosAsync(0, ahead, global: false, either.Token);
        var messages = Channel.CreateUnbounded<(LogMessage Message, ulong Tag)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, delivery) => await messages.Writer.WriteAsync(
            (new LogMessage(Offset(delivery), delivery.Body.ToArray()), delivery.DeliveryTag));
        consumer.UnregisteredAsync += (_, _) => End();
        channel.ChannelShutdownAsync += (_, _) => End();
        await channel.BasicConsumeAsync(stream, autoAck: false, "", noLocal: false, exclusive: false,
            new Dictionary<string, object?> { ["x-stream-offset"] = from }, consumer, either.Token);
        await foreach (var (message, tag) in messages.Reader.ReadAllAsync(either.Token))
        {
            // The broker starts at the beginning of the block that contains the offset.
            if (message.Offset >= from)
            {
                yield return message;
            }

            await channel.BasicAckAsync(tag, multiple: false, either.Token);
        }

        Task End()
        {
            messages.Writer.TryComplete();
            return Task.CompletedTask;
        }
    }

    /// <summary>Returns the messages of the log of a batch that exist now.</summary>
    public static IAsyncEnumerable<LogMessage> ReadBatchAsync(
        BrokerSession session, string batch, CancellationToken cancellation, long from = 0) =>
        ReadAsync(
            session, BrokerNames.Log(batch), MessageJson.Write(new BatchRecord { Mark = Guid.NewGuid().ToString("n") }),
            cancellation, from);

    /// <summary>Returns all messages that exist now, one at a time. A mark that this method writes, and that other
    /// readers ignore, shows the end.</summary>
    public static async IAsyncEnumerable<LogMessage> ReadAsync(
        BrokerSession session, string stream, byte[] mark, [EnumeratorCancellation] CancellationToken cancellation,
        long from = 0)
    {
        if (await session.StateAsync(stream, cancellation) is null) yield break;

        await session.PublishAsync(stream, mark, cancellation);
        await foreach (var message in FollowAsync(session, stream, from, cancellation))
        {
            if (message.Body.AsSpan().SequenceEqual(mark)) yield break;

            yield return message;
        }

        throw new IOException("The connection was closed.");
    }

    /// <summary>Returns the messages that arrive without a longer pause than the given time. On a busy broker this may
    /// not be all.</summary>
    public static async Task<IReadOnlyList<LogMessage>> PeekAsync(
        BrokerSession session, string stream, TimeSpan pause, CancellationToken cancellation)
    {
        var read = new List<LogMessage>();
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        quiet.CancelAfter(pause);
        try
        {
            await foreach (var message in FollowAsync(session, stream, 0, quiet.Token))
            {
                read.Add(message);
                quiet.CancelAfter(pause);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // No further message has arrived.
        }

        return read;
    }

    private static long Offset(BasicDeliverEventArgs delivery) =>
        delivery.BasicProperties.Headers?.TryGetValue("x-stream-offset", out var header) == true
            && header is long offset ? offset : 0;
}

internal readonly record struct LogMessage(long Offset, byte[] Body)
{
    /// <summary>Parses a record of the log of a batch; null, with a warning, if it is not valid.</summary>
    public BatchRecord? Record(string batch, Action<string> warn)
    {
        if (MessageReader.TryRecord(Body, batch, out var record, out var why)) return record;

        warn(Skipped(BrokerNames.Log(batch), why));
        return null;
    }

    public string Skipped(string stream, Malformed why) => $"Skipped record {Offset} of '{stream}': {why.Reason}.";
}
