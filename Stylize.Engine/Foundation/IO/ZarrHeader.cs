using System.Text.Unicode;

namespace Stylize.Engine.IO;

/// <summary>The header of a Zarr array in format 2 (.zarray) or 3 (zarr.json). Invalid headers cause JSON
/// exceptions.</summary>
internal sealed record ZarrHeader(JsonNode Json, bool IsVersion2)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public int[] Shape => Lengths(Json["shape"]);

    /// <summary>The sample type as named by the format, such as "&lt;u2" or "uint16".</summary>
    public string Type => IsVersion2 ? (string)Json["dtype"]! : Json["data_type"]!.ToString();

    public static ZarrHeader Read(string array)
    {
        var older = Path.Combine(array, ".zarray");
        var isOlder = File.Exists(older);
        var json = Parse(isOlder ? older : Path.Combine(array, "zarr.json"))
            ?? throw new InvalidDataException("The file is empty.");
        return new(json, isOlder);
    }

    /// <summary>Reads a metadata file of a Zarr array or group; null for a JSON null.</summary>
    /// <inheritdoc cref="Read"/>
    public static JsonNode? Parse(string path)
    {
        // JsonNode decodes names on first access, so invalid UTF-8 is rejected here rather than later.
        var bytes = InputFile.ReadAll(path, InputFile.MetadataBytes);
        return Utf8.IsValid(bytes)
            ? JsonNode.Parse(bytes, null, Strict) : throw new JsonException("The file is not UTF-8.");
    }

    public static int[] Lengths(JsonNode? list) =>
        [.. list!.AsArray().Select(length => int.Parse(length!.ToString(), CultureInfo.InvariantCulture))];
}
