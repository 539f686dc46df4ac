using Stylize.Workers.Broker;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Watching;

/// <summary>Lists and cancels the batches of a broker, and deletes their results.</summary>
/// <param name="warn">Receives a warning for each skipped record, from any thread.</param>
internal sealed class Batches(BrokerAddress address, Action<string>? warn = null)
{
    private readonly Action<string> _warn = warn ?? (_ => { });

    /// <summary>Lists the batches, in the order of submission.</summary>
    /// <exception cref="StylizeException">ConnectionFailed: the broker does not answer or rejects the
    /// request.</exception>
    public Task<IReadOnlyList<BatchListing>> ListAsync(CancellationToken cancellation) => WithSessionAsync(
        async session =>
        {
            if (await session.StateAsync(BrokerNames.Directory, cancellation) is null) return [];

            var list = new List<BatchListing>();
            foreach (var entry in await BatchDirectory.EntriesAsync(session, _warn, cancellation))
            {
                if (await StateAsync(session, entry.Id, cancellation) is { Header: { } header } state)
                {
                    list.Add(new BatchListing(
                        entry.Id, entry.Operation, entry.Submitted, Word(state), header.Units,
                        state.Done - state.Failed, state.Failed, header.Units - state.Done, entry.Version));
                }
            }

            return (IReadOnlyList<BatchListing>)list;
        },
        cancellation);

    /// <summary>Cancels the chunks that no worker has started. Chunks in progress are completed.</summary>
    /// <returns>The number of units without a result.</returns>
    /// <exception cref="StylizeException">OptionInvalid: the batch does not exist. ConnectionFailed: the broker does
    /// not answer.</exception>
    public Task<int> CancelAsync(string id, CancellationToken cancellation) => WithSessionAsync(
        async session =>
        {
            var state = await RequireAsync(session, id, cancellation);
            if (state.HasEnded) return 0;

            await session.CancelAsync(id, cancellation);
            return state.Header!.Units - state.Done;
        },
        cancellation);

    /// <summary>Deletes the data of a batch from the broker.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the batch does not exist, or has neither ended nor been
    /// canceled. ConnectionFailed:
    /// the broker does not answer.</exception>
    public Task ForgetAsync(string id, CancellationToken cancellation) => WithSessionAsync(
        async session =>
        {
            var state = await RequireAsync(session, id, cancellation);
            if (!state.HasEnded && !state.Canceled) throw Errors.BatchRuns.With(null, id);

            await session.CloseAsync(id, cancellation);
            var header = state.Header!;
            var removal =
                new DirectoryRecord(id, header.Work.Operation, header.Queue, "", DateTime.UtcNow) { Forgotten = true };
            await session.PublishAsync(BrokerNames.Directory, MessageJson.Write(removal), cancellation);
            await session.DeleteAsync(BrokerNames.Database(id), cancellation);
            await session.DeleteAsync(BrokerNames.Log(id), cancellation);
            return 0;
        },
        cancellation);

    private static string Word(BatchState state) =>
        state.Canceled ? "Canceled" : state.HasEnded ? "Ended" : state.Workers > 0 ? "Working" : "Waiting";

    private async Task<BatchState> RequireAsync(BrokerSession session, string id, CancellationToken cancellation) =>
        await StateAsync(session, id, cancellation) is { Header: not null } state
            ? state
            : throw Errors.NoBatch.With(null, id, address.Name);

    private async Task<BatchState?> StateAsync(BrokerSession session, string id, CancellationToken cancellation)
    {
        var state = new BatchState();
        await foreach (var message in LogReader.ReadBatchAsync(session, id, cancellation))
        {
            if (message.Record(id, _warn) is { } record)
            {
                state.Add(record);
            }
        }

        return state;
    }

    private async Task<T> WithSessionAsync<T>(Func<BrokerSession, Task<T>> work, CancellationToken cancellation)
    {
        await using var session = await BrokerSession.OpenAsync(address, "batches", cancellation);
        try
        {
            return await work(session);
        }
        catch (Exception e) when (e is not StylizeException && !cancellation.IsCancellationRequested)
        {
            throw BrokerFailure.From(address, e);
        }
    }
}
