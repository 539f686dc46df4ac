namespace Stylize.Engine.Runs.Report;

/// <summary>Counts the items with equal failures, of which a display shows only the first. For one thread.</summary>
internal sealed class RepeatedFailures(string kind)
{
    private readonly Dictionary<(StylizeError, string), RepeatedFailure> _failures = [];
    private readonly List<string> _existing = [];
    private bool _isOfItems;

    /// <summary>The failures that several items share.</summary>
    public IEnumerable<RepeatedFailure> Shared => _failures.Values.Where(failure => failure.Others.Count > 0);

    /// <summary>A sentence about the failures that were not shown; null if all were.</summary>
    public string? Summary
    {
        get
        {
            var count = Shared.Sum(failure => failure.Others.Count);
            var inputs = Plural.WithCount(count, $"more {(_isOfItems ? kind : "input")}");
            var names = _existing.Count > 0 ? $": {string.Join(", ", _existing)}" : "";
            return count == 0 ? null : _failures.Count == 1
                ? $"{inputs} failed for the same reason{names}."
                : $"{inputs} failed for reasons shown above{names}.";
        }
    }

    /// <summary>Returns true for the first failure with this identifier and cause.</summary>
    /// <param name="source">The name of the failed item; null for the target of the failure. Several failures of an
    /// item count once.</param>
    public bool IsNew(StylizeException failure, string? source = null)
    {
        var reason = (failure.Error, failure.Cause ?? failure.Message);
        var item = source ?? failure.Target ?? "";
        if (_failures.TryAdd(reason, new RepeatedFailure(failure, item))) return true;

        var known = _failures[reason];
        if (item == known.Item || !known.Others.Add(item)) return false;

        var exists = failure.Error == StylizeError.TargetExists;
        if (exists && source is not null) _existing.Add(source);
        _isOfItems |= exists || failure.Error == StylizeError.TargetUnwritable || failure.Cause is null;
        return false;
    }
}

/// <summary>A failure that items of a run share.</summary>
/// <param name="First">The failure of the first item.</param>
/// <param name="Item">The first item.</param>
internal sealed record RepeatedFailure(StylizeException First, string Item)
{
    /// <summary>The other items.</summary>
    public HashSet<string> Others { get; } = [];
}
