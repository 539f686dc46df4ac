using System.Buffers.Binary;
using System.Text;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>
/// Writes ND2 files independently of the codec: chunks with a map at the end, and metadata as lite variants or as XML.
/// </summary>
/// <param name="isXml">True for metadata as in version 2.</param>
internal sealed class TinyNd2(int width, int height, int bits = 16, bool isXml = false)
{
    private readonly MemoryStream _file = new();
    private readonly List<(string Name, long Offset, long Length)> _map = [];

    /// <summary>Components of a pixel; each is a channel unless <see cref="IsColor"/>.</summary>
    public string[] Channels { get; init; } = ["DAPI", "GFP"];

    /// <summary>True for one channel of blue, green and red.</summary>
    public bool IsColor { get; init; }

    public bool IsPacked { get; init; }

    /// <summary>True for metadata in compressed chunks.</summary>
    public bool PacksMetadata { get; init; }

    /// <summary>Bytes after the pixels of a row.</summary>
    public int Padding { get; init; }

    /// <summary>Loops from the outermost: T, P and Z with their lengths.</summary>
    public (char Axis, int Count)[] Loops { get; init; } = [];

    public string[] Positions { get; init; } = [];

    /// <summary>Places of the positions on the stage; without them, the files give none.</summary>
    public (double X, double Y)[] Stage { get; init; } = [];

    /// <summary>Positions that were not recorded.</summary>
    public int[] Skipped { get; init; } = [];

    public double PixelSize { get; init; } = .325;

    public int Compression => IsPacked ? 0 : 2;

    private int Components => IsColor ? 3 : Channels.Length;

    /// <summary>Returns the value of a sample; the bytes of numbers of 32 bits are those of a float.</summary>
    public static int Sample(int frame, int component, int x, int y) => (frame * 31) + (component * 7) + (y * 5) + x;

    /// <param name="frames">Number of frames that are stored.</param>
    public byte[] ToArray(int frames)
    {
        Chunk("ND2 FILE SIGNATURE CHUNK NAME01", Pad(Encoding.ASCII.GetBytes(isXml ? "Ver2.1" : "Ver3.0"), 64),
            isListed: false);
        Metadata("ImageAttributes", "SLxImageAttributes", [
            U("uiWidth", width), U("uiWidthBytes", RowBytes), U("uiHeight", height), U("uiComp", Components),
            U("uiBpcInMemory", bits),
            U("uiBpcSignificant", bits), U("uiSequenceCount", frames), U("eCompression", Compression),
        ]);
        if (Loops.Length > 0)
        {
            Metadata("ImageMetadata", "SLxExperiment", Loop(0));
        }

        var planes = IsColor ? [Level("a0", U("uiCompCount", 3), S("sDescription", Channels[0]))]
            : Channels.Select((name, i) => Level($"a{i}", U("uiCompCount", 1), S("sDescription", name))).ToArray();
        Metadata("ImageMetadataSeq|0", "SLxPictureMetadata", [
            Level("sPicturePlanes", U("uiCount", planes.Length), Level("sPlaneNew", planes)),
            D("dCalibration", PixelSize), B("bCalibrated", true),
        ]);
        for (var frame = 0; frame < frames; frame++)
        {
            Chunk($"ImageDataSeq|{frame}", [.. BitConverter.GetBytes(frame * 100.0), .. Frame(frame)]);
        }

        var at = _file.Length;
        using var map = new MemoryStream();
        foreach (var (name, offset, length) in _map)
        {
            map.Write(
                [.. Encoding.ASCII.GetBytes(name + "!"), .. BitConverter.GetBytes(offset),
                    .. BitConverter.GetBytes(length)]);
        }

        byte[] tail = [.. "ND2 CHUNK MAP SIGNATURE 0000001!"u8, .. BitConverter.GetBytes(at)];
        map.Write(tail);
        Chunk("ND2 FILEMAP SIGNATURE NAME 0001", map.ToArray(), isListed: false);
        return _file.ToArray();
    }

    private int RowBytes => (width * Components * bits / 8) + Padding;

    private byte[] Frame(int frame)
    {
        var data = new byte[RowBytes * height];
        for (var y = 0; y < height; y++)
        {
            for (var i = 0; i < width * Components; i++)
            {
                var value = Sample(frame, i % Components, i / Components, y);
                var target = data.AsSpan((y * RowBytes) + (i * bits / 8));
                switch (bits)
                {
                    case 8:
                        target[0] = (byte)value;
                        break;
                    case 16:
                        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)value);
                        break;
                    default:
                        BinaryPrimitives.WriteSingleLittleEndian(target, value / 4f);
                        break;
                }
            }
        }

        return IsPacked ? EncodedFiles.Deflated(data) : data;
    }

    private Value[] Loop(int depth)
    {
        var (axis, count) = Loops[depth];
        var type = axis switch { 'T' => 1, 'P' => 2, _ => 4 };
        var points = Level("Points", [.. Positions.Select((name, i) => Level("", [
            D("dPosX", i < Stage.Length ? Stage[i].X : 1), .. i < Stage.Length ? (Value[])[D("dPosY", Stage[i].Y)] : [],
            S("dPosName", name),
        ]))]);
        Value[] next = depth + 1 < Loops.Length ? [Level("ppNextLevelEx", Level("", Loop(depth + 1)))] : [];
        Value[] valid = axis == 'P' && Skipped.Length > 0
            ? [Level("pItemValid", [.. Positions.Select((_, i) => B("", !Skipped.Contains(i)))])] : [];
        Value[] parameters = axis == 'P' ? [U("uiCount", count), points] : [U("uiCount", count)];
        return [U("eType", type), .. valid, Level("uLoopPars", isXml ? [Level("", parameters)] : parameters), .. next];
    }

    private void Metadata(string chunk, string root, Value[] values)
    {
        var all = Level(root, values);
        var name = isXml ? chunk : chunk.Contains('|')
            ? chunk.Replace("|", "LV|", StringComparison.Ordinal) : chunk + "LV";
        var text = $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><variant version=\"1.0\">{all.Xml("no_name")}</variant>";
        byte[] data = isXml ? Encoding.UTF8.GetBytes(text) : all.Bytes();
        Chunk(name, PacksMetadata ? [(byte)'L', 0, .. new byte[10], .. EncodedFiles.Deflated(data)] : data);
    }

    /// <summary>Writes a chunk with the room that NIS-Elements leaves after names.</summary>
    private void Chunk(string name, byte[] data, bool isListed = true)
    {
        var label =
            Pad(Encoding.ASCII.GetBytes(name + "!"), name.StartsWith("ND2 FILE S", StringComparison.Ordinal) ? 32 : 48);
        if (isListed)
        {
            _map.Add((name, _file.Length, data.Length));
        }

        _file.Write([
            .. BitConverter.GetBytes(0x0ABECEDA), .. BitConverter.GetBytes(label.Length),
            .. BitConverter.GetBytes((long)data.Length), .. label, .. data,
        ]);
    }

    private static byte[] Pad(byte[] bytes, int length) => [.. bytes, .. new byte[length - bytes.Length]];

    private static Value U(string name, int value) => new(3, name, BitConverter.GetBytes(value), $"{value}", []);

    private static Value B(string name, bool value) =>
        new(1, name, [value ? (byte)1 : (byte)0], value ? "true" : "false", []);

    private static Value D(string name, double value) =>
        new(6, name, BitConverter.GetBytes(value), FormattableString.Invariant($"{value:R}"), []);

    private static Value S(string name, string value) =>
        new(8, name, Encoding.Unicode.GetBytes(value + "\0"), value, []);

    private static Value Level(string name, params Value[] items) => new(11, name, [], "", items);

    private sealed record Value(byte Type, string Name, byte[] Data, string Text, Value[] Items)
    {
        public byte[] Bytes()
        {
            byte[] head = [Type, (byte)(Name.Length + 1), .. Encoding.Unicode.GetBytes(Name + "\0")];
            if (Type != 11) return [.. head, .. Data];

            byte[][] items = [.. Items.Select(item => item.Bytes())];
            byte[] all = [.. items.SelectMany(item => item)];
            var length = head.Length + 12 + all.Length;
            var starts = items.SelectMany(
                (_, i) => BitConverter.GetBytes((long)head.Length + 12 + items.Take(i).Sum(item => item.Length)));
            return [.. head, .. BitConverter.GetBytes(items.Length), .. BitConverter.GetBytes((long)length),
                .. all, .. starts];
        }

        public string Xml(string? name = null)
        {
            var tag = name ?? (Name.Length == 0 ? "no_name" : Name);
            var type =
                Type switch { 1 => "bool", 3 => "lx_uint32", 6 => "double", 8 => "CLxStringW", _ => "CLxListVariant" };
            return Type == 11 ? $"<{tag} runtype=\"{type}\">{string.Concat(Items.Select(item => item.Xml()))}</{tag}>"
                : $"<{tag} runtype=\"{type}\" value=\"{Text}\"/>";
        }
    }
}
