using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Workers.Work;

/// <summary>
/// A database that one worker writes at a time, and that is open only then: a file on a shared folder has no other lock that all systems
/// keep.
/// </summary>
/// <param name="open">Opens the database.</param>
/// <param name="takeTurn">Waits until it is this worker's turn, which ends when what it gives is disposed; null: no turns.</param>
internal sealed class TurnStore(Func<IMeasurementStore> open, Func<IDisposable>? takeTurn) : IMeasurementStore
{
    private IMeasurementStore? _store;
    private Func<IMeasurementStore, IReadOnlyCollection<StoredChannel>>? _begin;

    /// <inheritdoc/>
    public TimeSpan Elapsed { get; private set; }

    /// <inheritdoc/>
    public long Rows { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyCollection<StoredChannel> Begin(RunRecord run, PlateMap? map = null)
    {
        _begin = store => store.Begin(run, map);
        return InTurn(store => store.Begin(run, map));
    }

    /// <inheritdoc/>
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

    /// <inheritdoc/>
    public void Remove(IReadOnlyCollection<StoredChannel> gone) => InTurn(store =>
    {
        if (takeTurn is not null)
        {
            _begin!(store);
        }

        store.Remove(gone);
        return true;
    });

    /// <inheritdoc/>
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
