namespace Stylize.Workers.Messages;

/// <summary>The message that a worker takes: some units of a batch. What is done to them is in the batch's first record.</summary>
/// <param name="Batch">The batch's id.</param>
/// <param name="Number">Place among the chunks of the batch, from 0.</param>
/// <param name="Units">In the order of the batch.</param>
internal sealed record WorkChunk(string Batch, int Number, IReadOnlyList<WorkUnit> Units)
{
    /// <summary>True where some of it may have been done already, so that what is there is current or made again.</summary>
    public bool Again { get; init; }

    /// <summary>Workers that had ended over it before this message was written; the broker counts those since.</summary>
    public int Deaths { get; init; }
}
