using System;
using System.Buffers.Binary;
using System.IO;
using System.IO.Compression;
using System.Text;

namespace StylizeTests;

/// <summary>Writes and inspects PNG files without the tested module.</summary>
public static class TestPng
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] Table = MakeTable();

    public static void Write(string path, int width, int height, int seed)
    {
        using var pixels = new MemoryStream();
        using (var deflate = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            var random = new Random(seed);
            var row = new byte[1 + (3 * width)];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var block = ((x * 4 / width) + (y * 3 / height * 4) + seed) * 2654435761u;
                    row[1 + (3 * x)] = (byte)(((block >> 8) & 0xC0) + (x * 48 / width) + random.Next(12));
                    row[2 + (3 * x)] = (byte)(((block >> 16) & 0xC0) + (y * 48 / height) + random.Next(12));
                    row[3 + (3 * x)] = (byte)(((block >> 24) & 0xC0) + random.Next(12));
                }

                deflate.Write(row);
            }
        }

        Save(path, (uint)width, (uint)height, pixels.ToArray());
    }

    /// <summary>
    /// Writes an 8-bit gray tile: bright discs on a dark background with noise. Some discs touch each other or the
    /// border.
    /// </summary>
    public static void WriteCells(string path, int width, int height, int seed)
    {
        using var pixels = new MemoryStream();
        using (var deflate = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            var random = new Random(seed);
            var row = new byte[1 + width];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var (dx, dy) = (((x + (seed * 7)) % 40) - 20, ((y + (seed * 3)) % 40) - 20);
                    row[1 + x] = (byte)(((dx * dx) + (dy * dy) <= 144 ? 150 : 20) + random.Next(16));
                }

                deflate.Write(row);
            }
        }

        Save(path, (uint)width, (uint)height, pixels.ToArray(), colorType: 0);
    }

    public static void WriteBomb(string path, uint width, uint height)
    {
        using var pixels = new MemoryStream();
        using (var deflate = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(new byte[4096]);
        }

        Save(path, width, height, pixels.ToArray());
    }

    public static Header Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var isPng = bytes.Length > 45 && bytes.AsSpan(0, 8).SequenceEqual(Signature);
        return new Header(
            isPng ? BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)) : 0,
            isPng ? BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)) : 0,
            isPng && bytes.AsSpan(bytes.Length - 8, 4).SequenceEqual("IEND"u8));
    }

    public record Header(int Width, int Height, bool IsComplete);

    private static void Save(string path, uint width, uint height, byte[] data, byte colorType = 2)
    {
        using var file = File.Create(path);
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = colorType;
        Chunk(file, "IHDR", header);
        Chunk(file, "IDAT", data);
        Chunk(file, "IEND", []);
    }

    private static void Chunk(Stream file, string type, byte[] data)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        var body = new byte[4 + data.Length];
        Encoding.ASCII.GetBytes(type, body);
        data.CopyTo(body, 4);
        file.Write(body);
        var crc = uint.MaxValue;
        foreach (var b in body)
        {
            crc = Table[(crc ^ b) & 0xFF] ^ (crc >> 8);
        }

        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        file.Write(number);
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < 256; n++)
        {
            var c = n;
            for (var k = 0; k < 8; k++)
            {
                c = (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1;
            }

            table[n] = c;
        }

        return table;
    }
}
