using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Operations.Options;

/// <summary>
/// Options as a JSON object, as records of a run keep them: by the names that users give, without folders of the machine.
/// </summary>
public static class OptionJson
{
    private static readonly JsonWriterOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All options of a record, in the order of their declaration; or those that differ from their defaults.</summary>
    /// <param name="options">A record that declares options.</param>
    /// <param name="changedOnly">True to leave out options that have their default.</param>
    public static string Of(object options, bool changedOnly = false)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Format))
        {
            json.WriteStartObject();
            foreach (var option in OptionSet.Of(options.GetType()).All)
            {
                var value = option.Get(options);
                if (!changedOnly || !IsSame(value, option.Default))
                {
                    json.WritePropertyName(option.Name);
                    Write(json, value, option.Kind == OptionKind.File);
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static bool IsSame(object? one, object? other) => one is IEnumerable and not string && other is IEnumerable and not string
        ? ((IEnumerable)one).Cast<object>().SequenceEqual(((IEnumerable)other).Cast<object>())
        : Equals(one, other);

    private static void Write(Utf8JsonWriter json, object? value, bool isFile)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case float number when float.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case string text:
                json.WriteStringValue(isFile ? Path.GetFileName(text) : text);
                break;
            case ImageSource source:
                json.WriteStringValue(Path.GetFileName(source.Name));
                break;
            case IEnumerable list:
                json.WriteStartArray();
                foreach (var element in list)
                {
                    Write(json, element, isFile);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
