namespace Stylize.Engine.DotArt.Ordering;

/// <summary>
/// The changes of a path since they were cleared, so that they can be taken back, and how much shorter the path became by them.
/// </summary>
internal sealed unsafe class TourChanges
{
    private readonly List<(int From, int To, int KeptAt)> _changes = [];
    private int[] _kept = new int[1024];
    private int _used;

    /// <summary>How much shorter the path became by moves, pixels.</summary>
    public float Gain { get; private set; }

    /// <summary>Forgets all changes.</summary>
    public void Clear()
    {
        _changes.Clear();
        _used = 0;
        Gain = 0;
    }

    /// <summary>Adds the gain of a move.</summary>
    public void AddGain(float gain) => Gain += gain;

    /// <summary>Records that the places [from, to] were reversed.</summary>
    public void Reversed(int from, int to) => _changes.Add((from, to, -1));

    /// <summary>Records what is at the places [from, to] before they change.</summary>
    public void Keep(int* order, int from, int to)
    {
        var length = to - from + 1;
        if (_used + length > _kept.Length)
        {
            Array.Resize(ref _kept, Math.Max(_used + length, 2 * _kept.Length));
        }

        new ReadOnlySpan<int>(order + from, length).CopyTo(_kept.AsSpan(_used));
        _changes.Add((from, to, _used));
        _used += length;
    }

    /// <summary>Takes the latest change off.</summary>
    /// <param name="from">First place that changed.</param>
    /// <param name="to">Last place that changed.</param>
    /// <param name="kept">What was there; null where they were reversed.</param>
    /// <returns>False where there is none left.</returns>
    public bool TryTake(out int from, out int to, out int[]? kept)
    {
        kept = null;
        (from, to) = (0, 0);
        if (_changes.Count == 0)
        {
            return false;
        }

        (from, to, var at) = _changes[^1];
        _changes.RemoveAt(_changes.Count - 1);
        kept = at < 0 ? null : _kept[at..(at + to - from + 1)];
        return true;
    }
}
