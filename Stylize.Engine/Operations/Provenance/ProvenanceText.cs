using System.Text.Encodings.Web;
using System.Text.Json;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Operations.Provenance;

/// <summary>
/// The text of a provenance record: one JSON object in one line. The values of options are numbers, true or false, texts, or, for a file,
/// an object of its name and its SHA-256.
/// </summary>
internal static class ProvenanceText
{
    /// <summary>Longest text in bytes of UTF-8; where the options would make it longer, their digest stands for them.</summary>
    private const int MaxBytes = 32 * 1024;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What an image file carries of a record: its text, or nothing.</summary>
    public static ImageMetadata Metadata(ProvenanceRecord? record) =>
        record is null ? ImageMetadata.None : new ImageMetadata { Provenance = Write(record) };

    /// <summary>The text of a record, of characters that XML 1.0 allows.</summary>
    public static string Write(ProvenanceRecord record)
    {
        var text = Json(record, record.Options);
        return Encoding.UTF8.GetByteCount(text) <= MaxBytes ? text : Json(record, null);
    }

    /// <summary>
    /// The text in printable ASCII without double quotes and semicolons, for formats whose comments are so: single quotes stand for double
    /// ones.
    /// </summary>
    public static string WriteAscii(ProvenanceRecord record)
    {
        var text = Write(record);
        var ascii = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (letter == '\\' && text[++i] is var escaped)
            {
                ascii.Append(escaped == '"' ? "\\u0022" : $"\\{escaped}");
            }
            else if (letter is '\'' or ';' or > '~')
            {
                ascii.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            }
            else
            {
                ascii.Append(letter == '"' ? '\'' : letter);
            }
        }

        return ascii.ToString();
    }

    /// <summary>Longest text of a record, 1 Mi characters; those of this program have some thousand.</summary>
    private const int MaxLength = 1 << 20;

    /// <summary>The record of a text in either form; null where it is none.</summary>
    public static ProvenanceRecord? Read(string text)
    {
        if (text.Length > MaxLength) return null;

        text = text.Trim();
        if (text.StartsWith("{'", StringComparison.Ordinal))
        {
            text = text.Replace('\'', '"');
        }

        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            return Read(document.RootElement);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static ProvenanceRecord Read(JsonElement root)
    {
        var options = root.TryGetProperty("options", out var given) ? given.EnumerateObject().Select(Option).ToArray() : null;
        var record = new ProvenanceRecord
        {
            Program = Text(root.GetProperty("program")),
            Operation = Text(root.GetProperty("operation")),
            OperationVersion = root.GetProperty("version").GetInt32(),
            Options = options,
            Source = root.TryGetProperty("source", out var source) ? Text(source) : null,
            SourceSha256 = Text(root.GetProperty("sha256")),
        };
        return options is null ? record with { OptionsDigest = Text(root.GetProperty("optionsDigest")) } : record;
    }

    private static string Text(JsonElement element) => element.GetString() ?? throw new FormatException("A text is missing.");

    private static ProvenanceOption Option(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.Object => new(property.Name, Text(property.Value.GetProperty("file")))
        {
            FileSha256 = Text(property.Value.GetProperty("sha256")),
        },
        JsonValueKind.String => new(property.Name, Text(property.Value)),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => new(property.Name, property.Value.GetRawText()),
        _ => throw new FormatException("An option's value is of no known kind."),
    };

    private static string Json(ProvenanceRecord record, IReadOnlyList<ProvenanceOption>? options)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Plain))
        {
            json.WriteStartObject();
            json.WriteString("program", record.Program);
            json.WriteString("operation", record.Operation);
            json.WriteNumber("version", record.OperationVersion);
            if (options is null)
            {
                json.WriteString("optionsDigest", record.OptionsDigest);
            }
            else
            {
                json.WriteStartObject("options");
                foreach (var option in options)
                {
                    Write(json, option);
                }

                json.WriteEndObject();
            }

            if (record.Source is { } source)
            {
                json.WriteString("source", source);
            }

            json.WriteString("sha256", record.SourceSha256);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length).Replace('\uFFFE', '\uFFFD').Replace('\uFFFF', '\uFFFD');
    }

    private static void Write(Utf8JsonWriter json, ProvenanceOption option)
    {
        json.WritePropertyName(option.Name);
        if (option.FileSha256 is { } hash)
        {
            json.WriteStartObject();
            json.WriteString("file", option.Value);
            json.WriteString("sha256", hash);
            json.WriteEndObject();
        }
        else if (option.Value is "true" or "false" || IsNumber(option.Value))
        {
            json.WriteRawValue(option.Value);
        }
        else
        {
            json.WriteStringValue(option.Value);
        }
    }

    /// <summary>True for a text that JSON has as a number in exactly these letters.</summary>
    private static bool IsNumber(string text)
    {
        if (text.Length is 0 or > 30 || !(char.IsAsciiDigit(text[0]) || text[0] == '-')) return false;

        try
        {
            using var parsed = JsonDocument.Parse(text);
            return parsed.RootElement.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
