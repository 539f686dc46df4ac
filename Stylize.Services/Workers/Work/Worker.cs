using System.Threading.Channels;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

/// <summary>Receives chunks from the broker, processes them, sends the results, and reconnects if necessary.</summary>
internal sealed class Worker
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);

    private readonly BrokerAddress _address;
    private readonly WorkerHost _host;
    private readonly WorkerOptions _options;
    private readonly BatchCache _memory;
    private readonly ChunkIntake _intake;
    private readonly DeadLetters _dead;
    private readonly DatabaseLocks _locks;
    private readonly Queue<(string Batch, int Chunk, int First)> _finished = new();
    private readonly WorkLog _log = new();
    private readonly OtherVersions _others;
    private ChunkWork? _current;
    private TimeSpan _idleSince = Now;

    /// <summary>The time since the start of the system, which, unlike the clock, never goes back.</summary>
    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    /// <summary>Creates a worker.</summary>
    public Worker(BrokerAddress address, WorkerHost host, WorkerOptions? options = null)
    {
        _address = address;
        _host = host;
        _options = options ?? new WorkerOptions();
        _memory = new BatchCache(host, _options.LogTimeout);
        _dead = new DeadLetters(host);
        _intake = new ChunkIntake(_dead, _memory, _log, _options);
        _locks = new DatabaseLocks(host);
        _others = new OtherVersions(host, BrokerNames.Work(_options.Version));
    }

    /// <summary>Runs until it is stopped, or until no work has arrived for
    /// <see cref="WorkerOptions.IdleExit"/>.</summary>
    /// <param name="stop">Stops the files in progress and returns the chunk to the broker, within two seconds.</param>
    /// <exception cref="StylizeException">
    /// ConnectionFailed: the broker rejects the user, or has not answered for <see cref="WorkerOptions.IdleExit"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The worker was stopped.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var session = await ConnectAsync(isFirst: true, stop);
        while (true)
        {
            try
            {
                if (await ServeToEndAsync(session, stop)) return;
            }
            finally
            {
                await session.DisposeAsync();
            }

            session = await ConnectAsync(isFirst: false, stop);
        }
    }

    /// <summary>Processes chunks until the connection ends. Returns false if it was lost.</summary>
    private async Task<bool> ServeToEndAsync(BrokerSession session, CancellationToken stop)
    {
        try
        {
            _locks.Session = session;
            await session.DeclareAsync(_options.Version, stop);
            _host.Report(new WorkerMessage(
                false,
                $"Waiting for work from {_address.Name}. Can write to {string.Join(", ", _host.Folders.Roots)}."));
            await ServeAsync(session, stop);
            return true;
        }
        catch (OperationInterruptedException e)
            when (e.ShutdownReason?.ReplyCode is Constants.AccessRefused or Constants.PreconditionFailed)
        {
            throw BrokerFailure.From(_address, e);
        }
        catch (Exception e) when (IsLoss(session, e) && !stop.IsCancellationRequested)
        {
            _current?.ExpectOthers();
            _host.Report(new WorkerMessage(true, session.Closed.IsCancellationRequested
                ? $"Lost connection to the broker '{_address.Name}'; reconnecting."
                : $"{BrokerFailure.From(_address, e).Message} Trying again."));
            return false;
        }
    }

    private static bool IsLoss(BrokerSession session, Exception exception) =>
        BrokerLoss.Is(session.Closed.IsCancellationRequested, exception) || BrokerLoss.IsMissingQueue(exception);

    /// <summary>Waits for the broker: without end, or until <see cref="WorkerOptions.IdleExit"/> has passed without
    /// work.</summary>
    private async Task<BrokerSession> ConnectAsync(bool isFirst, CancellationToken stop)
    {
        var start = Now;
        for (var isWaiting = !isFirst; ; isWaiting = true)
        {
            if (isWaiting)
            {
                await Task.Delay(_options.RetryInterval, stop);
            }

            try
            {
                return await BrokerSession.OpenAsync(_address, "worker", stop);
            }
            catch (StylizeException e) when (!(isFirst && BrokerFailure.IsFinal(e))
                && !(_options.IdleExit <= Now - start))
            {
                _host.Report(new WorkerMessage(isFirst && !isWaiting, $"{e.Message} Trying again."));
            }
        }
    }

    private async Task ServeAsync(BrokerSession session, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(session.Closed, stop);
        if (_current is not null)
        {
            await FinishAsync(session, null, stop);
        }

        await using var channel = await session.ChannelAsync(either.Token);
        var deliveries = await ChunkConsumer.StartAsync(channel, BrokerNames.Work(_options.Version), either.Token);
        var broken = new BrokenChunks(session, _intake, _dead, _log, _options);
        var splitting = broken.RunAsync(either.Token);
        var nextLook = Now;
        _idleSince = Now;
        while (true)
        {
            if (await NextAsync(deliveries, either.Token) is { } delivery)
            {
                await broken.WaitAsync(either.Token);
                await TakeAsync(session, channel, delivery, stop);
                _idleSince = Now;
            }
            else if (_options.IdleExit is { } limit && Now - _idleSince >= limit)
            {
                return;
            }
            else if (Now >= nextLook)
            {
                await _others.CheckAsync(session, either.Token);
                nextLook = Now + (12 * _options.CheckInterval);
            }

            if (splitting.IsFaulted)
            {
                await splitting;
            }
        }
    }

    private static async Task<BasicDeliverEventArgs?> NextAsync(
        ChannelReader<BasicDeliverEventArgs> deliveries, CancellationToken either)
    {
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(either);
        moment.CancelAfter(TimeSpan.FromMilliseconds(250));
        try
        {
            return await deliveries.ReadAsync(moment.Token);
        }
        catch (OperationCanceledException) when (!either.IsCancellationRequested)
        {
            return null;
        }
        catch (ChannelClosedException)
        {
            throw new IOException("The channel was closed.");
        }
    }

    private async Task TakeAsync(
        BrokerSession session, IChannel channel, BasicDeliverEventArgs delivery, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(session.Closed, stop);
        var holder = new ChunkHolder(session, channel, delivery.DeliveryTag);
        var taken =
            await _intake.TakeAsync(session, delivery, holder, chunk => _finished.Contains(Key(chunk)), either.Token);
        if (taken is not var (chunk, header, deaths)) return;

        var inputs = Plural.WithCount(chunk.Units.Count, "input");
        _host.Report(
            new WorkerMessage(false, $"Chunk {chunk.Number} of {chunk.Batch}: {header.Work.Operation}, {inputs}"));
        holder.Chunk = chunk with { Again = true, Deaths = deaths };
        _current = _memory.Create(
            chunk with { Again = chunk.Again || deaths > 0 || delivery.Redelivered, Deaths = deaths }, header,
            _locks.Open);
        _current.Start();
        await FinishAsync(session, holder, stop);
    }

    /// <summary>Sends results until the chunk is completed, then releases its message.</summary>
    /// <param name="holder">The message of the chunk; null if it returned to the queue when the connection was
    /// lost.</param>
    private async Task FinishAsync(BrokerSession session, ChunkHolder? holder, CancellationToken stop)
    {
        var work = _current!;
        var (began, nextLook) = (Now, Now + _options.CheckInterval);
        var schedule = new ReportSchedule(_options.ReportInterval, Now);
        while (!work.Completion.IsCompleted)
        {
            using (var wake = CancellationTokenSource.CreateLinkedTokenSource(session.Closed, stop))
            {
                await Task.WhenAny(work.Completion, Task.Delay(_options.ReportInterval, wake.Token));
            }

            if (stop.IsCancellationRequested)
            {
                await ReturnAsync(session, work, holder);
                stop.ThrowIfCancellationRequested();
            }

            session.Closed.ThrowIfCancellationRequested();
            var mustRenew = holder is not null && Now - began >= _options.RenewAfter;
            if (schedule.IsDue(Now, work.HasUnsentFailure) || mustRenew)
            {
                await _log.SendResultsAsync(session, work, session.Closed);
            }

            if (mustRenew)
            {
                await holder!.RenewAsync(
                    work.Remaining, BrokerNames.Work(_options.Version), _options.LeaseTime, session.Closed);
                var text = $"Chunk {work.Chunk.Number} of {work.Chunk.Batch} takes long; its lease was renewed.";
                _host.Report(new WorkerMessage(false, text));
                began = Now;
            }

            if (Now >= nextLook)
            {
                if (await _memory.IsCanceledAsync(session, work.Chunk.Batch, session.Closed))
                {
                    work.StopIntake();
                }

                nextLook = Now + _options.CheckInterval;
            }
        }

        await _log.SendResultsAsync(session, work, session.Closed);
        await _log.NoteAsync(session, work.Chunk, begun: false, session.Closed);
        if (holder is not null)
        {
            await holder.ReleaseAsync(session.Closed);
        }
        else if (work.Remaining.Count == 0)
        {
            _finished.Enqueue(Key(work.Chunk));
            while (_finished.Count > 100)
            {
                _finished.Dequeue();
            }
        }

        _current = null;
        work.Dispose();
    }

    /// <summary>Stops the units in progress, sends the results, and returns the remaining units as a new
    /// chunk.</summary>
    private async Task ReturnAsync(BrokerSession session, ChunkWork work, ChunkHolder? holder)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(session.Closed);
        limit.CancelAfter(StopGrace * 1.7);
        work.Cancel();
        await Task.WhenAny(work.Completion, Task.Delay(StopGrace, limit.Token));
        try
        {
            await _log.SendResultsAsync(session, work, limit.Token);
            await _log.NoteAsync(session, work.Chunk, begun: false, limit.Token);
            if (holder is not null)
            {
                if (work.Remaining is { Count: > 0 } rest)
                {
                    var back = work.Chunk with { Units = rest, Again = true, Deaths = holder.Chunk.Deaths };
                    var queue = BrokerNames.Work(_options.Version);
                    await session.PublishAsync(queue, MessageJson.Write(back), limit.Token);
                }

                await holder.ReleaseAsync(limit.Token);
            }
        }
        catch (Exception e) when (IsLoss(session, e))
        {
            // The broker gives the whole chunk to another worker.
        }
    }

    private static (string Batch, int Chunk, int First) Key(WorkChunk chunk) =>
        (chunk.Batch, chunk.Number, chunk.Units[0].Index);
}
