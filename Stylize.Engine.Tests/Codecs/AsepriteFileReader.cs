using System.IO.Compression;
using System.Text;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>
/// A second reader of sprites with one image layer, written from the description of the format
/// (aseprite/docs/ase-file-specs.md) to check the files of the codec.
/// </summary>
internal sealed class AsepriteFileReader
{
    public int Width { get; private init; }
    public int Height { get; private init; }
    public int Bits { get; private init; }
    public List<Rgba32> Palette { get; } = [];
    public List<(string Name, int First, int Last, byte Direction, int Repeat)> Tags { get; } = [];
    public List<(int Flags, string Name)> Layers { get; } = [];
    public List<string> UserData { get; } = [];
    public List<(int Milliseconds, Rgba32[] Pixels, int CelType)> Frames { get; } = [];

    public static AsepriteFileReader Read(byte[] file)
    {
        using var reader = new BinaryReader(new MemoryStream(file));
        Assert.Equal((uint)file.Length, reader.ReadUInt32());
        Assert.Equal(0xa5e0, reader.ReadUInt16());
        var frames = reader.ReadUInt16();
        var sprite =
            new AsepriteFileReader { Width = reader.ReadUInt16(), Height = reader.ReadUInt16(),
                Bits = reader.ReadUInt16() };
        reader.ReadBytes(14);
        var transparent = reader.ReadByte();
        reader.BaseStream.Position = 128;
        for (var i = 0; i < frames; i++)
        {
            sprite.ReadFrame(reader, transparent);
        }

        Assert.Equal(file.Length, reader.BaseStream.Position);
        return sprite;
    }

    private void ReadFrame(BinaryReader reader, byte transparent)
    {
        var end = reader.BaseStream.Position + reader.ReadUInt32();
        Assert.Equal(0xf1fa, reader.ReadUInt16());
        var old = reader.ReadUInt16();
        var milliseconds = reader.ReadUInt16();
        reader.ReadUInt16();
        var chunks = reader.ReadUInt32();
        Assert.Equal(old, chunks);
        var frame = (Milliseconds: (int)milliseconds, Pixels: new Rgba32[Width * Height], CelType: -1);
        for (var i = 0u; i < chunks; i++)
        {
            var next = reader.BaseStream.Position + reader.ReadUInt32();
            switch (reader.ReadUInt16())
            {
                case 0x2004:
                    var flags = reader.ReadUInt16();
                    Assert.Equal((0, 0), (reader.ReadUInt16(), reader.ReadUInt16()));
                    reader.ReadBytes(12 - 2);
                    Layers.Add((flags, Text(reader)));
                    break;
                case 0x2005:
                    frame = frame with { CelType = ReadCel(reader, frame.Pixels, next, transparent) };
                    break;
                case 0x2018:
                    var tags = reader.ReadUInt16();
                    reader.ReadBytes(8);
                    for (var tag = 0; tag < tags; tag++)
                    {
                        var (first, last, direction, repeat) = (
                            reader.ReadUInt16(), reader.ReadUInt16(), reader.ReadByte(), reader.ReadUInt16());
                        reader.ReadBytes(10);
                        Tags.Add((Text(reader), first, last, direction, repeat));
                    }

                    break;
                case 0x2019:
                    var size = reader.ReadUInt32();
                    Assert.Equal((0u, size - 1), (reader.ReadUInt32(), reader.ReadUInt32()));
                    reader.ReadBytes(8);
                    for (var color = 0; color < size; color++)
                    {
                        Assert.Equal(0, reader.ReadUInt16());
                        Palette.Add(
                            new Rgba32(reader.ReadByte(), reader.ReadByte(), reader.ReadByte(), reader.ReadByte()));
                    }

                    break;
                case 0x2020:
                    Assert.Equal(1u, reader.ReadUInt32());
                    UserData.Add(Text(reader));
                    break;
                case 0x2007:
                    Assert.Equal(1, reader.ReadUInt16());
                    reader.ReadBytes(14);
                    break;
                default:
                    Assert.Fail("An unknown chunk.");
                    break;
            }

            Assert.Equal(next, reader.BaseStream.Position);
        }

        Assert.Equal(end, reader.BaseStream.Position);
        Frames.Add(frame);
    }

    private int ReadCel(BinaryReader reader, Rgba32[] frame, long end, byte transparent)
    {
        Assert.Equal(0, reader.ReadUInt16());
        var (left, top) = (reader.ReadInt16(), reader.ReadInt16());
        Assert.Equal(255, reader.ReadByte());
        var kind = reader.ReadUInt16();
        reader.ReadBytes(7);
        if (kind == 1)
        {
            Frames[reader.ReadUInt16()].Pixels.CopyTo(frame, 0);
            return kind;
        }

        Assert.Equal(2, kind);
        var (width, height) = (reader.ReadUInt16(), reader.ReadUInt16());
        using var data = new MemoryStream();
        using (var stored = new MemoryStream(reader.ReadBytes((int)(end - reader.BaseStream.Position))))
        using (var zlib = new ZLibStream(stored, CompressionMode.Decompress))
        {
            zlib.CopyTo(data);
        }

        var pixels = data.ToArray();
        Assert.Equal(width * height * Bits / 8, pixels.Length);
        var isBackground = (Layers[0].Flags & 8) != 0;
        for (var i = 0; i < width * height; i++)
        {
            frame[((top + (i / width)) * Width) + left + (i % width)] =
                Bits == 32 ? new Rgba32(pixels[4 * i], pixels[(4 * i) + 1], pixels[(4 * i) + 2], pixels[(4 * i) + 3])
                : pixels[i] == transparent && !isBackground ? default
                : Palette[pixels[i]];
        }

        return kind;
    }

    private static string Text(BinaryReader reader) => Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadUInt16()));
}
