namespace Stylize.Engine.Runs.Report;

/// <summary>What a run would do with an item.</summary>
public readonly record struct ItemOutlook
{
    /// <summary>True if the item's files are up to date, so that an update leaves them untouched.</summary>
    public bool IsCurrent { get; init; }

    /// <summary>Why the item would fail; null if its files would be written.</summary>
    public StylizeException? Failure { get; init; }

    /// <summary>True if the item's files would be written.</summary>
    public bool IsWritten => !IsCurrent && Failure is null;
}
