using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using Stylize.Workers.Broker;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

/// <summary>Decides whether to process a delivered message, release it, pass it on, or move it to the dead
/// messages.</summary>
internal sealed class ChunkIntake(DeadLetters dead, BatchCache memory, WorkLog log, WorkerOptions options)
{
    /// <summary>Reads a message and records the start of its chunk in the log.</summary>
    public async Task<TakenChunk?> TakeAsync(
        BrokerSession session,
        BasicDeliverEventArgs delivery,
        ChunkHolder holder,
        Func<WorkChunk, bool> isFinished,
        CancellationToken cancellation)
    {
        var taken = await GuardAsync(
            session, delivery, () => TakeAsync(session, delivery, isFinished, cancellation), cancellation);
        if (taken is null)
        {
            await holder.ReleaseAsync(cancellation);
        }

        return taken;
    }

    /// <summary>Processes a message; moves it to the dead messages if it is not valid.</summary>
    public async Task<T?> GuardAsync<T>(
        BrokerSession session, BasicDeliverEventArgs delivery, Func<Task<T?>> work, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (Fault(session, e, cancellation) is { } why)
        {
            await dead.MoveAsync(session, delivery.Body.ToArray(), why, cancellation);
            return null;
        }
    }

    public static WorkChunk Read(BasicDeliverEventArgs delivery) =>
        MessageReader.TryChunk(delivery.Body.Span, out var chunk, out var why)
            ? chunk : throw new MalformedException(why);

    /// <exception cref="MalformedException">The chunk does not match its batch, or the batch has no valid first
    /// record.</exception>
    public async Task<BatchHeader?> HeaderAsync(
        BrokerSession session, WorkChunk chunk, CancellationToken cancellation) =>
        await memory.HeaderAsync(session, chunk.Batch, cancellation) is not { } header ? null
        : MessageRules.Problem(chunk, header) is { } problem
        ? throw new MalformedException(new Malformed(problem, chunk.Batch))
        : header;

    /// <summary>Returns the reason why a message caused an exception; null if it did not.</summary>
    internal static Malformed? Fault(bool isClosed, Exception exception, CancellationToken cancellation) =>
        exception switch
        {
            MalformedException malformed => malformed.Why,
            OperationInterruptedException { ShutdownReason: { } reason } when !isClosed && IsLocked(reason) =>
                new Malformed("the log of its batch is locked by another connection", null),
            _ when cancellation.IsCancellationRequested || BrokerLoss.Is(isClosed, exception)
                || BrokerLoss.IsMissingQueue(exception) => null,
            _ => new Malformed($"it cannot be processed ({exception.GetType().Name})", null),
        };

    private static bool IsLocked(ShutdownEventArgs reason) =>
        reason.ReplyCode == Constants.ResourceLocked
        || (reason.ReplyCode == Constants.AccessRefused
            && reason.ReplyText.Contains("exclusive"));

    private static Malformed? Fault(BrokerSession session, Exception exception, CancellationToken cancellation) =>
        Fault(session.Closed.IsCancellationRequested, exception, cancellation);

    private async Task<TakenChunk?> TakeAsync(
        BrokerSession session, BasicDeliverEventArgs delivery, Func<WorkChunk, bool> isFinished,
        CancellationToken cancellation)
    {
        var chunk = Read(delivery);
        var deaths = chunk.Deaths + ChunkConsumer.EarlierDeliveries(delivery);
        if (await HeaderAsync(session, chunk, cancellation) is not { } header
            || isFinished(chunk)) return null;

        if (deaths >= WorkerOptions.Tries)
        {
            // The broker does not count expired leases.
            await session.PublishAsync(BrokerNames.Broken(options.Version), delivery.Body.ToArray(), cancellation);
            return null;
        }

        if (!await log.NoteAsync(session, chunk, begun: true, cancellation))
        {
            memory.Forget(chunk.Batch);
            return null;
        }

        if (!await memory.IsCanceledAsync(session, chunk.Batch, cancellation))
        {
            return new TakenChunk(chunk, header, deaths);
        }

        await log.NoteAsync(session, chunk, begun: false, cancellation);
        return null;
    }
}

internal sealed record TakenChunk(WorkChunk Chunk, BatchHeader Header, int Deaths);

/// <summary>Moves messages that cannot be processed to the queue of dead messages, with a warning in both
/// logs.</summary>
internal sealed class DeadLetters(WorkerHost host)
{
    /// <summary>Copies a message to the dead messages. Warns and returns false if the queue accepts none, for example
    /// because a policy limits its length: the batch then goes on without the copy.</summary>
    public async Task<bool> CopyAsync(BrokerSession session, byte[] body, CancellationToken cancellation)
    {
        try
        {
            await session.PublishAsync(BrokerNames.Dead, body, cancellation);
            return true;
        }
        catch (PublishException) when (!session.Closed.IsCancellationRequested)
        {
            host.Report(new WorkerMessage(
                true, $"The queue '{BrokerNames.Dead}' of the broker '{session.Address.Name}' accepts no messages."));
            return false;
        }
    }

    /// <summary>Copies a malformed message to the dead messages; the caller releases the original.</summary>
    public async Task MoveAsync(BrokerSession session, byte[] body, Malformed why, CancellationToken cancellation)
    {
        var of = why.Batch is { } id ? $" of batch '{id}'" : "";
        var text = await CopyAsync(session, body, cancellation)
            ? $"Moved a malformed message{of} to '{BrokerNames.Dead}': {why.Reason}."
            : $"Skipped a malformed message{of}: {why.Reason}.";
        host.Report(new WorkerMessage(true, text));
        if (why.Batch is not { } batch
            || await session.StateAsync(BrokerNames.Log(batch), cancellation) is null)
        {
            return;
        }

        try
        {
            await session.PublishAsync(
                BrokerNames.Log(batch), MessageJson.Write(new BatchRecord { Warning = text }), cancellation);
        }
        catch (Exception e) when (BrokerLoss.IsMissingQueue(e))
        {
            // The data of the batch was deleted in the meantime.
        }
    }
}
