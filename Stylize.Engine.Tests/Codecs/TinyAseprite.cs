using System.Buffers.Binary;
using System.Text;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>
/// Writes sprites of Aseprite independently of the codec, chunk by chunk (aseprite/docs/ase-file-specs.md). Numbers
/// that do not matter are 0.
/// </summary>
internal sealed class TinyAseprite(int width, int height, int bits, uint flags = 1, byte transparent = 0)
{
    private readonly List<(int Milliseconds, List<byte[]> Chunks)> _frames = [];

    /// <summary>Returns a sprite with most parts that the format has.</summary>
    public static byte[] WithAllParts() => new TinyAseprite(6, 4, 32, flags: 3).Frame(50)
        .Palette(0, (1, 2, 3, 255)).Tag("all", 0, 2, 3, 2).Tileset(3, 2, 2, 2, new byte[32])
        .Layer("ground").Layer("group", kind: 1, opacity: 200).Layer("leaf", level: 1, blend: 5)
        .Layer("map", kind: 2, tileset: 3)
        .Cel(0, 0, 0, 6, 4, [.. Enumerable.Range(0, 96).Select(i => (byte)(i * 91))])
        .Cel(2, -1, 2, 3, 3, [.. Enumerable.Range(0, 36).Select(i => (byte)(i * 57))], opacity: 99, order: 1)
        .Tilemap(3, 2, 0, 2, 2, 1, 0x80000001, 0, 1)
        .Frame(0).Link(0, 0).Frame(70).Link(0, 1).Link(2, 0).ToArray();

    /// <summary>Begins a frame; the following chunks belong to it.</summary>
    public TinyAseprite Frame(int milliseconds)
    {
        _frames.Add((milliseconds, []));
        return this;
    }

    public TinyAseprite Chunk(int type, params byte[][] data)
    {
        byte[] all = [.. data.SelectMany(part => part)];
        _frames[^1].Chunks.Add([.. Long((uint)all.Length + 6), .. Word(type), .. all]);
        return this;
    }

    /// <param name="kind">0 image, 1 group, 2 tilemap.</param>
    /// <param name="flags">1 visible, 8 background, 64 reference.</param>
    public TinyAseprite Layer(
        string name, int flags = 1, int kind = 0, int level = 0, int blend = 0, byte opacity = 255,
        uint tileset = 0) => Chunk(
            0x2004, Word(flags), Word(kind), Word(level), Word(0), Word(0), Word(blend), [opacity, 0, 0, 0], Text(name),
            kind == 2 ? Long(tileset) : []);

    /// <summary>Adds an uncompressed or compressed cel.</summary>
    public TinyAseprite Cel(
        int layer, int x, int y, int width, int height, byte[] pixels, byte opacity = 255, int order = 0,
        bool isRaw = false) => Chunk(
            0x2005, Word(layer), Word(x), Word(y), [opacity], Word(isRaw ? 0 : 2), Word(order), new byte[5],
            Word(width), Word(height), isRaw ? pixels : EncodedFiles.Deflated(pixels));

    public TinyAseprite Link(int layer, int frame) =>
        Chunk(0x2005, Word(layer), Word(0), Word(0), [0], Word(1), Word(0), new byte[5], Word(frame));

    public TinyAseprite Tilemap(int layer, int x, int y, int columns, int rows, params uint[] tiles) => Chunk(
        0x2005, Word(layer), Word(x), Word(y), [255], Word(3), Word(0), new byte[5], Word(columns),
        Word(rows), Word(32), Long(0x1fffffff), Long(0x80000000), Long(0x40000000), Long(0x20000000), new byte[10],
        EncodedFiles.Deflated([.. tiles.SelectMany(Long)]));

    public TinyAseprite Tileset(uint id, int width, int height, uint count, byte[] pixels, uint flags = 6) => Chunk(
        0x2023, Long(id), Long(flags), Long(count), Word(width), Word(height), Word(1), new byte[14], Text("tiles"),
        Long((uint)EncodedFiles.Deflated(pixels).Length), EncodedFiles.Deflated(pixels));

    /// <summary>Adds a palette of red, green, blue and alpha; the first color has a name.</summary>
    public TinyAseprite Palette(int first, params (byte R, byte G, byte B, byte A)[] colors) => Chunk(
        0x2019, Long((uint)(first + colors.Length)), Long((uint)first), Long((uint)(first + colors.Length - 1)),
        new byte[8],
        [.. colors.SelectMany(
            (c, i) => (byte[])[.. Word(i == 0 ? 1 : 0), c.R, c.G, c.B, c.A, .. i == 0 ? Text("one") : []])]);

    public TinyAseprite Tag(string name, int first, int last, byte direction, int repeat) => Chunk(
        0x2018, Word(1), new byte[8], Word(first), Word(last), [direction], Word(repeat), new byte[10], Text(name));

    /// <param name="speed">Duration of frames without one.</param>
    /// <param name="frames">Number of frames that the header claims; null for those added.</param>
    public byte[] ToArray(int speed = 70, int? frames = null)
    {
        byte[] all = [.. _frames.SelectMany(Bytes)];
        byte[] header =
        [
            .. Long((uint)all.Length + 128), .. Word(0xa5e0), .. Word(frames ?? _frames.Count), .. Word(width),
            .. Word(height),
            .. Word(bits), .. Long(flags), .. Word(speed), .. Long(0), .. Long(0), transparent, 0, 0, 0,
            .. Word(0), 1, 1,
        ];
        return [.. header, .. new byte[128 - header.Length], .. all];
    }

    private static byte[] Bytes((int Milliseconds, List<byte[]> Chunks) frame)
    {
        byte[] chunks = [.. frame.Chunks.SelectMany(chunk => chunk)];
        return
        [
            .. Long((uint)chunks.Length + 16), .. Word(0xf1fa), .. Word(frame.Chunks.Count),
            .. Word(frame.Milliseconds), 0, 0, .. Long(0), .. chunks,
        ];
    }

    public static byte[] Word(int value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        return bytes;
    }

    public static byte[] Long(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Text(string text) =>
        [.. Word(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];
}
