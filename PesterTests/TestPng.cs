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
    /// Writes a 48 x 32 image that is stored rotated or mirrored, with the EXIF orientation (1 to 8) that restores it, as defined in the
    /// TIFF 6.0 specification.
    /// </summary>
    public static void WriteOriented(string path, int orientation)
    {
        var (width, height) = orientation > 4 ? (32, 48) : (48, 32);
        using var pixels = new MemoryStream();
        using (var deflate = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                deflate.WriteByte(0);
                for (var x = 0; x < width; x++)
                {
                    var (shownX, shownY) = orientation switch
                    {
                        1 => (x, y),
                        2 => (width - 1 - x, y),
                        3 => (width - 1 - x, height - 1 - y),
                        4 => (x, height - 1 - y),
                        5 => (y, x),
                        6 => (height - 1 - y, x),
                        7 => (height - 1 - y, width - 1 - x),
                        _ => (y, width - 1 - x),
                    };
                    deflate.Write([(byte)(5 * shownX), (byte)(7 * shownY), (byte)(shownX > 30 && shownY < 12 ? 240 : 60)]);
                }
            }
        }

        byte[] exif = [.. "MM\0*\0\0\0\b\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0"u8, (byte)orientation, 0, 0, 0, 0, 0, 0];
        Save(path, (uint)width, (uint)height, pixels.ToArray(), exif: exif);
    }

    /// <summary>
    /// Writes an 8-bit gray tile: bright discs on a dark background with noise. Some discs touch each other or the border.
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
            isPng && bytes.AsSpan(bytes.Length - 8, 4).SequenceEqual("IEND"u8),
            bytes.AsSpan().IndexOf("eXIf"u8) >= 0);
    }

    public record Header(int Width, int Height, bool IsComplete, bool HasExif);

    private static void Save(string path, uint width, uint height, byte[] data, byte colorType = 2, byte[] exif = null)
    {
        using var file = File.Create(path);
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = colorType;
        Chunk(file, "IHDR", header);
        if (exif is not null)
        {
            Chunk(file, "eXIf", exif);
        }

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
