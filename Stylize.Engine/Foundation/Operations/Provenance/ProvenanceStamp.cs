using Stylize.Engine.Imaging.Png;

namespace Stylize.Engine.Operations.Provenance;

/// <summary>
/// Copies an image that this program wrote with other provenance, without decoding it. The copy equals the image
/// written with this provenance.
/// </summary>
internal static class ProvenanceStamp
{
    private const ushort StripOffsets = 273, TileOffsets = 324, Xmp = 700;

    /// <param name="from">A PNG or TIFF file, at its start.</param>
    /// <param name="target">A stream that can seek, at its start.</param>
    /// <exception cref="InvalidDataException">The file has no provenance, or another program wrote it.</exception>
    public static void Copy(Stream from, Stream target, string provenance)
    {
        using var reader = new BinaryReader(from, Encoding.UTF8, leaveOpen: true);
        try
        {
            if (from.ReadByte() == IndexedPngWriter.Signature[0])
            {
                CopyPng(reader, target, provenance);
            }
            else
            {
                CopyTiff(reader, target, provenance);
            }
        }
        catch (EndOfStreamException failure)
        {
            throw new InvalidDataException(null, failure);
        }
    }

    private static void CopyPng(BinaryReader from, Stream target, string provenance)
    {
        var (isStamped, type) = (false, "    "u8.ToArray());
        from.BaseStream.Position = IndexedPngWriter.Signature.Length;
        target.Write(IndexedPngWriter.Signature);
        while (!type.AsSpan().SequenceEqual("IEND"u8))
        {
            var length = BinaryPrimitives.ReverseEndianness(from.ReadInt32());
            from.BaseStream.ReadExactly(type);
            var left = from.BaseStream.Length - from.BaseStream.Position;
            var data = from.ReadBytes(length >= 0 && length <= left ? length : throw new EndOfStreamException());

            // The checksum is written again.
            from.BaseStream.Position += sizeof(int);
            if (type.AsSpan().SequenceEqual("iTXt"u8) && data.AsSpan().StartsWith(IndexedPngWriter.Keyword))
            {
                IndexedPngWriter.WriteProvenance(target, provenance);
                isStamped = true;
            }
            else
            {
                IndexedPngWriter.WriteChunk(target, type, data);
            }
        }

        if (!isStamped) throw new InvalidDataException();
    }

    private static void CopyTiff(BinaryReader from, Stream target, string provenance)
    {
        var source = from.BaseStream;
        source.Position = 2;
        var isBig = from.ReadUInt16() == 43;
        var (copied, isStamped) = (0L, false);
        var linkAt = source.Position = isBig ? 8 : 4;
        for (var at = Number(); at > 0;)
        {
            source.Position = copied;
            var shift = target.Position - copied;
            Pass(at - copied);
            var directory = new TiffDirectoryWriter(target.Position, isBig);
            var (end, count) = (0L, isBig ? from.ReadInt64() : from.ReadUInt16());
            for (var entry = 0; entry < count; entry++)
            {
                var (tag, type, values) = (from.ReadUInt16(), from.ReadUInt16(), Number());
                var length = checked((int)(values * TiffDirectoryWriter.BytesOf(type)));
                var next = source.Position + (isBig ? 8 : 4);
                if (length > (isBig ? 8 : 4)) source.Position = Number();

                var value = from.ReadBytes(length);
                end = Math.Max(end, source.Position + (source.Position % 2));
                source.Position = next;
                if (tag == Xmp)
                {
                    (value, isStamped) = (XmpPacket.Write(provenance), true);
                    values = value.Length;
                }
                else if (tag is StripOffsets or TileOffsets)
                {
                    Move(value, shift, isBig);
                }

                directory.Add(tag, type, values, value);
            }

            at = Number();
            copied = Math.Max(end, source.Position);
            target.Write(directory.ToArray());
            target.Position = linkAt;
            TiffDirectoryWriter.WriteNumber(target, directory.Start, isBig ? 8 : 4);
            target.Seek(0, SeekOrigin.End);
            linkAt = directory.Start + directory.LinkAt;
        }

        if (!isStamped || copied != source.Length) throw new InvalidDataException();

        long Number() => isBig ? from.ReadInt64() : from.ReadUInt32();

        void Pass(long bytes)
        {
            var buffer = new byte[Math.Min(1 << 16, bytes)];
            for (int count; bytes > 0; bytes -= count)
            {
                count = from.Read(buffer, 0, (int)Math.Min(buffer.Length, bytes));
                if (count == 0) throw new InvalidDataException();

                target.Write(buffer, 0, count);
            }
        }
    }

    private static void Move(byte[] offsets, long shift, bool isBig)
    {
        for (var at = 0; at < offsets.Length; at += isBig ? 8 : 4)
        {
            var offset = offsets.AsSpan(at);
            if (isBig) BitConverter.TryWriteBytes(offset, BitConverter.ToInt64(offset) + shift);
            else BitConverter.TryWriteBytes(offset, (uint)(BitConverter.ToUInt32(offset) + shift));
        }
    }
}
