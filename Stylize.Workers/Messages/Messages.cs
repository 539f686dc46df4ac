using System.Text.Json.Serialization;
using System.Text.Json;
using Stylize.Engine.Runs.Runner;
using Stylize.Engine.Runs.Targets;

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
internal sealed record BatchHeader(string Id, CarriedOptions Work, int Units)
{
    public string Queue { get; init; } = "";

    /// <summary>What is replaced, and what outputs say of how they were made. Units name where they go.</summary>
    public TargetOptions Targets { get; init; } = new();

    public double? FileTimeLimit { get; init; }

    /// <summary>Largest number of pixels of an input; null for the default of what reads it.</summary>
    public long? MaxPixels { get; init; }

    /// <summary>What was wrong with the inputs as a whole, such as files whose names fit no tile.</summary>
    public IReadOnlyList<UnitFailure> Problems { get; init; } = [];

    /// <summary>Lines about the inputs as a whole.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public PlateHeader? Plate { get; init; }

    /// <summary>How a worker runs a part of the batch.</summary>
    public BatchOptions Options(RunnerOptions limits) => new()
    {
        Limits = limits,
        FileTimeLimit = FileTimeLimit is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        MaxPixels = MaxPixels,
    };
}

/// <param name="Database">Full path of an SQLite file, or a connection string without a password; null for the usual file.</param>
internal sealed record PlateHeader(IReadOnlyList<string> Tiles, string Destination, string? Database);

/// <summary>One record of a batch's log, which stays until the batch is forgotten. Exactly one of the properties is given.</summary>
internal sealed record BatchRecord
{
    public BatchHeader? Header { get; init; }

    public bool Sealed { get; init; }

    public ChunkNote? Begun { get; init; }

    /// <summary>A worker has ended a chunk, given back the rest, or dropped it because the batch was taken back.</summary>
    public ChunkNote? Ended { get; init; }

    public IReadOnlyList<UnitResult>? Results { get; init; }

    /// <summary>What was not begun has been taken back.</summary>
    public bool Canceled { get; init; }

    /// <summary>A sentence about the batch for whoever watches it, such as about a message that could not be read.</summary>
    public string? Warning { get; init; }

    public string? Mark { get; init; }
}

internal sealed record ChunkNote(int Chunk, string Worker);

internal sealed record UnitResult(int Index, string Source)
{
    /// <summary>Files that were made; none where the unit failed.</summary>
    public IReadOnlyList<UnitOutput> Outputs { get; init; } = [];

    /// <summary>Why it failed; for a well also what is missing of it.</summary>
    public IReadOnlyList<UnitFailure> Failures { get; init; } = [];

    public IReadOnlyList<UnitMessage> Messages { get; init; } = [];

    /// <summary>Seconds from the start of the unit's work to its result.</summary>
    public double Seconds { get; init; }

    public IReadOnlyList<UnitPhase> Phases { get; init; } = [];
}

internal sealed record UnitOutput(string Path, IReadOnlyList<string> SideFiles, int Width, int Height, JsonElement Summary)
{
    /// <summary>True for a file that an update left untouched.</summary>
    public bool IsCurrent { get; init; }
}

internal sealed record UnitFailure(string Error, string? Target, string Message, string? Advice);

internal sealed record UnitMessage(bool IsWarning, string Text);

internal sealed record UnitPhase(string Name, double Seconds);

/// <summary>The message that a worker takes: some units of a batch. What is done to them is in the batch's first record.</summary>
internal sealed record WorkChunk(string Batch, int Number, IReadOnlyList<WorkUnit> Units)
{
    /// <summary>True where some of it may have been done already, so that what is there is current or made again.</summary>
    public bool Again { get; init; }

    /// <summary>Workers that had ended over it before this message was written; the broker counts those since.</summary>
    public int Deaths { get; init; }
}

/// <summary>What is done as one: a file, or a well at a timepoint.</summary>
internal sealed record WorkUnit(int Index, string Source, string? Target = null);

internal sealed record CarriedOptions(string Operation, IReadOnlyDictionary<string, string[]> Words);

internal sealed record DirectoryRecord(string Id, string Operation, string Queue, string Version, DateTime Submitted)
{
    /// <summary>True in the record by which the batch leaves the list.</summary>
    public bool Forgotten { get; init; }

    /// <summary>True in a record by which a reader knows the end.</summary>
    public bool Mark { get; init; }
}
