using System.Text.Json.Serialization;
using System.Text.Json;

namespace Stylize.Workers.Messages;

/// <summary>Messages as JSON in UTF-8; written by generated code, so that nothing is found out by reflection at run time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(WorkChunk))]
[JsonSerializable(typeof(BatchRecord))]
[JsonSerializable(typeof(DirectoryRecord))]
internal sealed partial class MessageJson : JsonSerializerContext
{
    public static byte[] Write(WorkChunk chunk) => JsonSerializer.SerializeToUtf8Bytes(chunk, Default.WorkChunk);

    public static byte[] Write(BatchRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Default.BatchRecord);

    public static byte[] Write(DirectoryRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Default.DirectoryRecord);
}

/// <summary>The first record of a batch: everything that its chunks have in common.</summary>
/// <param name="Id">The batch's id.</param>
/// <param name="Work">What is done to each unit.</param>
/// <param name="Units">Number of units.</param>
internal sealed record BatchHeader(string Id, CarriedOptions Work, int Units)
{
    /// <summary>The queue that its chunks go to.</summary>
    public string Queue { get; init; } = "";

    /// <summary>True where files that were there at the submission are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>True where only what is missing or out of date is made.</summary>
    public bool Update { get; init; }

    /// <summary>Longest time of one file in seconds; null for no limit.</summary>
    public double? FileTimeLimit { get; init; }

    /// <summary>True where outputs do not say how they were made.</summary>
    public bool NoProvenance { get; init; }

    /// <summary>Largest number of pixels of an input; null for the default of what reads it.</summary>
    public long? MaxPixels { get; init; }

    /// <summary>
    /// What was wrong with the inputs as a whole, such as files whose names fit no tile; each makes the batch one with failures.
    /// </summary>
    public IReadOnlyList<UnitFailure> Problems { get; init; } = [];

    /// <summary>Lines about the inputs as a whole.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Of a plate; null for a batch of files.</summary>
    public PlateHeader? Plate { get; init; }
}

/// <summary>What the wells of a plate have in common.</summary>
/// <param name="Tiles">Full paths of all tiles, because the layout of a montage and some thresholds depend on all.</param>
/// <param name="Destination">Full path of the folder for the results.</param>
/// <param name="Database">Full path of an SQLite file, or a connection string without a password; null for the usual file.</param>
internal sealed record PlateHeader(IReadOnlyList<string> Tiles, string Destination, string? Database);

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

/// <summary>What became of one unit.</summary>
/// <param name="Index">The unit's place in the batch.</param>
/// <param name="Source">The unit's source as the batch knows it.</param>
internal sealed record UnitResult(int Index, string Source)
{
    /// <summary>Files that were made; none where the unit failed.</summary>
    public IReadOnlyList<UnitOutput> Outputs { get; init; } = [];

    /// <summary>Why it failed; for a well also what is missing of it.</summary>
    public IReadOnlyList<UnitFailure> Failures { get; init; } = [];

    /// <summary>Warnings and detail.</summary>
    public IReadOnlyList<UnitMessage> Messages { get; init; } = [];

    /// <summary>Seconds from the start of the unit's work to its result.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds of each phase.</summary>
    public IReadOnlyList<UnitPhase> Phases { get; init; } = [];
}

/// <summary>A file that was made.</summary>
/// <param name="Path">Full path as the batch knows it.</param>
/// <param name="SideFiles">Full paths of the files beside it.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Summary">What the operation has to say; see <see cref="ReportedValue"/>.</param>
internal sealed record UnitOutput(string Path, IReadOnlyList<string> SideFiles, int Width, int Height, JsonElement Summary)
{
    /// <summary>True for a file that an update left untouched.</summary>
    public bool IsCurrent { get; init; }
}

/// <summary>A failure as a message carries it.</summary>
/// <param name="Error">Name of the <see cref="Engine.StylizeError"/>.</param>
/// <param name="Target">Path or parameter that it is about.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Advice">What to do next.</param>
internal sealed record UnitFailure(string Error, string? Target, string Message, string? Advice);

/// <param name="IsWarning">True for a warning, false for detail.</param>
/// <param name="Text">One line.</param>
internal sealed record UnitMessage(bool IsWarning, string Text);

/// <param name="Name">Name of the phase.</param>
/// <param name="Seconds">Wall time.</param>
internal sealed record UnitPhase(string Name, double Seconds);

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

/// <summary>What is done as one: a file, or a well at a timepoint.</summary>
/// <param name="Index">Place in the batch, from 0.</param>
/// <param name="Source">Full path of the input in the batch; of a well its name.</param>
/// <param name="Target">Full path of the file to write; null for a well.</param>
internal sealed record WorkUnit(int Index, string Source, string? Target = null);

/// <summary>An operation as a message carries it.</summary>
/// <param name="Operation">Its name as the command line spells it, such as "gaussian encode".</param>
/// <param name="Words">The options that differ from a new record's, by name.</param>
internal sealed record CarriedOptions(string Operation, IReadOnlyDictionary<string, string[]> Words);

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
