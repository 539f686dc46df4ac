using System.Text.Json;
using System.Text.Json.Serialization;
using Stylize.Engine.Runs.Targets;

namespace Stylize.Workers.Messages;

/// <summary>Serializes messages to JSON in UTF-8 with generated code.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(WorkChunk))]
[JsonSerializable(typeof(BatchRecord))]
[JsonSerializable(typeof(DirectoryRecord))]
internal sealed partial class MessageJson : JsonSerializerContext
{
    public static byte[] Write(WorkChunk chunk) => JsonSerializer.SerializeToUtf8Bytes(chunk, Default.WorkChunk);

    public static byte[] Write(BatchRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Default.BatchRecord);

    public static byte[] Write(UnitResult result) => JsonSerializer.SerializeToUtf8Bytes(result, Default.UnitResult);

    public static UnitResult ReadResult(byte[] json) => JsonSerializer.Deserialize(json, Default.UnitResult)!;

    public static byte[] Write(DirectoryRecord record) =>
        JsonSerializer.SerializeToUtf8Bytes(record, Default.DirectoryRecord);
}

/// <summary>The first record of a batch, with everything that its chunks share.</summary>
internal sealed record BatchHeader(string Id, SerializedOptions Work, int Units)
{
    public string Queue { get; init; } = "";

    /// <summary>
    /// The handling of existing outputs, and whether outputs contain provenance; for a plate also destination and
    /// database. The database is the full path of an SQLite file, or a connection string without a password. Files
    /// contain their target.
    /// </summary>
    public TargetOptions Targets { get; init; } = new();

    public double? FileTimeLimit { get; init; }

    /// <summary>True to refuse damaged pixel data.</summary>
    public bool Strict { get; init; }

    /// <summary>The maximum number of pixels of an input; null for the default.</summary>
    public long? MaxPixels { get; init; }

    /// <summary>Problems of the inputs, such as files whose names match no tile.</summary>
    public IReadOnlyList<UnitFailure> Problems { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The full paths of all tiles of a plate; null for files.</summary>
    public IReadOnlyList<string>? Tiles { get; init; }

    public BatchOptions Options(RunnerOptions limits) => new()
    {
        Limits = limits,
        FileTimeLimit = FileTimeLimit is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        MaxPixels = MaxPixels,
        Strict = Strict,
    };
}

/// <summary>A record of the log of a batch, which exists until its results are deleted. Exactly one property is
/// set.</summary>
internal sealed record BatchRecord
{
    public BatchHeader? Header { get; init; }

    public bool Sealed { get; init; }

    public ChunkNote? Begun { get; init; }

    /// <summary>A worker has completed a chunk, returned the rest of it, or dropped it because the batch was
    /// canceled.</summary>
    public ChunkNote? Ended { get; init; }

    public IReadOnlyList<UnitResult>? Results { get; init; }

    public bool Canceled { get; init; }

    /// <summary>A warning for watchers of the batch, such as a malformed message.</summary>
    public string? Warning { get; init; }

    public string? Mark { get; init; }
}

internal sealed record ChunkNote(int Chunk, string Worker);

internal sealed record UnitResult(int Index, string Source)
{
    /// <summary>The files that were created; empty if the unit failed.</summary>
    public IReadOnlyList<UnitOutput> Outputs { get; init; } = [];

    /// <summary>The errors; for a well also missing parts of it.</summary>
    public IReadOnlyList<UnitFailure> Failures { get; init; } = [];

    public IReadOnlyList<UnitMessage> Messages { get; init; } = [];

    /// <summary>The seconds from the start of the unit to its result.</summary>
    public double Seconds { get; init; }

    public IReadOnlyList<UnitPhase> Phases { get; init; } = [];
}

internal sealed record UnitOutput(
    string Path, IReadOnlyList<string> SideFiles, int Width, int Height, JsonElement Summary)
{
    public IReadOnlyList<string> Plates { get; init; } = [];

    public bool IsCurrent { get; init; }
}

internal sealed record UnitFailure(string Error, string? Target, string Message, string? Advice);

internal sealed record UnitMessage(bool IsWarning, string Text);

internal sealed record UnitPhase(string Name, double Seconds);

/// <summary>A message with some units of a batch. The first record of the batch contains the operation.</summary>
internal sealed record WorkChunk(string Batch, int Number, IReadOnlyList<WorkUnit> Units)
{
    /// <summary>True if outputs may already exist, because the chunk was started before.</summary>
    public bool Again { get; init; }

    /// <summary>The number of workers that this chunk ended before the message was written. The broker counts later
    /// ones.</summary>
    public int Deaths { get; init; }
}

internal sealed record WorkUnit(int Index, string Source, string? Target = null);

internal sealed record SerializedOptions(string Operation, IReadOnlyDictionary<string, string[]> Words);

internal sealed record DirectoryRecord(string Id, string Operation, string Queue, string Version, DateTime Submitted)
{
    /// <summary>True in the record that removes the batch from the list.</summary>
    public bool Forgotten { get; init; }

    /// <summary>True in a record that shows a reader the end of the stream.</summary>
    public bool Mark { get; init; }
}
