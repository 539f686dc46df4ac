using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Stylize.Studio.Messages;

/// <summary>A JSON object of an answer, by the names of its members.</summary>
internal sealed class Fields : List<KeyValuePair<string, object?>>
{
    public object? this[string name]
    {
        set => Add(new(name, value));
    }
}

internal static class Json
{
    public static byte[] Write(Fields fields) => JsonFields.ToUtf8(fields);

    /// <exception cref="Refusal">The bytes are not such an object.</exception>
    public static T Read<T>(ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(bytes, type) ?? throw Refusal.Malformed("it is empty");
        }
        catch (JsonException failure)
        {
            throw Refusal.Malformed(
                $"its JSON is wrong at {failure.Path ?? "$"}, line {(failure.LineNumber ?? 0) + 1}");
        }
    }
}
