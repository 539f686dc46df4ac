namespace Stylize.Engine.Operations.Provenance;

/// <summary>
/// Writes and reads provenance records as one line of JSON. Option values are numbers, booleans or strings. The value
/// of a file is an object with its name and SHA-256.
/// </summary>
internal static class ProvenanceText
{
    /// <summary>Maximum length in bytes of UTF-8; longer options are replaced by their digest.</summary>
    private const int MaxBytes = 32 * 1024;


    /// <summary>Returns the metadata of an image file with a record.</summary>
    public static ImageMetadata Metadata(ProvenanceRecord? record) =>
        record is null ? ImageMetadata.None : new ImageMetadata { Provenance = Write(record) };

    /// <summary>Returns the text of a record, in characters that XML 1.0 allows.</summary>
    public static string Write(ProvenanceRecord record)
    {
        var text = Json(record, record.Options);
        return Encoding.UTF8.GetByteCount(text) <= MaxBytes ? text : Json(record, null);
    }

    /// <summary>
    /// Returns the text in printable ASCII without semicolons and with single quotes for double quotes, for formats
    /// that require it.
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

    /// <summary>Maximum length of a text to read, in characters; written texts are much shorter.</summary>
    private const int MaxLength = 1 << 20;

    /// <summary>Parses either form; returns null if the text is not a record.</summary>
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
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException)
        {
            return null;
        }
    }

    private static ProvenanceRecord Read(JsonElement root)
    {
        var options = root.TryGetProperty("options", out var given)
            ? given.EnumerateObject().Select(Option).ToArray() : null;
        var record = new ProvenanceRecord
        {
            Program = Text(root.GetProperty("program")),
            Operation = Text(root.GetProperty("operation")),
            OperationVersion = root.GetProperty("version").GetInt32(),
            Options = options,
            Source = root.TryGetProperty("source", out var source) ? Text(source) : null,
            SourceSha256 = Text(root.GetProperty("sha256")),
            SideFiles = root.TryGetProperty("sideFiles", out var sides) ? Text(sides) : null,
        };
        return options is null ? record with { OptionsDigest = Text(root.GetProperty("optionsDigest")) } : record;
    }

    private static string Text(JsonElement element) =>
        element.GetString() ?? throw new FormatException("A string is missing.");

    private static ProvenanceOption Option(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.Object => new(property.Name, Text(property.Value.GetProperty("file")))
        {
            FileSha256 = Text(property.Value.GetProperty("sha256")),
        },
        JsonValueKind.String => new(property.Name, Text(property.Value)),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False =>
            new(property.Name, property.Value.GetRawText()),
        _ => throw new FormatException("Unsupported kind of option value."),
    };

    private static string Json(ProvenanceRecord record, IReadOnlyList<ProvenanceOption>? options)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonFields.Readable))
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
            if (record.SideFiles is { } sides)
            {
                json.WriteString("sideFiles", sides);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length).Replace('\uFFFE', '\uFFFD')
            .Replace('\uFFFF', '\uFFFD');
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

    /// <summary>Returns true if JSON writes the number in exactly this form.</summary>
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
