using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Stylize.Engine.Operations.Options;

namespace Stylize.Cli.Output;

/// <summary>
/// One JSON object on a line: names in camelCase, time spans as seconds, infinite numbers as the strings "Infinity" and "-Infinity".
/// </summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(TextWriter output, IEnumerable<KeyValuePair<string, object?>> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            new JsonFields(json, JsonNamingPolicy.CamelCase.ConvertName, WriteTime).Write(fields);
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static bool WriteTime(Utf8JsonWriter json, object value)
    {
        if (value is TimeSpan span)
        {
            json.WriteNumberValue(Math.Round(span.TotalSeconds, 6));
            return true;
        }

        return false;
    }
}
