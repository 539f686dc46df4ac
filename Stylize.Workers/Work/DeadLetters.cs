using Stylize.Workers.Broker;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Work;

/// <summary>
/// Moves messages that cannot be worked on to the queue for people to look at: the message as it was, one line in the worker's log, and one
/// in that of the batch if the message names a batch that exists.
/// </summary>
internal sealed class DeadLetters(WorkerHost host)
{
    /// <summary>Moves a message; the caller lets the original go.</summary>
    /// <param name="session">The broker.</param>
    /// <param name="body">The message as it came.</param>
    /// <param name="why">Why it is not worked on.</param>
    /// <param name="cancellation">Ends the sending.</param>
    public async Task MoveAsync(BrokerSession session, byte[] body, Malformed why, CancellationToken cancellation)
    {
        var text = $"Moved a malformed message{(why.Batch is { } id ? $" of batch '{id}'" : "")} to '{BrokerNames.Dead}': {why.Reason}.";
        host.Tell(new WorkerMessage(true, text));
        await session.PublishAsync(BrokerNames.Dead, body, cancellation).ConfigureAwait(false);
        if (why.Batch is not { } batch
            || await session.StateAsync(BrokerNames.Log(batch), cancellation).ConfigureAwait(false) is null)
        {
            return;
        }

        try
        {
            await session.PublishAsync(BrokerNames.Log(batch), MessageJson.Write(new BatchRecord { Warning = text }), cancellation)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (BrokerLoss.IsMissingQueue(e))
        {
            // The batch has been forgotten in between.
        }
    }
}
