using System.Buffers.Binary;
using Stylize.Engine.IO;

namespace Stylize.Codecs.Managed;

/// <summary>Joins the IDAT chunks of a PNG into one. ImageSharp fails on those of a single byte, which the PNG specification allows.</summary>
internal static class PngData
{
    private const int SignatureLength = 8;
    private const int ChunkFrame = 12;

    /// <summary>The same stream where its chunks are of usual length, else a copy with one IDAT chunk.</summary>
    /// <exception cref="InvalidDataException">A chunk that would be joined has a wrong checksum.</exception>
    internal static Stream Joined(Stream png)
    {
        var pieces = Chunks(png).Where(chunk => chunk.IsData).ToList();
        if (pieces.Count < 2 || pieces.All(piece => piece.Length > 1))
        {
            return png;
        }

        var joined = new MemoryStream();
        Copy(png, 0, SignatureLength, joined);
        using var data = new MemoryStream();
        foreach (var chunk in Chunks(png))
        {
            if (!chunk.IsData)
            {
                Copy(png, chunk.At, chunk.Length + ChunkFrame, joined);
                continue;
            }

            data.Write(Checked(png, chunk.At, chunk.Length));
            if (chunk.At == pieces[^1].At)
            {
                PngChunk.Write(joined, "IDAT"u8, data.ToArray());
            }
        }

        return joined;
    }

    private static IEnumerable<(long At, int Length, bool IsData)> Chunks(Stream png)
    {
        var head = new byte[8];
        for (long at = SignatureLength; at + ChunkFrame <= png.Length; at += ChunkFrame + BinaryPrimitives.ReadUInt32BigEndian(head))
        {
            png.Position = at;
            png.ReadExactly(head);
            yield return (at, (int)BinaryPrimitives.ReadUInt32BigEndian(head), head.AsSpan(4).SequenceEqual("IDAT"u8));
        }
    }

    private static byte[] Checked(Stream png, long at, int length)
    {
        var typeAndData = new byte[length + 4];
        Span<byte> sum = stackalloc byte[4];
        png.Position = at + 4;
        png.ReadExactly(typeAndData);
        png.ReadExactly(sum);
        return BinaryPrimitives.ReadUInt32BigEndian(sum) == Crc32.Finish(Crc32.Update(Crc32.Start, typeAndData))
            ? typeAndData[4..]
            : throw new InvalidDataException("A chunk of the PNG has a wrong checksum.");
    }

    private static void Copy(Stream from, long at, int length, Stream to)
    {
        var bytes = new byte[length];
        from.Position = at;
        from.ReadExactly(bytes);
        to.Write(bytes);
    }
}
