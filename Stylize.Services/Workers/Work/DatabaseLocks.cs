using RabbitMQ.Client.Exceptions;
using Stylize.Workers.Broker;

namespace Stylize.Workers.Work;

/// <summary>Locks databases that only one worker may write at a time. The holder of the message in a queue has the
/// lock.</summary>
internal sealed class DatabaseLocks(WorkerHost host)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public BrokerSession? Session { get; set; }

    public LockedStore Open(string batch, string database, CancellationToken cancellation) => new(
        () => host.Open(database),
        host.IsShared(database) ? null : () => LockAsync(batch, cancellation).GetAwaiter().GetResult());

    private async Task<IDisposable> LockAsync(string batch, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (Session is { } session
                    && await TryLockAsync(session, batch, cancellation) is { } held)
                {
                    return held;
                }
            }
            catch (Exception e)
                when (e is AlreadyClosedException or OperationInterruptedException or IOException
                    or ObjectDisposedException)
            {
                // The worker is reconnecting.
            }

            await Task.Delay(Interval * (1 + Random.Shared.NextDouble()), cancellation);
        }
    }

    private static async Task<DatabaseLock?> TryLockAsync(
        BrokerSession session, string batch, CancellationToken cancellation)
    {
        var channel = await session.ChannelAsync(cancellation);
        try
        {
            // The data of the batch was deleted, or the batch has no database.
            if (await session.StateAsync(BrokerNames.Database(batch), cancellation) is null)
            {
                throw Errors.NoLock.With("Database", BrokerNames.Database(batch));
            }

            if (await channel.BasicGetAsync(BrokerNames.Database(batch), autoAck: false, cancellation) is not null)
            {
                return new DatabaseLock(channel);
            }
        }
        catch
        {
            await channel.DisposeAsync();
            throw;
        }

        await channel.DisposeAsync();
        return null;
    }

    private sealed class DatabaseLock(IChannel channel) : IDisposable
    {
        public void Dispose() =>
            Task.Run(async () => await channel.DisposeAsync()).GetAwaiter().GetResult();
    }
}

/// <summary>A database that only one worker may write at a time. It is open only while this worker has the
/// lock.</summary>
internal sealed class LockedStore(Func<IMeasurementStore> open, Func<IDisposable>? takeLock) : IMeasurementStore
{
    private IMeasurementStore? _store;
    private Func<IMeasurementStore, IReadOnlyCollection<StoredChannel>>? _begin;

    public TimeSpan Elapsed { get; private set; }

    public long Rows { get; private set; }

    public IReadOnlyCollection<StoredChannel> Begin(RunRecord run, PlateMap? map = null)
    {
        _begin = store => store.Begin(run, map);
        return WithLock(_begin);
    }

    public void Write(WellResult well) => WithRun(store =>
    {
        var (elapsed, rows) = (store.Elapsed, store.Rows);
        store.Write(well);
        Elapsed += store.Elapsed - elapsed;
        Rows += store.Rows - rows;
    });

    public void Judge(IReadOnlyCollection<JudgedChannel> judged) => WithRun(store => store.Judge(judged));

    public void Remove(IReadOnlyCollection<StoredChannel> removed) => WithRun(store => store.Remove(removed));

    public void Dispose() => Close();

    private void WithRun(Action<IMeasurementStore> work) => WithLock(store =>
    {
        if (takeLock is not null)
        {
            _begin!(store);
        }

        work(store);
        return true;
    });

    private T WithLock<T>(Func<IMeasurementStore, T> work)
    {
        using var held = takeLock?.Invoke();
        try
        {
            return work(_store ??= open());
        }
        finally
        {
            if (held is not null)
            {
                Close();
            }
        }
    }

    private void Close()
    {
        _store?.Dispose();
        _store = null;
    }
}
