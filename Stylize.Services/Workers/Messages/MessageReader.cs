using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Stylize.Workers.Messages;

/// <summary>Parses messages, which are not trusted. The result is valid or a <see cref="Malformed"/>; no exception is
/// thrown.</summary>
internal static class MessageReader
{
    /// <summary>The maximum size of a message: 128 MiB, the default of RabbitMQ.</summary>
    public const int MaxBytes = 128 << 20;

    public static bool TryChunk(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out WorkChunk? chunk, [NotNullWhen(false)] out Malformed? why)
    {
        why = Read(json, MessageJson.Default.WorkChunk, MessageRules.Problem, null, out chunk);
        why = why is null ? null : why with { Batch = BatchOf(json) };
        return why is null;
    }

    public static bool TryRecord(
        ReadOnlySpan<byte> json, string batch, [NotNullWhen(true)] out BatchRecord? record,
        [NotNullWhen(false)] out Malformed? why)
    {
        why = Read(json, MessageJson.Default.BatchRecord, r => MessageRules.Problem(r, batch), batch, out record);
        return why is null;
    }

    public static bool TryEntry(
        ReadOnlySpan<byte> json, [NotNullWhen(true)] out DirectoryRecord? entry,
        [NotNullWhen(false)] out Malformed? why)
    {
        why = Read(json, MessageJson.Default.DirectoryRecord, MessageRules.Problem, null, out entry);
        return why is null;
    }

    private static Malformed? Read<T>(
        ReadOnlySpan<byte> json, JsonTypeInfo<T> type, Func<T, string?> check, string? batch, out T? message)
        where T : class
    {
        message = null;
        if (json.Length > MaxBytes) return new($"it has {json.Length} bytes, more than {MaxBytes}", batch);

        try
        {
            var read = JsonSerializer.Deserialize(json, type);
            if ((read is null ? "it is null" : check(read)) is { } problem) return new(problem, batch);

            message = read;
            return null;
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or InvalidOperationException)
        {
            // The message of the serializer quotes the content, which must not appear in a log.
            return new(Place(failure), batch);
        }
    }

    private static string Place(Exception failure) =>
        failure is JsonException { Path: { Length: > 1 } path } && path.All(IsPlain)
            ? $"{(path.Length > 80 ? path[..80] : path)} has a value of the wrong kind"
            : "it is not JSON of the expected form";

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '$' or '.' or '[' or ']' or '_' or '-';

    private static string? BatchOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json[..Math.Min(json.Length, MaxBytes)]);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isBatch = reader.ValueTextEquals("batch"u8);
                reader.Read();
                if (isBatch)
                {
                    return reader.TokenType == JsonTokenType.String && reader.GetString() is { } id
                        && MessageRules.IsId(id) ? id : null;
                }

                reader.Skip();
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // The rest is not needed.
        }

        return null;
    }
}

internal sealed record Malformed(string Reason, string? Batch);

internal sealed class MalformedException(Malformed why) : Exception(why.Reason)
{
    public Malformed Why { get; } = why;
}
