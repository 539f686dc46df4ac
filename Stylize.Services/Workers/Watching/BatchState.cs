using Stylize.Workers.Messages;

namespace Stylize.Workers.Watching;

internal sealed class BatchState
{
    private readonly HashSet<int> _done = [];
    private readonly Dictionary<int, string> _active = [];
    private bool _sealed;

    public BatchHeader? Header { get; private set; }

    /// <summary>The number of units with a result, including failed ones.</summary>
    public int Done => _done.Count;

    public int Failed { get; private set; }

    public bool Canceled { get; private set; }

    public int Workers => _active.Values.Distinct().Count();

    /// <summary>True if all units have a result, or if the batch was canceled and no chunk is in progress.</summary>
    public bool HasEnded =>
        Header is { } header && ((_sealed && Done == header.Units) || (Canceled && _active.Count == 0));

    public IReadOnlyList<UnitResult> Add(BatchRecord record)
    {
        Header ??= record.Header;
        _sealed |= record.Sealed;
        Canceled |= record.Canceled;
        if (record.Begun is { } begun)
        {
            _active[begun.Chunk] = begun.Worker;
        }

        if (record.Ended is { } ended)
        {
            _active.Remove(ended.Chunk);
        }

        if (record.Results is not { } results) return [];

        var added = results
            .Where(result => result.Index < (Header?.Units ?? int.MaxValue) && _done.Add(result.Index)).ToList();
        Failed += added.Count(result => result.Failures.Count > 0);
        return added;
    }
}
