using RabbitMQ.Client.Exceptions;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Broker;

/// <summary>A connection to the broker. When it ends, the user of the session opens a new one.</summary>
internal sealed class BrokerSession : IAsyncDisposable
{
    /// <summary>The number of deliveries after which a chunk counts as one that ends its workers.</summary>
    public const int Tries = 3;

    /// <summary>The number of times that a query waits for an object that the broker starts: 10 s in total.</summary>
    private const int MaxStartWaits = 40;

    private static readonly TimeSpan StartWait = TimeSpan.FromSeconds(0.25);
    private static readonly BasicProperties Persistent = new() { Persistent = true, ContentType = "application/json" };

    private readonly IConnection _connection;
    private readonly CancellationTokenSource _closed = new();
    private readonly SemaphoreSlim _publishing = new(1, 1);
    private IChannel? _publisher;

    private BrokerSession(BrokerAddress address, IConnection connection)
    {
        Address = address;
        _connection = connection;
        _connection.ConnectionShutdownAsync += (_, _) => _closed.CancelAsync();
        if (!connection.IsOpen)
        {
            _closed.Cancel();
        }
    }

    public BrokerAddress Address { get; }

    public CancellationToken Closed => _closed.Token;

    public static async Task<BrokerSession> OpenAsync(
        BrokerAddress address, string purpose, CancellationToken cancellation) =>
        new(address, await address.ConnectAsync($"Stylize {purpose}", cancellation));

    public Task<IChannel> ChannelAsync(CancellationToken cancellation) =>
        _connection.CreateChannelAsync(null, cancellation);

    /// <summary>Declares the queues of a version if they do not exist, because declaring can need more permissions than
    /// using them.</summary>
    public async Task DeclareAsync(string version, CancellationToken cancellation)
    {
        string[] queues = [BrokerNames.Work(version), BrokerNames.Broken(version), BrokerNames.Dead,
            BrokerNames.Directory];
        var states = await Task.WhenAll(queues.Select(queue => StateAsync(queue, cancellation)));
        if (states.All(state => state is not null)) return;

        await using var channel = await ChannelAsync(cancellation);
        await DeclareAsync(channel, BrokerNames.Work(version), cancellation, new()
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = Tries - 1,
            ["x-dead-letter-exchange"] = BrokerNames.Exchange,
            ["x-dead-letter-routing-key"] = BrokerNames.Broken(version),
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-overflow"] = "reject-publish",
        });
        await DeclareAsync(channel, BrokerNames.Broken(version), cancellation, new() { ["x-queue-type"] = "quorum" });
        await DeclareAsync(channel, BrokerNames.Dead, cancellation, new() { ["x-queue-type"] = "quorum" });
        await DeclareAsync(channel, BrokerNames.Directory, cancellation, new() { ["x-queue-type"] = "stream" });
    }

    public Task DeclareQueueAsync(
        string queue, Dictionary<string, object?> arguments, CancellationToken cancellation) =>
        OnChannelAsync(channel => DeclareAsync(channel, queue, cancellation, arguments), cancellation);

    /// <summary>Sends a message and waits until the broker has stored it on disk.</summary>
    /// <exception cref="PublishException">The queue does not exist, or the broker rejected the message.</exception>
    public async Task PublishAsync(string queue, byte[] body, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await SendAsync(queue, body, cancellation);
                return;
            }
            catch (PublishException e) when (e.IsReturn && tries < MaxStartWaits)
            {
                // A broker that has just started also returns messages to queues that it has not started yet.
                if (await StateAsync(queue, cancellation) is null) throw;
            }
        }
    }

    /// <summary>Returns the number of messages and consumers of a queue; null if it does not exist.</summary>
    public Task<QueueDeclareOk?> StateAsync(string queue, CancellationToken cancellation) => AskAsync(
        channel => channel.QueueDeclarePassiveAsync(queue, cancellation)!, cancellation);

    public async Task<bool> IsOpenAsync(string batch, CancellationToken cancellation) => await AskAsync(
        async channel =>
        {
            await channel.ExchangeDeclarePassiveAsync(BrokerNames.Open(batch), cancellation);
            return "open";
        },
        cancellation) is not null;

    public Task OpenAsync(string batch, CancellationToken cancellation) => OnChannelAsync(
        channel => channel.ExchangeDeclareAsync(
            BrokerNames.Open(batch), ExchangeType.Direct, durable: true, cancellationToken: cancellation),
        cancellation);

    /// <summary>Deletes the exchange that permits workers to start chunks of a batch, and records the cancellation in
    /// its log.</summary>
    public async Task CancelAsync(string batch, CancellationToken cancellation)
    {
        await CloseAsync(batch, cancellation);
        try
        {
            var record = MessageJson.Write(new BatchRecord { Canceled = true });
            await PublishAsync(BrokerNames.Log(batch), record, cancellation);
        }
        catch (Exception e) when (BrokerLoss.IsMissingQueue(e))
        {
            // The batch has no log yet, or its data was deleted.
        }
    }

    public Task CloseAsync(string batch, CancellationToken cancellation) => OnChannelAsync(
        channel => channel.ExchangeDeleteAsync(BrokerNames.Open(batch), cancellationToken: cancellation), cancellation);

    public Task DeleteAsync(string queue, CancellationToken cancellation) => OnChannelAsync(
        channel => channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: cancellation),
        cancellation);

    /// <summary>Closes the connection within 0.5 s.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _connection.CloseAsync(TimeSpan.FromSeconds(0.5));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The connection has already ended.
        }

        await _connection.DisposeAsync();
        _publishing.Dispose();
    }

    private async Task SendAsync(string queue, byte[] body, CancellationToken cancellation)
    {
        await _publishing.WaitAsync(cancellation);
        try
        {
            if (_publisher is not { IsOpen: true })
            {
                _publisher = await _connection.CreateChannelAsync(
                    new CreateChannelOptions(
                        publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
                    cancellation);
            }
        }
        finally
        {
            _publishing.Release();
        }

        await _publisher.BasicPublishAsync(
            BrokerNames.Exchange, queue, mandatory: true, Persistent, body, cancellation);
    }

    private static Task DeclareAsync(
        IChannel channel, string queue, CancellationToken cancellation, Dictionary<string, object?> arguments) =>
        channel.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: cancellation);

    private async Task OnChannelAsync(Func<IChannel, Task> work, CancellationToken cancellation)
    {
        await using var channel = await ChannelAsync(cancellation);
        await work(channel);
    }

    /// <summary>Queries an object that may not exist. A negative answer closes the channel, so each query has its own.
    /// Waits while the broker starts the object, which then exists.</summary>
    private async Task<T?> AskAsync<T>(Func<IChannel, Task<T>> ask, CancellationToken cancellation)
        where T : class
    {
        for (var tries = 1; ; tries++)
        {
            await using var channel = await ChannelAsync(cancellation);
            try
            {
                return await ask(channel);
            }
            catch (OperationInterruptedException e)
                when (e.ShutdownReason?.ReplyCode is Constants.NotFound or Constants.ResourceLocked
                    && !BrokerFailure.IsDown(e))
            {
                return null;
            }
            catch (OperationInterruptedException e) when (BrokerFailure.IsDown(e) && tries < MaxStartWaits)
            {
                await Task.Delay(StartWait, cancellation);
            }
        }
    }
}
