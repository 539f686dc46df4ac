using System.Text.Json;

namespace Stylize.Workers.Messages;

/// <summary>Converts summaries to JSON and back. Times and non-finite numbers become objects with one property, $time
/// or $number.</summary>
internal static class ReportedValue
{
    private const string Time = "$time";
    private const string Number = "$number";

    public static JsonElement Write(IEnumerable<KeyValuePair<string, object?>> fields) =>
        JsonElement.Parse(JsonFields.ToUtf8(fields, writeSpecial: WriteSpecial));

    public static IReadOnlyList<KeyValuePair<string, object?>> Read(JsonElement fields) =>
        fields.ValueKind == JsonValueKind.Object
            ? [.. fields.EnumerateObject().Select(p => new KeyValuePair<string, object?>(p.Name, Value(p.Value)))]
            : [];

    /// <summary>False if a string is not valid Unicode, which is detected only when it is read.</summary>
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
            && TryNumber(text.GetString(), out var number) =>
            number,
        JsonValueKind.Object => Read(json),
        _ => null,
    };

    private static object Whole(long number) =>
        number is >= int.MinValue and <= int.MaxValue ? (object)(int)number : number;

    private static bool WriteSpecial(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case TimeSpan time:
                json.WriteStartObject();
                json.WriteNumber(Time, time.Ticks);
                json.WriteEndObject();
                return true;
            case double or float when !double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                json.WriteStartObject();
                json.WriteString(Number, Convert.ToString(value, CultureInfo.InvariantCulture));
                json.WriteEndObject();
                return true;
            default:
                return false;
        }
    }
}
