using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stylize.Codecs.Files;
using Stylize.Engine;

namespace Stylize.Codecs.Zarr;

/// <summary>The header of a Zarr array of unsigned integers of 8 or 16 bits, of format 2 (.zarray) or 3 (zarr.json).</summary>
/// <param name="Folder">Full path of the array.</param>
/// <param name="Shape">Lengths of its axes; the last two are rows and columns.</param>
/// <param name="Chunks">Lengths of a chunk's axes.</param>
/// <param name="Bits">8 or 16.</param>
/// <param name="BigEndian">True where the high byte comes first.</param>
/// <param name="Fill">What chunks without a file hold.</param>
/// <param name="Prefix">Begins the name of each chunk.</param>
/// <param name="Separator">Stands between the numbers of a chunk's name.</param>
/// <param name="Codecs">What undoes the packing of a chunk, in the order of decoding.</param>
internal sealed record ZarrArray(
    string Folder,
    IReadOnlyList<int> Shape,
    IReadOnlyList<int> Chunks,
    int Bits,
    bool BigEndian,
    ushort Fill,
    string Prefix,
    char Separator,
    IReadOnlyList<IZarrCodec> Codecs)
{
    private const long MaxChunkBytes = 1L << 30;

    public int Width => Shape[^1];

    public int Height => Shape[^2];

    /// <summary>Planes of rows and columns.</summary>
    public int Planes => Shape.SkipLast(2).Aggregate(1, (product, length) => checked(product * length));

    /// <summary>Bytes of a chunk, unpacked.</summary>
    public int ChunkBytes => Chunks.Aggregate(Bits / 8, (product, length) => product * length);

    /// <summary>True for a folder that holds an array.</summary>
    public static bool IsArray(string folder) =>
        File.Exists(Path.Combine(folder, ".zarray"))
        || (File.Exists(Path.Combine(folder, "zarr.json")) && Json(Path.Combine(folder, "zarr.json"))["node_type"]?.ToString() == "array");

    /// <summary>Reads the header.</summary>
    /// <exception cref="StylizeException">ImageUnreadable: it is damaged. FormatUnsupported: a codec or a type is not read.</exception>
    public static ZarrArray Read(string folder)
    {
        var old = Path.Combine(folder, ".zarray");
        try
        {
            var array = File.Exists(old) ? Version2(folder, Json(old)) : Version3(folder, Json(Path.Combine(folder, "zarr.json")));
            var bytes = array.Chunks.Aggregate((long)array.Bits / 8, (product, length) => Math.Min(product * length, long.MaxValue >> 32));
            if (array.Shape.Count < 2 || array.Shape.Count != array.Chunks.Count || array.Shape.Any(l => l < 1)
                || array.Chunks.Any(l => l < 1) || bytes > MaxChunkBytes)
            {
                throw new InvalidDataException("Its shape is no image's.");
            }

            return array;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or InvalidDataException
            or OverflowException or IOException or NullReferenceException or ArgumentException)
        {
            throw SourceStream.Unreadable(folder, "has no header of a Zarr array that can be read", "Write the array again.", failure);
        }
    }

    private static ZarrArray Version2(string folder, JsonNode header)
    {
        var type = (string)header["dtype"]!;
        var codecs = new List<IZarrCodec>();
        if (header["compressor"] is JsonObject compressor)
        {
            codecs.Add(ZarrCodecs.Named(folder, (string)compressor["id"]!));
        }

        foreach (var filter in header["filters"] as JsonArray ?? [])
        {
            throw ZarrCodecs.Unsupported(folder, (string)filter!["id"]!);
        }

        if ((string?)header["order"] is not (null or "C"))
        {
            throw new StylizeException(
                StylizeError.FormatUnsupported, folder, $"'{folder}' stores its axes in the order {header["order"]}; only C is read.",
                "Write the array in the order C.");
        }

        var separator = (string?)header["dimension_separator"] ?? ".";
        return new ZarrArray(
            folder, Lengths(header["shape"]), Lengths(header["chunks"]), BitsOf(folder, type, type is "|u1" or "<u1" or ">u1" or "u1"),
            type[0] == '>', FillOf(header["fill_value"]), "", separator[0], codecs);
    }

    private static ZarrArray Version3(string folder, JsonNode header)
    {
        var type = header["data_type"]!.ToString();
        var grid = header["chunk_grid"]!;
        if ((string?)grid["name"] != "regular")
        {
            throw new StylizeException(
                StylizeError.FormatUnsupported, folder, $"'{folder}' has the chunk grid '{grid["name"]}'; only regular ones are read.",
                "Write the array with a regular grid.");
        }

        var key = header["chunk_key_encoding"];
        var isDefault = (string?)key?["name"] is null or "default";
        var separator = (string?)key?["configuration"]?["separator"] ?? (isDefault ? "/" : ".");
        var (bigEndian, codecs) = (false, new List<IZarrCodec>());
        foreach (var codec in header["codecs"]!.AsArray())
        {
            switch ((string)codec!["name"]!)
            {
                case "bytes":
                    bigEndian = (string?)codec["configuration"]?["endian"] == "big";
                    break;
                case "transpose" when IsIdentity(codec["configuration"]?["order"] as JsonArray):
                    break;
                case var name:
                    codecs.Insert(0, ZarrCodecs.Named(folder, name));
                    break;
            }
        }

        return new ZarrArray(
            folder, Lengths(header["shape"]), Lengths(grid["configuration"]!["chunk_shape"]), BitsOf(folder, type, type == "uint8"),
            bigEndian, FillOf(header["fill_value"]), isDefault ? "c" + separator : "", separator[0], codecs);
    }

    private static bool IsIdentity(JsonArray? order) => order is not null && order.Index().All(o => (int?)o.Item == o.Index);

    private static int BitsOf(string folder, string type, bool isByte) =>
        isByte ? 8
        : type is "<u2" or ">u2" or "uint16" ? 16
        : throw new StylizeException(
            StylizeError.FormatUnsupported, folder, $"'{folder}' has samples of the type '{type}'; only unsigned 8 and 16 bits are read.",
            "Convert it to uint16, scaled as you mean it.");

    private static ushort FillOf(JsonNode? fill) =>
        fill is JsonValue value && value.TryGetValue<double>(out var number) ? (ushort)Math.Clamp(number, 0, ushort.MaxValue) : (ushort)0;

    private static int[] Lengths(JsonNode? list) =>
        [.. list!.AsArray().Select(length => int.Parse(length!.ToString(), CultureInfo.InvariantCulture))];

    private static JsonNode Json(string path) => JsonNode.Parse(File.ReadAllBytes(path)) ?? throw new InvalidDataException("It is empty.");
}
