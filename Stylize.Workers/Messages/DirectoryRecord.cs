namespace Stylize.Workers.Messages;

/// <summary>One record of the list of all batches.</summary>
/// <param name="Id">The batch's id.</param>
/// <param name="Operation">Its operation as the command line spells it.</param>
/// <param name="Queue">The queue that its chunks went to.</param>
/// <param name="Version">The version of Stylize that submitted it.</param>
/// <param name="Submitted">When, in UTC.</param>
internal sealed record DirectoryRecord(string Id, string Operation, string Queue, string Version, DateTime Submitted)
{
    /// <summary>True in the record by which the batch leaves the list.</summary>
    public bool Forgotten { get; init; }

    /// <summary>True in a record by which a reader knows the end.</summary>
    public bool Mark { get; init; }
}
