using RabbitMQ.Client.Exceptions;
using RabbitMQ.Client;
using Stylize.Engine.Segmentation.Wells;
using Stylize.Engine;
using Stylize.Workers.Broker;

namespace Stylize.Workers.Work;

/// <summary>Gives databases that one worker writes at a time: who holds the message of a queue has the turn.</summary>
internal sealed class DatabaseTurns(WorkerHost host)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    public BrokerSession? Session { get; set; }

    public TurnStore Open(string batch, string database, CancellationToken cancellation) => new(
        () => host.Open(database),
        host.IsShared(database) ? null : () => TakeAsync(batch, cancellation).GetAwaiter().GetResult());

    private async Task<IDisposable> TakeAsync(string batch, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (Session is { } session && await TryTakeAsync(session, batch, cancellation).ConfigureAwait(false) is { } turn)
                {
                    return turn;
                }
            }
            catch (Exception e)
                when (e is AlreadyClosedException or OperationInterruptedException or IOException or ObjectDisposedException)
            {
                // The worker is about to connect again.
            }

            await Task.Delay(Interval * (1 + Random.Shared.NextDouble()), cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<Turn?> TryTakeAsync(BrokerSession session, string batch, CancellationToken cancellation)
    {
        var channel = await session.ChannelAsync(cancellation).ConfigureAwait(false);
        try
        {
            // A batch that was forgotten in between, or never had one.
            if (await session.StateAsync(BrokerNames.Database(batch), cancellation).ConfigureAwait(false) is null)
            {
                throw new StylizeException(
                    StylizeError.TargetUnwritable, "Database",
                    $"The broker has no queue '{BrokerNames.Database(batch)}' for turns to write.",
                    "Submit the batch again.");
            }

            if (await channel.BasicGetAsync(BrokerNames.Database(batch), autoAck: false, cancellation).ConfigureAwait(false) is not null)
            {
                return new Turn(channel);
            }
        }
        catch
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await channel.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    private sealed class Turn(IChannel channel) : IDisposable
    {
        public void Dispose() => Task.Run(async () => await channel.DisposeAsync().ConfigureAwait(false)).GetAwaiter().GetResult();
    }
}

/// <summary>A database that one worker writes at a time, and that is open only then.</summary>
internal sealed class TurnStore(Func<IMeasurementStore> open, Func<IDisposable>? takeTurn) : IMeasurementStore
{
    private IMeasurementStore? _store;
    private Func<IMeasurementStore, IReadOnlyCollection<StoredChannel>>? _begin;

    public TimeSpan Elapsed { get; private set; }

    public long Rows { get; private set; }

    public IReadOnlyCollection<StoredChannel> Begin(RunRecord run, PlateMap? map = null)
    {
        _begin = store => store.Begin(run, map);
        return InTurn(store => store.Begin(run, map));
    }

    public void Write(WellResult well) => InTurn(store =>
    {
        if (takeTurn is not null)
        {
            _begin!(store);
        }

        var (elapsed, rows) = (store.Elapsed, store.Rows);
        store.Write(well);
        Elapsed += store.Elapsed - elapsed;
        Rows += store.Rows - rows;
        return true;
    });

    public void Remove(IReadOnlyCollection<StoredChannel> gone) => InTurn(store =>
    {
        if (takeTurn is not null)
        {
            _begin!(store);
        }

        store.Remove(gone);
        return true;
    });

    public void Dispose() => Close();

    private T InTurn<T>(Func<IMeasurementStore, T> work)
    {
        using var turn = takeTurn?.Invoke();
        try
        {
            return work(_store ??= open());
        }
        finally
        {
            if (turn is not null)
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
