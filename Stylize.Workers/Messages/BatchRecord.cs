namespace Stylize.Workers.Messages;

/// <summary>One record of a batch's log, which stays until the batch is forgotten. Exactly one of the properties is given.</summary>
internal sealed record BatchRecord
{
    /// <summary>The first record.</summary>
    public BatchHeader? Header { get; init; }

    /// <summary>All chunks are on the queue.</summary>
    public bool Sealed { get; init; }

    /// <summary>A worker has begun a chunk.</summary>
    public ChunkNote? Begun { get; init; }

    /// <summary>A worker has ended a chunk, given back the rest, or dropped it because the batch was taken back.</summary>
    public ChunkNote? Ended { get; init; }

    /// <summary>Units that are done.</summary>
    public IReadOnlyList<UnitResult>? Results { get; init; }

    /// <summary>What was not begun has been taken back.</summary>
    public bool Cancelled { get; init; }

    /// <summary>A sentence about the batch for whoever watches it, such as about a message that could not be read.</summary>
    public string? Warning { get; init; }

    /// <summary>A mark by which a reader knows the end.</summary>
    public string? Mark { get; init; }
}

/// <param name="Chunk">The chunk's number.</param>
/// <param name="Worker">The worker's name: host and process.</param>
internal sealed record ChunkNote(int Chunk, string Worker);
