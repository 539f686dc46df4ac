using System.IO.Compression;
using Stylize.Engine;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Managed;

/// <summary>Writes a little-endian TIFF (TIFF 6.0; Deflate from Adobe's supplement 2) of 8, 16 or 32-bit unsigned samples. ImageSharp writes 8 bits only.</summary>
internal static class TiffWriter
{
    private const int StripBytes = 1 << 18;
    private const int HeaderLength = 8;
    private const int EntryLength = 12;
    private const ushort Short = 3;
    private const ushort Long = 4;

    /// <summary>Fills one row of interleaved little-endian samples.</summary>
    internal delegate void RowFiller(int y, Span<byte> row);

    /// <summary>Writes one page.</summary>
    /// <exception cref="StylizeException">OperationFailed: more bytes than TIFF can count.</exception>
    internal static void Write(Stream target, int width, int height, int bands, int bits, bool hasAlpha, LosslessCompression compression, RowFiller fill)
    {
        var rowBytes = checked(width * bands * bits / 8);
        var stripRows = Math.Clamp(StripBytes / rowBytes, 1, height);
        var strips = new List<byte[]>();
        for (var first = 0; first < height; first += stripRows)
        {
            strips.Add(Strip(first, Math.Min(stripRows, height - first), rowBytes, compression, fill));
        }

        Assemble(target, width, height, bands, bits, hasAlpha, compression, stripRows, strips);
    }

    private static byte[] Strip(int first, int count, int rowBytes, LosslessCompression compression, RowFiller fill)
    {
        var plain = new byte[rowBytes * count];
        for (var y = 0; y < count; y++)
        {
            fill(first + y, plain.AsSpan(y * rowBytes, rowBytes));
        }

        if (compression == LosslessCompression.None)
        {
            return plain;
        }

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, compression == LosslessCompression.Fast ? CompressionLevel.Fastest : CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(plain);
        }

        return packed.ToArray();
    }

    private static void Assemble(Stream target, int width, int height, int bands, int bits, bool hasAlpha, LosslessCompression compression, int stripRows, List<byte[]> strips)
    {
        const int MostEntries = 12;
        var arraysAt = HeaderLength + 2 + (MostEntries * EntryLength) + 4;
        var dataAt = arraysAt + (4L * bands) + (8L * strips.Count);
        if (dataAt + strips.Sum(strip => (long)strip.Length) > uint.MaxValue)
        {
            throw new StylizeException(StylizeError.OperationFailed, null, "The image is beyond the 4 GiB that a TIFF holds.", "Use the libvips codec, which writes BigTIFF.");
        }

        var (formatsAt, offsetsAt, countsAt) = (arraysAt + (2 * bands), arraysAt + (4 * bands), arraysAt + (4 * bands) + (4 * strips.Count));
        var offsets = new List<uint>();
        foreach (var strip in strips)
        {
            offsets.Add((uint)dataAt);
            dataAt += strip.Length;
        }

        var colors = bands - (hasAlpha ? 1 : 0);
        var entries = new List<(ushort Tag, ushort Type, int Count, uint Value)>
        {
            (256, Long, 1, (uint)width),
            (257, Long, 1, (uint)height),
            (258, Short, bands, Shorts(bits, arraysAt)),
            (259, Short, 1, compression == LosslessCompression.None ? 1u : 8u),
            (262, Short, 1, colors == 3 ? 2u : 1u),
            (273, Long, strips.Count, strips.Count == 1 ? offsets[0] : (uint)offsetsAt),
            (277, Short, 1, (uint)bands),
            (278, Long, 1, (uint)stripRows),
            (279, Long, strips.Count, strips.Count == 1 ? (uint)strips[0].Length : (uint)countsAt),
            (284, Short, 1, 1),
            (339, Short, bands, Shorts(1, formatsAt)),
        };
        if (hasAlpha)
        {
            entries.Insert(10, (338, Short, 1, 2));
        }

        using var writer = new BinaryWriter(target, System.Text.Encoding.ASCII, leaveOpen: true);
        writer.Write("II*\0"u8);
        writer.Write((uint)HeaderLength);
        writer.Write((ushort)entries.Count);
        foreach (var (tag, type, count, value) in entries)
        {
            writer.Write(tag);
            writer.Write(type);
            writer.Write(count);
            writer.Write(value);
        }

        // No further page; then zeros where the entry that was not needed would be.
        writer.Write(new byte[4 + ((MostEntries - entries.Count) * EntryLength)]);
        Repeat(bits);
        Repeat(1);
        offsets.ForEach(writer.Write);
        strips.ForEach(strip => writer.Write(strip.Length));
        strips.ForEach(writer.Write);

        uint Shorts(int value, int at) => bands switch { 1 => (uint)value, 2 => (uint)(value | (value << 16)), _ => (uint)at };

        void Repeat(int value)
        {
            for (var band = 0; band < bands; band++)
            {
                writer.Write((ushort)value);
            }
        }
    }
}
