namespace Stylize.Engine.Runs.Runner;

/// <summary>One item of a batch: an image file, a well of a plate, or whatever else is worked on as a unit.</summary>
public interface IBatchItem
{
    /// <summary>An item in a word, for messages that count items.</summary>
    static virtual string Kind => "file";

    /// <summary>The item's name in results, messages, failures and progress; for a file its full path.</summary>
    string Source { get; }

    /// <summary>
    /// Tells whether the item can be begun; called on a worker's thread before the memory estimate. Work that only its own run can judge
    /// need not be checked here.
    /// </summary>
    /// <exception cref="StylizeException">The item cannot be done; the failure becomes the item's result.</exception>
    void Check()
    {
    }
}
