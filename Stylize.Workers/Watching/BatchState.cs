using Stylize.Workers.Messages;

namespace Stylize.Workers.Watching;

/// <summary>What the records of a batch's log add up to.</summary>
internal sealed class BatchState
{
    private readonly HashSet<int> _done = [];
    private readonly Dictionary<int, string> _active = [];
    private bool _sealed;

    public BatchHeader? Header { get; private set; }

    /// <summary>Units of which there is a result, failed ones included.</summary>
    public int Done => _done.Count;

    public int Failed { get; private set; }

    public bool Canceled { get; private set; }

    public int Workers => _active.Values.Distinct().Count();

    /// <summary>True if nothing more will come: all is done, or what was not begun was taken back.</summary>
    public bool HasEnded => Header is { } header && ((_sealed && Done == header.Units) || (Canceled && _active.Count == 0));

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

        var fresh = results
            .Where(result => result.Index < (Header?.Units ?? int.MaxValue) && _done.Add(result.Index)).ToList();
        Failed += fresh.Count(result => result.Failures.Count > 0);
        return fresh;
    }
}
