using Stylize.Workers.Broker;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Watching;

/// <summary>Lists and cancels the batches of a broker, and deletes their results.</summary>
/// <param name="warn">Receives a warning for each skipped record, from any thread.</param>
public sealed class Batches(BrokerAddress address, Action<string>? warn = null)
{
    private readonly Action<string> _warn = warn ?? (_ => { });

    /// <summary>Lists the batches, in the order of submission.</summary>
    /// <exception cref="StylizeException">DependencyMissing: the broker does not answer or rejects the
    /// request.</exception>
    public Task<IReadOnlyList<BatchListing>> ListAsync(CancellationToken cancellation) => WithSessionAsync(
        async session =>
        {
            if (await session.StateAsync(BrokerNames.Directory, cancellation).ConfigureAwait(false) is null) return [];

            var list = new List<BatchListing>();
            foreach (var entry in await BatchDirectory.EntriesAsync(session, _warn, cancellation).ConfigureAwait(false))
            {
                if (await StateAsync(session, entry.Id, cancellation)
                    .ConfigureAwait(false) is { Header: { } header } state)
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
    /// <exception cref="StylizeException">OptionInvalid: the batch does not exist. DependencyMissing: the broker does
    /// not answer.</exception>
    public Task<int> CancelAsync(string id, CancellationToken cancellation) => WithSessionAsync(
        async session =>
        {
            var state = await RequireAsync(session, id, cancellation).ConfigureAwait(false);
            if (state.HasEnded) return 0;

            await session.CancelAsync(id, cancellation).ConfigureAwait(false);
            return state.Header!.Units - state.Done;
        },
        cancellation);

    /// <summary>Deletes the data of a batch from the broker.</summary>
    /// <exception cref="StylizeException">OptionInvalid: the batch does not exist, or has neither ended nor been
    /// canceled. DependencyMissing:
    /// the broker does not answer.</exception>
    public Task ForgetAsync(string id, CancellationToken cancellation) => WithSessionAsync(
        async session =>
        {
            var state = await RequireAsync(session, id, cancellation).ConfigureAwait(false);
            if (!state.HasEnded && !state.Canceled) throw Errors.BatchRuns.With(null, id);

            await session.CloseAsync(id, cancellation).ConfigureAwait(false);
            var header = state.Header!;
            var removal =
                new DirectoryRecord(id, header.Work.Operation, header.Queue, "", DateTime.UtcNow) { Forgotten = true };
            await session.PublishAsync(BrokerNames.Directory, MessageJson.Write(removal), cancellation)
                .ConfigureAwait(false);
            await session.DeleteAsync(BrokerNames.Database(id), cancellation).ConfigureAwait(false);
            await session.DeleteAsync(BrokerNames.Log(id), cancellation).ConfigureAwait(false);
            return 0;
        },
        cancellation);

    private static string Word(BatchState state) =>
        state.Canceled ? "Canceled" : state.HasEnded ? "Ended" : state.Workers > 0 ? "Working" : "Waiting";

    private async Task<BatchState> RequireAsync(BrokerSession session, string id, CancellationToken cancellation) =>
        await StateAsync(session, id, cancellation).ConfigureAwait(false) is { Header: not null } state
            ? state
            : throw Errors.NoBatch.With(null, id, address.Name);

    private async Task<BatchState?> StateAsync(BrokerSession session, string id, CancellationToken cancellation)
    {
        var state = new BatchState();
        await foreach (var message in LogReader.ReadBatchAsync(session, id, cancellation).ConfigureAwait(false))
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
        var session = await BrokerSession.OpenAsync(address, "batches", cancellation).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            try
            {
                return await work(session).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not StylizeException && !cancellation.IsCancellationRequested)
            {
                throw BrokerFailure.From(address, e);
            }
        }
    }
}
