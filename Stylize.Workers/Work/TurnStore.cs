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

    /// <inheritdoc/>
    public TimeSpan Elapsed { get; private set; }

    /// <inheritdoc/>
    public long Rows { get; private set; }

    /// <inheritdoc/>
    public void Write(WellMeasurement measurement)
    {
        using var turn = takeTurn?.Invoke();
        try
        {
            _store ??= open();
            var (elapsed, rows) = (_store.Elapsed, _store.Rows);
            _store.Write(measurement);
            Elapsed += _store.Elapsed - elapsed;
            Rows += _store.Rows - rows;
        }
        finally
        {
            if (turn is not null)
            {
                Close();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private void Close()
    {
        _store?.Dispose();
        _store = null;
    }
}
