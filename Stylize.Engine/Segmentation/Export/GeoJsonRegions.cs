namespace Stylize.Engine.Segmentation.Export;

/// <summary>
/// Writes regions as GeoJSON (RFC 7946) in pixels, with the properties that QuPath reads: name, object type,
/// measurements.
/// </summary>
internal static class GeoJsonRegions
{
    /// <param name="key">Identifies the mask; equal keys give equal ids of regions.</param>
    /// <param name="rows">The row of each label.</param>
    public static void Write(
        Stream target, string key, IEnumerable<(int Label, RegionOutline Outline)> regions,
        IReadOnlyDictionary<int, StoredRegion> rows)
    {
        using var json = new Utf8JsonWriter(target);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        foreach (var (label, outline) in regions)
        {
            json.WriteStartObject();
            json.WriteString("type", "Feature");
            json.WriteString("id", Id(Invariant($"{key}/{label}")));
            WriteGeometry(json, outline);
            WriteProperties(json, label, rows[label]);
            json.WriteEndObject();
            if (json.BytesPending > 1 << 16)
            {
                json.Flush();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteGeometry(Utf8JsonWriter json, RegionOutline outline)
    {
        var isOne = outline.Polygons.Count == 1;
        json.WriteStartObject("geometry");
        json.WriteString("type", isOne ? "Polygon" : "MultiPolygon");
        json.WritePropertyName("coordinates");
        var polygons = outline.Polygons.Select(polygon => Array(polygon.Select(
            ring => Array(ring.Points.Append(ring.Points[0]).Select(point => Invariant($"[{point.X},{point.Y}]"))))));
        json.WriteRawValue(isOne ? polygons.First() : Array(polygons), skipInputValidation: true);
        json.WriteEndObject();
    }

    private static string Array(IEnumerable<string> items) => $"[{string.Join(',', items)}]";

    private static void WriteProperties(Utf8JsonWriter json, int label, StoredRegion row)
    {
        json.WriteStartObject("properties");
        json.WriteString("objectType", "detection");
        json.WriteString("name", Invariant($"{label}"));
        json.WriteStartObject("measurements");
        json.WriteNumber("Label", label);
        if (row.Track is { } track)
        {
            json.WriteNumber("Track", track);
        }

        if (row.Parent is { } parent)
        {
            json.WriteNumber("Parent", parent);
        }

        foreach (var (name, value) in row.Values)
        {
            if (value is { } number && double.IsFinite(number))
            {
                json.WriteNumber(name, number);
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Returns a UUID of version 8 (RFC 9562) from the hash of a text.</summary>
    private static string Id(string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash, bigEndian: true).ToString();
    }
}
