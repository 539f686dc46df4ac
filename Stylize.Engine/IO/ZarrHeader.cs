using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Stylize.Engine.IO;

/// <summary>The header of a Zarr array, of format 2 (.zarray) or 3 (zarr.json). A damaged one throws what JSON throws.</summary>
internal sealed record ZarrHeader(JsonNode Json, bool IsVersion2)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public int[] Shape => Lengths(Json["shape"]);

    /// <summary>The type of its samples, as the format names it, such as "&lt;u2" or "uint16".</summary>
    public string Type => IsVersion2 ? (string)Json["dtype"]! : Json["data_type"]!.ToString();

    /// <exception cref="StylizeException">The file cannot be read.</exception>
    /// <exception cref="JsonException">It is not JSON, or nested deeper than 64 levels.</exception>
    public static ZarrHeader Read(string array)
    {
        var older = Path.Combine(array, ".zarray");
        var isOlder = File.Exists(older);
        return new(Parse(isOlder ? older : Path.Combine(array, "zarr.json")) ?? throw new InvalidDataException("It is empty."), isOlder);
    }

    /// <summary>A file of metadata of a Zarr array or group; null for JSON's null.</summary>
    /// <inheritdoc cref="Read"/>
    public static JsonNode? Parse(string path)
    {
        // JsonNode reads names when they are first asked for: names that it cannot read are refused here, not anywhere later.
        var bytes = InputFile.ReadAll(path, InputFile.MetadataBytes);
        return Utf8.IsValid(bytes) ? JsonNode.Parse(bytes, null, Strict) : throw new JsonException("It is not UTF-8.");
    }

    public static int[] Lengths(JsonNode? list) =>
        [.. list!.AsArray().Select(length => int.Parse(length!.ToString(), CultureInfo.InvariantCulture))];
}
