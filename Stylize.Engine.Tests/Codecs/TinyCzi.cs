using System.Buffers.Binary;
using System.Text;
using ZstdSharp;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>Writes CZI files independently of the codec: segments of blocks, a directory and metadata.</summary>
internal sealed class TinyCzi
{
    private readonly MemoryStream _file = new();
    private readonly List<byte[]> _entries = [];

    public TinyCzi()
    {
        Segment("ZISRAWFILE", new byte[512]);
    }

    /// <summary>Scenes with the names of their wells, and names of channels.</summary>
    public string Metadata { get; init; } = "";

    /// <summary>True for entries of a file that is one of several.</summary>
    public bool IsPart { get; init; }

    /// <summary>Returns the metadata of channels, and of scenes in wells.</summary>
    public static string Describe(
        string[] channels, string[] wells, double? micrometers = null, string[]? centers = null)
    {
        var scenes = wells.Select((well, i) => $"<Scene Index=\"{i}\" Name=\"P{i + 1}\"><Shape Name=\"{well}\"/>"
            + $"{(centers is null ? "" : $"<CenterPosition>{centers[i]}</CenterPosition>")}</Scene>");
        var size = micrometers is { } width
            ? "<Scaling><Items><Distance Id=\"Z\"><Value>9</Value></Distance>"
                + string.Concat(new[] { "Y", "X" }.Select(axis => FormattableString.Invariant(
                    $"<Distance Id=\"{axis}\"><Value>{(axis == "Y" ? 2 : 1) * width / 1e6:R}</Value></Distance>")))
                + "</Items></Scaling>" : "";
        return "<?xml version=\"1.0\"?><ImageDocument><Metadata><Information><Image><Dimensions><Channels>"
            + string.Concat(channels.Select(channel => $"<Channel Id=\"x\" Name=\"{channel}\"><Fluor/></Channel>"))
            + "</Channels><S><Scenes>" + string.Concat(scenes)
            + $"</Scenes></S></Dimensions></Image></Information>{size}</Metadata></ImageDocument>";
    }

    /// <summary>Adds a block.</summary>
    /// <param name="pixels">Bytes of the pixels, in rows.</param>
    /// <param name="dimensions">Numbers by axis, such as C1 T0 S2 M3.</param>
    /// <param name="compression">
    /// 0 none, 5 zstd, 6 zstd with a header, 60 and low and high bytes apart; other numbers store the bytes.
    /// </param>
    /// <param name="scale">Number of pixels at full resolution per stored pixel.</param>
    public TinyCzi Block(
        int x, int y, int width, int height, byte[] pixels, string dimensions = "", int pixelType = 1,
        int compression = 0, int scale = 1)
    {
        var axes = dimensions.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(axis =>
                Dimension(axis[0], int.Parse(axis[1..], System.Globalization.CultureInfo.InvariantCulture), 1, 0))
            .Prepend(Dimension('Y', y, height * scale, height))
            .Prepend(Dimension('X', x, width * scale, width)).ToArray();
        var entry = new byte[32 + (20 * axes.Length)];
        "DV"u8.CopyTo(entry);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(2), pixelType);
        BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(6), _file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(14), IsPart ? 1 : 0);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(18), compression == 60 ? 6 : compression);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(28), axes.Length);
        axes.SelectMany(axis => axis).ToArray().CopyTo(entry, 32);
        _entries.Add(entry);

        byte[] data = compression switch
        {
            5 => Pack(pixels),
            6 => [1, .. Pack(pixels)],
            60 => [3, 1, 1, .. Pack([.. pixels.Where((_, i) => i % 2 == 0), .. pixels.Where((_, i) => i % 2 == 1)])],
            _ => pixels,
        };
        var (metadata, head) = ("<METADATA/>"u8.ToArray(), new byte[16]);
        BinaryPrimitives.WriteInt32LittleEndian(head, metadata.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(8), data.Length);
        Segment("ZISRAWSUBBLOCK",
            [.. head, .. entry, .. new byte[Math.Max(0, 240 - entry.Length)], .. metadata, .. data]);
        return this;
    }

    public byte[] ToArray()
    {
        var text = Encoding.UTF8.GetBytes(Metadata);
        var metadata = _file.Length;
        var head = new byte[256];
        BinaryPrimitives.WriteInt32LittleEndian(head, text.Length);
        Segment("ZISRAWMETADATA", [.. head, .. text]);

        var directory = _file.Length;
        head = new byte[128];
        BinaryPrimitives.WriteInt32LittleEndian(head, _entries.Count);
        Segment("ZISRAWDIRECTORY", [.. head, .. _entries.SelectMany(entry => entry)]);

        var file = _file.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(32), 1);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(32 + 52), directory);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(32 + 60), metadata);
        return file;
    }

    private static byte[] Dimension(char axis, int start, int size, int stored)
    {
        var bytes = new byte[20];
        bytes[0] = (byte)axis;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), start);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), size);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), stored);
        return bytes;
    }

    private static byte[] Pack(byte[] data)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(data).ToArray();
    }

    /// <summary>Writes a segment at a multiple of 32 bytes.</summary>
    private void Segment(string id, byte[] data)
    {
        var room = (data.Length + 31) / 32 * 32;
        byte[] name = [.. Encoding.ASCII.GetBytes(id), .. new byte[16 - id.Length]];
        _file.Write(
            [.. name, .. BitConverter.GetBytes((long)room), .. BitConverter.GetBytes((long)data.Length), .. data]);
        _file.Write(new byte[room - data.Length]);
    }
}
