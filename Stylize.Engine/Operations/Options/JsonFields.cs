using System.Collections;
using System.Text.Json;

namespace Stylize.Engine.Operations.Options;

/// <summary>
/// Writes named values as JSON: numbers, texts, truth values, lists and nested fields. Every other value, and a number that is not finite,
/// becomes its text in the invariant culture unless the caller writes it.
/// </summary>
/// <param name="nameOf">Returns the JSON name of a field.</param>
/// <param name="writeSpecial">Writes a value that the caller represents in its own way and returns true; returns false for others.</param>
public sealed class JsonFields(Utf8JsonWriter json, Func<string, string> nameOf, Func<Utf8JsonWriter, object, bool> writeSpecial)
{
    /// <summary>Writes an object with a property for each field.</summary>
    public void Write(IEnumerable<KeyValuePair<string, object?>> fields)
    {
        json.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            json.WritePropertyName(nameOf(name));
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
            case var special when writeSpecial(json, special):
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
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
