using System.Text.Json;
using System.Text.Json.Nodes;

namespace Stylize.Codecs.Zarr;

/// <summary>The header of a Zarr array of format 2 (.zarray) or 3 (zarr.json).</summary>
/// <param name="Folder">Full path of the array.</param>
/// <param name="Shape">Lengths of the axes; the last two are rows and columns.</param>
/// <param name="Kind">u for unsigned integers, i for signed ones, f for floating-point numbers.</param>
/// <param name="Bits">8, 16, 32 or 64.</param>
/// <param name="BigEndian">True if the high byte comes first.</param>
/// <param name="Fill">Value of missing chunks.</param>
/// <param name="Codecs">Decoders of a chunk, in the order of decoding.</param>
/// <param name="Order">Array axis of each axis of a decoded chunk; null if the order is the same.</param>
/// <param name="Shards">Layout of shard files; null if each chunk has a file of its own.</param>
internal sealed record ZarrArray(
    string Folder, IReadOnlyList<int> Shape, IReadOnlyList<int> Chunks, char Kind, int Bits, bool BigEndian,
    double Fill, string Prefix,
    char Separator, IReadOnlyList<ZarrCodec> Codecs, IReadOnlyList<int>? Order, ZarrShards? Shards)
{
    /// <summary>Largest number of chunks per plane; 100,000 x 100,000 pixels in chunks of 256 x 256 have
    /// 152,881.</summary>
    internal const long MaxPlaneChunks = 1 << 18;

    public bool HasSamples => Kind == 'u' && Bits <= 16;

    public int Width => Shape[^1];
    public int Height => Shape[^2];
    public int Planes => Shape.SkipLast(2).Aggregate(1, (product, length) => checked(product * length));

    public int ChunkBytes => Chunks.Aggregate(Bits / 8, (product, length) => product * length);

    /// <summary>True for a folder that contains an array, or an unreadable header, which <see cref="Read"/> then
    /// reports.</summary>
    public static bool IsArray(string folder)
    {
        if (File.Exists(Path.Combine(folder, ".zarray"))) return true;

        var header = Path.Combine(folder, "zarr.json");
        try
        {
            return File.Exists(header)
                && (ZarrHeader.Parse(header) is not { } json || json["node_type"]?.ToString() == "array");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException
            or StylizeException)
        {
            return true;
        }
    }

    /// <summary>Returns the array of a folder: the folder itself, or the first one of the image in it, as OME-Zarr and
    /// bioformats2raw list it; null if it has none.</summary>
    public static string? Find(string folder, int depth = 2)
    {
        if (IsArray(folder)) return folder;

        try
        {
            var older = Path.Combine(folder, ".zattrs");
            var json = File.Exists(older) ? ZarrHeader.Parse(older)
                : ZarrHeader.Parse(Path.Combine(folder, "zarr.json"))?["attributes"];
            json = json?["ome"] ?? json;
            var name = json?["multiscales"]?[0]?["datasets"]?[0]?["path"]?.ToString() ?? "0";
            var isInside = !Path.IsPathRooted(name) && !name.Split('/').Contains("..");
            var isImage = json?["plate"] is null && json?["well"] is null && isInside && depth > 0;
            var inner = Path.Combine(folder, name);
            return isImage && Directory.Exists(inner) ? Find(inner, depth - 1) : null;
        }
        catch (Exception failure)
            when (failure is JsonException or InvalidOperationException or ArgumentException or StylizeException)
        {
            return null;
        }
    }

    public static ZarrArray Read(string folder)
    {
        try
        {
            var header = ZarrHeader.Read(folder);
            var array = header.IsVersion2 ? Version2(folder, header) : Version3(folder, header);
            var bytes = array.Chunks.Aggregate(
                (long)array.Bits / 8, (product, length) => Math.Min(product * length, long.MaxValue >> 32));
            if (array.Shape.Count < 2 || array.Shape.Count != array.Chunks.Count || array.Shape.Any(l => l < 1)
                || array.Chunks.Any(l => l < 1) || bytes > StreamBytes.MaxBlock)
            {
                throw new InvalidDataException("The shape of the array is not that of an image.");
            }

            _ = array.Planes; // Throws if the number overflows.
            if (array.Order is { } order && !order.Order().SequenceEqual(Enumerable.Range(0, array.Shape.Count)))
            {
                throw new InvalidDataException("The order of axes is invalid.");
            }

            var chunks = Pieces(array, ^2) * Pieces(array, ^1);
            if (chunks > MaxPlaneChunks)
            {
                throw Errors.ChunksTooMany.With(folder, chunks, MaxPlaneChunks);
            }

            return array;

            static long Pieces(ZarrArray array, Index axis) =>
                (array.Shape[axis] + array.Chunks[axis] - 1L) / array.Chunks[axis];
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException
            or InvalidDataException
            or OverflowException or IOException or NullReferenceException or ArgumentException)
        {
            throw Errors.ZarrHeaderUnreadable.From(failure, folder);
        }
    }

    private static ZarrArray Version2(string folder, ZarrHeader read)
    {
        var (header, type, shape) = (read.Json, read.Type, read.Shape);
        var codecs = new List<ZarrCodec>();
        if (header["compressor"] is JsonObject compressor)
        {
            codecs.Add(ZarrCodecs.Named(folder, (string)compressor["id"]!));
        }

        foreach (var filter in header["filters"] as JsonArray ?? [])
        {
            throw Errors.ZarrCodec.With(folder, (string)filter!["id"]!);
        }

        var separator = SeparatorOf((string?)header["dimension_separator"] ?? ".");
        return new ZarrArray(
            folder, shape, ZarrHeader.Lengths(header["chunks"]), KindOf(folder, type), BitsOf(type), type[0] == '>',
            FillOf(header["fill_value"]), "", separator, codecs, OrderOf(header["order"], shape.Length), null);
    }

    private static ZarrArray Version3(string folder, ZarrHeader read)
    {
        var (header, type, shape) = (read.Json, read.Type, read.Shape);
        var grid = header["chunk_grid"]!;
        if ((string?)grid["name"] != "regular") throw Errors.ChunkGrid.With(folder, grid["name"]);

        var key = header["chunk_key_encoding"];
        var isDefault = (string?)key?["name"] is null or "default";
        var separator = SeparatorOf((string?)key?["configuration"]?["separator"] ?? (isDefault ? "/" : "."));
        if (header["storage_transformers"] is JsonArray { Count: > 0 } transformers)
        {
            throw Errors.ZarrCodec.With(folder, NameOf(transformers[0]!));
        }

        var chunks = ZarrHeader.Lengths(grid["configuration"]!["chunk_shape"]);
        var list = header["codecs"]!.AsArray();
        ZarrShards? shards = null;
        if (list.FirstOrDefault(c => NameOf(c!) == ZarrShards.Codec) is { } sharding)
        {
            // A codec around the shards would require decoding whole files.
            if (list.FirstOrDefault(c => c != sharding && !IsIdentity(c!)) is { } other)
            {
                throw Errors.ZarrCodec.With(folder, $"{NameOf(other)}' next to '{ZarrShards.Codec}");
            }

            var inner = ZarrHeader.Lengths(sharding["configuration"]!["chunk_shape"]);
            shards = ZarrShards.Read(folder, sharding["configuration"]!, chunks, inner);
            (chunks, list) = (inner, sharding["configuration"]!["codecs"]!.AsArray());
        }

        var (bigEndian, order, codecs) = (false, (int[]?)null, new List<ZarrCodec>());
        foreach (var codec in list)
        {
            switch (NameOf(codec!))
            {
                case "bytes":
                    bigEndian = (codec as JsonObject)?["configuration"]?["endian"]?.ToString() == "big";
                    break;
                case "transpose":
                    order = OrderOf(codec!["configuration"]!["order"], shape.Length);
                    break;
                case var name:
                    codecs.Insert(0, ZarrCodecs.Named(folder, name));
                    break;
            }
        }

        return new ZarrArray(
            folder, shape, chunks, KindOf(folder, type), BitsOf(type), bigEndian,
            FillOf(header["fill_value"]), isDefault ? "c" + separator : "", separator, codecs, order, shards);
    }

    private static char SeparatorOf(string text) => text is "." or "/" ? text[0]
        : throw new InvalidDataException("The separator of chunk names must be a dot or a slash.");

    /// <summary>Returns the name of a codec, which is a plain string if the codec has no configuration.</summary>
    internal static string NameOf(JsonNode codec) => codec is JsonObject ? codec["name"]!.ToString() : codec.ToString();

    private static bool IsIdentity(JsonNode codec) => NameOf(codec) == "transpose"
        && codec["configuration"]?["order"] is JsonArray order && order.Index().All(o => (int?)o.Item == o.Index);

    /// <summary>Returns the order of axes in a chunk from "C", "F" or axis numbers; null if it equals that of the
    /// array.</summary>
    private static int[]? OrderOf(JsonNode? order, int axes) => order switch
    {
        JsonArray list => list.Index().All(o => (int?)o.Item == o.Index) ? null : ZarrHeader.Lengths(list),
        _ when order?.ToString() == "F" => [.. Enumerable.Range(0, axes).Reverse()],
        _ when order?.ToString() is null or "C" => null,
        _ => throw new InvalidDataException($"The order of axes '{order}' is invalid."),
    };

    /// <summary>Returns the kind of the samples of a type such as "&lt;u2" or "uint16".</summary>
    private static char KindOf(string folder, string type) => type.TrimStart('<', '>', '|') switch
    {
        "u1" or "u2" or "u4" or "u8" or "uint8" or "uint16" or "uint32" or "uint64" => 'u',
        "i1" or "i2" or "i4" or "i8" or "int8" or "int16" or "int32" or "int64" => 'i',
        "f4" or "f8" or "float32" or "float64" => 'f',
        _ => throw Errors.SampleType.With(folder, type),
    };

    /// <summary>Returns the bits of a known type: "&lt;u2" counts bytes, "uint16" counts bits.</summary>
    private static int BitsOf(string type)
    {
        var number = int.Parse(type.AsSpan().TrimStart("<>|abcdefghijklmnopqrstuvwxyz"), CultureInfo.InvariantCulture);
        return type.Contains("int") || type.Contains("float")
            ? number : 8 * number;
    }

    private static double FillOf(JsonNode? fill) =>
        fill is JsonValue value && value.TryGetValue<double>(out var number) ? number
        : fill?.ToString() == "NaN" ? double.NaN : 0;
}
