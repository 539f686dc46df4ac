namespace Stylize.Workers.Messages;

/// <summary>Validates messages. Each rule returns null or the end of a sentence that describes the problem.</summary>
internal static class MessageRules
{
    public const string WorkQueues = "stylize.work.";

    private const int MaxName = 200;
    private const int MaxPath = 32_767;
    private const int MaxText = 1 << 20;
    private const int MaxUnits = 1_000_000;
    private const int MaxDeaths = 1000;

    /// <summary>The maximum time limit of a file: 1,000 days.</summary>
    private const double MaxSeconds = 86_400_000;

    /// <summary>True for an id: 1 to 100 ASCII letters, digits, hyphens, underscores and periods.</summary>
    public static bool IsId(string? id) =>
        id is { Length: > 0 and <= 100 } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    public static string? Problem(WorkChunk chunk)
    {
        if (!IsId(chunk.Batch)) return "its batch is not an id";
        if (chunk.Number < 0 || chunk.Deaths is < 0 or > MaxDeaths) return "its number or deaths is out of range";
        if (chunk.Units is not { Count: > 0 and <= MaxUnits } units) return "it has no units or too many";

        if (units.Any(
            unit => unit is null || unit.Index < 0 || !IsPath(unit.Source)
                || !(unit.Target is null || IsPath(unit.Target))))
        {
            return "a unit has no source, a negative index, or a path that is too long";
        }

        return units.DistinctBy(unit => unit.Index).Count() < units.Count
            || units.DistinctBy(unit => unit.Source).Count() < units.Count
            ? "it contains a unit twice"
            : null;
    }

    public static string? Problem(WorkChunk chunk, BatchHeader header) =>
        chunk.Units.Any(unit => unit.Index >= header.Units)
            ? $"the index of a unit is not less than {header.Units}, the number of units in its batch"
        : header.Tiles is null && chunk.Units.Any(unit => unit.Target is null) ? "a file has no target"
        : null;

    public static string? Problem(BatchRecord record, string batch)
    {
        if (record.Header is { } header && Problem(header, batch) is { } problem) return problem;
        if (!IsNote(record.Begun) || !IsNote(record.Ended)) return "its chunk or worker is out of range";
        if (record.Warning is { Length: > MaxText } || record.Mark is { Length: > MaxName })
        {
            return "a text is too long";
        }

        return record.Results is { } results && !results.All(IsResult)
            ? "a result is incomplete or out of range" : null;
    }

    public static string? Problem(DirectoryRecord entry) =>
        !IsId(entry.Id) ? "its id is not valid"
        : entry.Mark ? null
        : !IsName(entry.Operation) || !(entry.Forgotten || IsName(entry.Version)) || !IsQueue(entry.Queue)
            ? "its operation, version or queue is missing or not valid"
        : null;

    private static string? Problem(BatchHeader header, string batch)
    {
        if (header.Id != batch || header.Units is < 0 or > MaxUnits * 100 || !IsQueue(header.Queue))
        {
            return "its id, number of units or queue is not valid";
        }

        if (header.Work is not { Operation: { } operation, Words: { } words } || !IsName(operation)
            || words.Any(word => word.Value is null || word.Value.Any(text => text is not { Length: <= MaxText })))
        {
            return "its operation or options are incomplete";
        }

        if (header.Targets is not { RelativeTo: null, Prune: false, IncludeResults: false } targets
            || (header.Tiles is null && targets is not { Destination: null, Database: null }))
        {
            return "its targets are not valid for a submission";
        }

        if (header.FileTimeLimit is not (null or (> 0 and <= MaxSeconds)) || header.MaxPixels is < 1)
        {
            return "a limit is out of range";
        }

        if (!AreAll(header.Problems, IsFailure) || !AreAll(header.Warnings, text => text.Length <= MaxText))
        {
            return "its problems or warnings are incomplete";
        }

        return header.Tiles is { } tiles
            && !(AreAll(tiles, IsPath) && IsPath(targets.Destination)
                && (targets.Database is null || IsPath(targets.Database)))
            ? "its plate is incomplete"
            : null;
    }

    private static bool IsResult(UnitResult? result) =>
        result is { Index: >= 0, Seconds: >= 0 and <= MaxSeconds } && IsPath(result.Source)
        && AreAll(result.Outputs, IsOutput) && AreAll(result.Failures, IsFailure)
        && AreAll(result.Messages, message => message.Text is { Length: <= MaxText })
        && AreAll(result.Phases, phase => IsName(phase.Name) && phase.Seconds is >= 0 and <= MaxSeconds);

    private static bool IsOutput(UnitOutput output) =>
        IsPath(output.Path) && AreAll(output.SideFiles, IsPath) && AreAll(output.Plates, IsPath)
            && output is { Width: >= 0, Height: >= 0 }
        && ReportedValue.IsReadable(output.Summary);

    private static bool IsFailure(UnitFailure failure) =>
        IsName(failure.Error) && failure.Message is { Length: <= MaxText }
            && failure.Target is null or { Length: <= MaxPath }
        && failure.Advice is null or { Length: <= MaxText };

    private static bool IsNote(ChunkNote? note) => note is null || (note.Chunk >= 0 && IsName(note.Worker));

    private static bool IsName(string? name) => name is { Length: > 0 and <= MaxName };

    private static bool IsQueue(string? queue) =>
        IsName(queue) && queue!.StartsWith(WorkQueues, StringComparison.Ordinal)
            && queue.All(c => c is > ' ' and < '\u007f');

    private static bool IsPath(string? path) => path is { Length: > 0 and <= MaxPath } && !path.Contains('\0');

    private static bool AreAll<T>(IReadOnlyList<T>? items, Func<T, bool> isValid)
        where T : class =>
        items is not null && items.All(item => item is not null && isValid(item));
}
