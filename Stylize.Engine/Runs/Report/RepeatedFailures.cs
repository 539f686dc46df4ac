namespace Stylize.Engine.Runs.Report;

/// <summary>
/// Failures that many inputs of a run share, such as a folder that cannot be written: a console shows the first and counts the others. For
/// one thread.
/// </summary>
/// <param name="kind">An input in a word, such as "file".</param>
public sealed class RepeatedFailures(string kind)
{
    private readonly Dictionary<(StylizeError, string), int> _repeats = [];

    /// <summary>One sentence about the failures that were not shown; null if all were.</summary>
    public string? Summary
    {
        get
        {
            var count = _repeats.Values.Sum();
            var inputs = count == 1 ? $"1 more {kind}" : $"{count} more {kind}s";
            return count == 0 ? null : _repeats.Count == 1
                ? $"{inputs} failed for the same reason."
                : $"{inputs} failed for reasons shown above.";
        }
    }

    /// <summary>Returns true the first time that a failure of this kind and wording comes.</summary>
    public bool IsNew(StylizeException failure)
    {
        var reason = (failure.Error, failure.Message);
        if (_repeats.TryAdd(reason, 0))
        {
            return true;
        }

        _repeats[reason]++;
        return false;
    }
}
