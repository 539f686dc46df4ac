namespace Stylize.Engine.Operations.Options;

/// <summary>
/// Writes named values as JSON: numbers, strings, booleans, lists and nested fields. Other values and numbers that are
/// not finite become strings in the invariant culture unless the caller writes them.
/// </summary>
/// <param name="nameOf">Returns the JSON name of a field; null for its own name.</param>
/// <param name="writeSpecial">Writes a value and returns true, or returns false to use the usual form.</param>
internal sealed class JsonFields(
    Utf8JsonWriter json, Func<Utf8JsonWriter, object, bool>? writeSpecial = null, Func<string, string>? nameOf = null)
{
    /// <summary>Leaves readable what only HTML would need escaped.</summary>
    public static JsonWriterOptions Readable { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns an object with a property per field, in UTF-8.</summary>
    public static byte[] ToUtf8(
        IEnumerable<KeyValuePair<string, object?>> fields, JsonWriterOptions options = default,
        Func<Utf8JsonWriter, object, bool>? writeSpecial = null, Func<string, string>? nameOf = null)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            new JsonFields(json, writeSpecial, nameOf).Write(fields);
        }

        return buffer.ToArray();
    }

    /// <summary>Writes an object with a property per field.</summary>
    public void Write(IEnumerable<KeyValuePair<string, object?>> fields)
    {
        json.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            json.WritePropertyName(nameOf?.Invoke(name) ?? name);
            Write(value);
        }

        json.WriteEndObject();
    }

    private void Write(object? value)
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
            case var special when writeSpecial?.Invoke(json, special) == true:
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case decimal or byte or sbyte or short or ushort or int or uint or long or ulong:
                json.WriteNumberValue(Convert.ToDecimal(value, CultureInfo.InvariantCulture));
                break;
            case IEnumerable<KeyValuePair<string, object?>> fields:
                Write(fields);
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (var item in items)
                {
                    Write(item);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
