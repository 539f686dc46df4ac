using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Stylize.Engine;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

/// <summary>Takes chunks from the broker, runs them, reports results, and outlives lost connections.</summary>
public sealed class Worker
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);

    private readonly BrokerAddress _address;
    private readonly WorkerHost _host;
    private readonly WorkerOptions _options;
    private readonly BatchMemory _memory;
    private readonly ChunkIntake _intake;
    private readonly DatabaseTurns _turns;
    private readonly Queue<(string Batch, int Chunk, int First)> _finished = new();
    private readonly WorkLog _log = new();
    private readonly OtherVersions _others;
    private ChunkWork? _hand;
    private DateTime _idleSince = DateTime.UtcNow;

    /// <summary>A worker of a broker.</summary>
    public Worker(BrokerAddress address, WorkerHost host, WorkerOptions? options = null)
    {
        _address = address;
        _host = host;
        _options = options ?? new WorkerOptions();
        _memory = new BatchMemory(host, _options.LogPatience);
        _intake = new ChunkIntake(host, _memory, _log, _options);
        _turns = new DatabaseTurns(host);
        _others = new OtherVersions(host, BrokerNames.Work(_options.Version));
    }

    /// <summary>Works until it is stopped, or until nothing has come for as long as the options say.</summary>
    /// <param name="stop">Gives up the file under way and gives the chunk back, within two seconds.</param>
    /// <exception cref="StylizeException">
    /// DependencyMissing: the broker does not answer at the start, or does not let the user in.
    /// </exception>
    /// <exception cref="OperationCanceledException">The worker was stopped.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var session = await BrokerSession.OpenAsync(_address, "worker", stop).ConfigureAwait(false);
        while (true)
        {
            try
            {
                if (await ServeToEndAsync(session, stop).ConfigureAwait(false)) return;
            }
            finally
            {
                await session.DisposeAsync().ConfigureAwait(false);
            }

            session = await ReconnectAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>Serves while the connection lasts; whether it was lost is seen before it is closed.</summary>
    private async Task<bool> ServeToEndAsync(BrokerSession session, CancellationToken stop)
    {
        try
        {
            _turns.Session = session;
            await session.DeclareAsync(_options.Version, stop).ConfigureAwait(false);
            _host.Tell(new WorkerMessage(
                false, $"waiting for work from {_address.Name}; writes below {string.Join(", ", _host.Folders.Roots)}"));
            await ServeAsync(session, stop).ConfigureAwait(false);
            return true;
        }
        catch (OperationInterruptedException e)
            when (e.ShutdownReason?.ReplyCode is Constants.AccessRefused or Constants.PreconditionFailed)
        {
            throw BrokerFailure.From(_address, e);
        }
        catch (Exception e) when (IsLoss(session, e) && !stop.IsCancellationRequested)
        {
            _hand?.ExpectOthers();
            _host.Tell(new WorkerMessage(true, $"Lost connection to the broker '{_address.Name}'; reconnecting."));
            return false;
        }
    }

    private static bool IsLoss(BrokerSession session, Exception exception) =>
        BrokerLoss.Is(session.Closed.IsCancellationRequested, exception) || BrokerLoss.IsMissingQueue(exception);

    private async Task<BrokerSession> ReconnectAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await Task.Delay(_options.RetryInterval, stop).ConfigureAwait(false);
                return await BrokerSession.OpenAsync(_address, "worker", stop).ConfigureAwait(false);
            }
            catch (StylizeException e)
            {
                _host.Tell(new WorkerMessage(false, e.Message));
            }
        }
    }

    private async Task ServeAsync(BrokerSession session, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(session.Closed, stop);
        if (_hand is not null)
        {
            await FinishAsync(session, null, stop).ConfigureAwait(false);
        }

        var channel = await session.ChannelAsync(either.Token).ConfigureAwait(false);
        await using var _ = channel.ConfigureAwait(false);
        var deliveries = await ConsumeAsync(channel, BrokerNames.Work(_options.Version), either.Token).ConfigureAwait(false);
        var broken = new BrokenChunks(session, _intake, _log, _options);
        var splitting = broken.RunAsync(either.Token);
        var nextLook = DateTime.UtcNow;
        _idleSince = DateTime.UtcNow;
        while (true)
        {
            if (await NextAsync(deliveries, either.Token).ConfigureAwait(false) is { } delivery)
            {
                await broken.WaitAsync(either.Token).ConfigureAwait(false);
                await TakeAsync(session, channel, delivery, stop).ConfigureAwait(false);
                _idleSince = DateTime.UtcNow;
            }
            else if (_options.IdleExit is { } limit && DateTime.UtcNow - _idleSince >= limit)
            {
                return;
            }
            else if (DateTime.UtcNow >= nextLook)
            {
                await _others.LookAsync(session, either.Token).ConfigureAwait(false);
                nextLook = DateTime.UtcNow + (12 * _options.LookInterval);
            }

            if (splitting.IsFaulted)
            {
                await splitting.ConfigureAwait(false);
            }
        }
    }

    private static async Task<ChannelReader<BasicDeliverEventArgs>> ConsumeAsync(
        IChannel channel, string queue, CancellationToken cancellation)
    {
        var deliveries = Channel.CreateUnbounded<BasicDeliverEventArgs>();
        await channel.BasicQosAsync(0, 1, global: false, cancellation).ConfigureAwait(false);
        await ChunkConsumer.StartAsync(channel, queue, deliveries.Writer, cancellation).ConfigureAwait(false);
        return deliveries.Reader;
    }

    private static async Task<BasicDeliverEventArgs?> NextAsync(ChannelReader<BasicDeliverEventArgs> deliveries, CancellationToken either)
    {
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(either);
        moment.CancelAfter(TimeSpan.FromMilliseconds(250));
        try
        {
            return await deliveries.ReadAsync(moment.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!either.IsCancellationRequested)
        {
            return null;
        }
        catch (ChannelClosedException)
        {
            throw new IOException("The channel has ended.");
        }
    }

    private async Task TakeAsync(BrokerSession session, IChannel channel, BasicDeliverEventArgs delivery, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(session.Closed, stop);
        var holder = new ChunkHolder(session, channel, delivery.DeliveryTag);
        var taken = await _intake.TakeAsync(session, delivery, holder, chunk => _finished.Contains(Key(chunk)), either.Token)
            .ConfigureAwait(false);
        if (taken is not var (chunk, header, deaths)) return;

        _host.Tell(new WorkerMessage(false, $"chunk {chunk.Number} of {chunk.Batch}: {chunk.Units.Count} of {header.Work.Operation}"));
        holder.Chunk = chunk with { Again = true, Deaths = deaths };
        _hand = _memory.Create(chunk with { Again = chunk.Again || deaths > 0 || delivery.Redelivered, Deaths = deaths }, header,
            _turns.Open);
        _hand.Start();
        await FinishAsync(session, holder, stop).ConfigureAwait(false);
    }

    /// <summary>Tells of results until the chunk in hand is done, then lets its message go.</summary>
    /// <param name="holder">The chunk's message; null where it went back to the queue when an earlier connection ended.</param>
    private async Task FinishAsync(BrokerSession session, ChunkHolder? holder, CancellationToken stop)
    {
        var work = _hand!;
        var (began, nextLook) = (DateTime.UtcNow, DateTime.UtcNow + _options.LookInterval);
        while (!work.Completion.IsCompleted)
        {
            using (var wake = CancellationTokenSource.CreateLinkedTokenSource(session.Closed, stop))
            {
                await Task.WhenAny(work.Completion, Task.Delay(_options.ReportInterval, wake.Token)).ConfigureAwait(false);
            }

            if (stop.IsCancellationRequested)
            {
                await GiveBackAsync(session, work, holder).ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
            }

            await _log.TellResultsAsync(session, work, session.Closed).ConfigureAwait(false);
            if (holder is not null && DateTime.UtcNow - began >= _options.RenewAfter)
            {
                await holder.RenewAsync(work.Rest, BrokerNames.Work(_options.Version), _options.LeaseTime, session.Closed)
                    .ConfigureAwait(false);
                _host.Tell(new WorkerMessage(false, $"chunk {work.Chunk.Number} takes long; held by a lease"));
                began = DateTime.UtcNow;
            }

            if (DateTime.UtcNow >= nextLook)
            {
                if (!await session.IsOpenAsync(work.Chunk.Batch, session.Closed).ConfigureAwait(false))
                {
                    work.StopTaking();
                }

                nextLook = DateTime.UtcNow + _options.LookInterval;
            }
        }

        await _log.TellResultsAsync(session, work, session.Closed).ConfigureAwait(false);
        await _log.NoteAsync(session, work.Chunk, begun: false, session.Closed).ConfigureAwait(false);
        if (holder is not null)
        {
            await holder.ReleaseAsync(session.Closed).ConfigureAwait(false);
        }
        else if (work.Rest.Count == 0)
        {
            _finished.Enqueue(Key(work.Chunk));
            while (_finished.Count > 100)
            {
                _finished.Dequeue();
            }
        }

        _hand = null;
        work.Dispose();
    }

    /// <summary>Gives up what is under way; what is done is told, and the rest becomes a chunk again.</summary>
    private async Task GiveBackAsync(BrokerSession session, ChunkWork work, ChunkHolder? holder)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(session.Closed);
        limit.CancelAfter(StopGrace * 1.7);
        work.Cancel();
        await Task.WhenAny(work.Completion, Task.Delay(StopGrace, limit.Token)).ConfigureAwait(false);
        try
        {
            await _log.TellResultsAsync(session, work, limit.Token).ConfigureAwait(false);
            await _log.NoteAsync(session, work.Chunk, begun: false, limit.Token).ConfigureAwait(false);
            if (holder is not null)
            {
                if (work.Rest is { Count: > 0 } rest)
                {
                    var back = work.Chunk with { Units = rest, Again = true, Deaths = holder.Chunk.Deaths };
                    await session.PublishAsync(BrokerNames.Work(_options.Version), MessageJson.Write(back), limit.Token)
                        .ConfigureAwait(false);
                }

                await holder.ReleaseAsync(limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsLoss(session, e))
        {
            // The broker gives the chunk to another worker as it was.
        }
    }

    private static (string Batch, int Chunk, int First) Key(WorkChunk chunk) => (chunk.Batch, chunk.Number, chunk.Units[0].Index);
}
