using System.IO.Compression;

namespace Stylize.Codecs.Managed;

/// <summary>
/// Changes the parts of a PNG on which ImageSharp fails: IDAT chunks of one byte, which the PNG specification allows, animation chunks
/// when a file is identified, and transparent colors of 16 bits, which it reads with the low byte first.
/// </summary>
internal static class PngData
{
    /// <summary>Returns the stream itself, or a changed copy if necessary.</summary>
    internal static Stream Plain(Stream png)
    {
        var chunks = PngChunk.All(png).ToList();
        var pieces = chunks.FindAll(chunk => chunk.Type == "IDAT");
        var header = Header(png);
        var isSwapped = header[8] == 16 && chunks.Exists(chunk => chunk.Type == "tRNS");
        if (!isSwapped && !chunks.Exists(IsOfAnimation) && (pieces.Count < 2 || pieces.TrueForAll(piece => piece.Length > 1))) return png;

        var plain = new MemoryStream();
        plain.Write(PngChunk.Signature);
        using var data = new MemoryStream();
        foreach (var chunk in chunks.Where(chunk => !IsOfAnimation(chunk)))
        {
            if (isSwapped && chunk.Type == "tRNS")
            {
                var color = MemoryMarshal.Cast<byte, ushort>(chunk.Data(png).AsSpan());
                BinaryPrimitives.ReverseEndianness(color, color);
                PngChunk.Write(plain, "tRNS"u8, MemoryMarshal.AsBytes(color));
                continue;
            }

            if (chunk.Type != "IDAT")
            {
                plain.Write(StreamBytes.Read(png, chunk.At, chunk.Length + PngChunk.FrameLength));
                continue;
            }

            data.Write(chunk.Data(png));
            if (chunk.At == pieces[^1].At)
            {
                PngChunk.Write(plain, "IDAT"u8, data.ToArray());
            }
        }

        return plain;
    }

    /// <summary>Throws if the image data has fewer bytes than the pixels need.</summary>
    internal static bool RequireComplete(Stream png)
    {
        using var data = new MemoryStream();
        foreach (var chunk in PngChunk.All(png).Where(chunk => chunk.Type == "IDAT").ToList())
        {
            data.Write(chunk.Data(png));
        }

        data.Position = 0;
        using var inflated = new ZLibStream(data, CompressionMode.Decompress);
        var buffer = new byte[1 << 16];
        for (var missing = DataBytes(Header(png)); missing > 0;)
        {
            var count = inflated.Read(buffer);
            missing -= count > 0 ? count : throw new InvalidDataException("The image data ends before the last pixel.");
        }

        return true;
    }

    /// <summary>Returns the bytes of all rows with their filters (PNG specification, third edition, 8 and 11.2.1).</summary>
    private static long DataBytes(ReadOnlySpan<byte> header)
    {
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(header), BinaryPrimitives.ReadUInt32BigEndian(header[4..]));
        var bits = header[8] * header[9] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        return header[12] == 0
            ? Bytes(0, 0, 1, 1)
            : Bytes(0, 0, 8, 8) + Bytes(4, 0, 8, 8) + Bytes(0, 4, 4, 8) + Bytes(2, 0, 4, 4) + Bytes(0, 2, 2, 4) + Bytes(1, 0, 2, 2)
                + Bytes(0, 1, 1, 2);

        long Bytes(int left, int top, int stepX, int stepY)
        {
            var (columns, rows) = ((width - left + stepX - 1) / stepX, (height - top + stepY - 1) / stepY);
            return columns > 0 ? rows * (((columns * bits) + 7) / 8 + 1) : 0;
        }
    }

    /// <summary>Returns the data of IHDR, which is the first chunk (PNG specification, third edition, 11.2.1).</summary>
    private static byte[] Header(Stream png)
    {
        const int DataAt = PngChunk.SignatureLength + 8, DataBytes = 13, MethodAt = 10;
        var header = StreamBytes.Read(png, DataAt, DataBytes);
        return header[MethodAt] == 0 ? header : throw new InvalidDataException("The compression method is unknown.");
    }

    private static bool IsOfAnimation(PngChunk chunk) => chunk.Type is "acTL" or "fcTL" or "fdAT";
}
