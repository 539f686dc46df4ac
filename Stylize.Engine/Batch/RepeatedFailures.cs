namespace Stylize.Engine.Batch;

/// <summary>
/// Failures that many inputs of a run share, such as a folder that cannot be written: the first is told, the others are counted. For one
/// thread.
/// </summary>
public sealed class RepeatedFailures
{
    private readonly HashSet<(StylizeError, string)> _told = [];

    /// <summary>Inputs whose failure had been told before.</summary>
    public int Count { get; private set; }

    /// <summary>One sentence about the inputs that are counted; null where there is none.</summary>
    public string? Summary => Count switch
    {
        0 => null,
        1 => "One more input failed for a reason that is told above.",
        _ => $"{Count} more inputs failed for reasons that are told above.",
    };

    /// <summary>True the first time that a failure of this kind and wording comes.</summary>
    public bool IsNew(StylizeException failure)
    {
        if (_told.Add((failure.Error, failure.Message)))
        {
            return true;
        }

        Count++;
        return false;
    }
}
