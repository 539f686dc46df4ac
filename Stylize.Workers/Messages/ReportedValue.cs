using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace Stylize.Workers.Messages;

/// <summary>
/// What operations have to say, as JSON and back: numbers, texts, truths, lists and named values. Lengths of time and numbers that JSON has
/// no form for are objects of one property whose name begins with $.
/// </summary>
internal static class ReportedValue
{
    private const string Time = "$time";
    private const string Number = "$number";

    public static JsonElement Write(IEnumerable<KeyValuePair<string, object?>> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            Fields(json, fields);
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }

    public static IReadOnlyList<KeyValuePair<string, object?>> Read(JsonElement fields) =>
        fields.ValueKind == JsonValueKind.Object
            ? [.. fields.EnumerateObject().Select(p => new KeyValuePair<string, object?>(p.Name, Value(p.Value)))]
            : [];

    /// <summary>False where a text is not valid Unicode, which only reading it shows.</summary>
    public static bool IsReadable(JsonElement fields)
    {
        try
        {
            Read(fields);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static object? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? Whole(whole) : json.GetDouble(),
        JsonValueKind.Array => json.EnumerateArray().Select(Value).ToArray(),
        JsonValueKind.Object when json.TryGetProperty(Time, out var time) && time.ValueKind == JsonValueKind.Number
            && time.TryGetInt64(out var ticks) => new TimeSpan(ticks),
        JsonValueKind.Object when json.TryGetProperty(Number, out var text) && text.ValueKind == JsonValueKind.String
            && double.TryParse(text.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        JsonValueKind.Object => Read(json),
        _ => null,
    };

    private static object Whole(long number) => number is >= int.MinValue and <= int.MaxValue ? (object)(int)number : number;

    private static void Fields(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        json.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            json.WritePropertyName(name);
            Value(json, value);
        }

        json.WriteEndObject();
    }

    private static void Value(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case TimeSpan time:
                json.WriteStartObject();
                json.WriteNumber(Time, time.Ticks);
                json.WriteEndObject();
                break;
            case double or float when !double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                json.WriteStartObject();
                json.WriteString(Number, Convert.ToString(value, CultureInfo.InvariantCulture));
                json.WriteEndObject();
                break;
            case float number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case byte or sbyte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case IEnumerable<KeyValuePair<string, object?>> fields:
                Fields(json, fields);
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    Value(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
