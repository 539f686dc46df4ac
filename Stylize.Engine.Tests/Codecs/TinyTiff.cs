namespace Stylize.Engine.Tests.Codecs;

/// <summary>
/// Writes and reads simple TIFF files (TIFF 6.0 baseline, little-endian, one uncompressed strip per page) independently
/// of a codec.
/// </summary>
internal static class TinyTiff
{
    /// <summary>Sample formats of tag 339.</summary>
    internal enum Kind
    {
        Unsigned = 1,
        Signed = 2,
        Float = 3,
    }

    /// <summary>A page of interleaved little-endian samples.</summary>
    internal sealed record Page(
        int Width, int Height, int Bands, int Bits, byte[] Data, Kind Kind = Kind.Unsigned, int Orientation = 1,
        bool Alpha = false);

    internal static byte[] Write(params Page[] pages)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("II*\0"u8);
        var link = stream.Position;
        writer.Write(0u);
        foreach (var page in pages)
        {
            var data = (uint)stream.Position;
            writer.Write(page.Data);
            Align(writer);
            var bits = (uint)stream.Position;
            for (var band = 0; band < Math.Max(page.Bands, 2); band++)
            {
                writer.Write((ushort)page.Bits);
            }

            var kinds = (uint)stream.Position;
            for (var band = 0; band < Math.Max(page.Bands, 2); band++)
            {
                writer.Write((ushort)page.Kind);
            }

            var directory = (uint)stream.Position;
            stream.Position = link;
            writer.Write(directory);
            stream.Position = directory;
            var colors = page.Bands - (page.Alpha ? 1 : 0);
            var entries = new List<(ushort Tag, ushort Type, uint Count, uint Value)>
            {
                (256, 4, 1, (uint)page.Width),
                (257, 4, 1, (uint)page.Height),
                (258, 3, (uint)page.Bands, Shorts(page.Bands, page.Bits, bits)),
                (259, 3, 1, 1),
                (262, 3, 1, colors == 3 ? 2u : 1u),
                (273, 4, 1, data),
                (274, 3, 1, (uint)page.Orientation),
                (277, 3, 1, (uint)page.Bands),
                (278, 4, 1, (uint)page.Height),
                (279, 4, 1, (uint)page.Data.Length),
                (339, 3, (uint)page.Bands, Shorts(page.Bands, (int)page.Kind, kinds)),
            };
            if (page.Alpha)
            {
                entries.Insert(10, (338, 3, 1, 2));
            }

            writer.Write((ushort)entries.Count);
            foreach (var (tag, type, count, value) in entries)
            {
                writer.Write(tag);
                writer.Write(type);
                writer.Write(count);
                writer.Write(value);
            }

            link = stream.Position;
            writer.Write(0u);
        }

        return stream.ToArray();
    }

    /// <summary>Returns the bytes of the first page of an uncompressed little-endian TIFF with one band.</summary>
    internal static byte[] ReadPlain(byte[] file)
    {
        var at = (int)U32(file, 4);
        var tags = new Dictionary<int, (int Type, int Count, int At)>();
        for (var i = 0; i < U16(file, at); i++)
        {
            var entry = at + 2 + (12 * i);
            tags[U16(file, entry)] = (U16(file, entry + 2), (int)U32(file, entry + 4), entry + 8);
        }

        Assert.Equal(1u, Values(259)[0]);
        using var joined = new MemoryStream();
        foreach (var (offset, length) in Values(273).Zip(Values(279)))
        {
            joined.Write(file, (int)offset, (int)length);
        }

        return joined.ToArray();

        uint[] Values(int tag)
        {
            var (type, count, place) = tags[tag];
            var size = type == 3 ? 2 : 4;
            var start = count * size <= 4 ? place : (int)U32(file, place);
            return [.. Enumerable.Range(0, count)
                .Select(i => size == 2 ? U16(file, start + (2 * i)) : U32(file, start + (4 * i)))];
        }
    }

    /// <summary>Returns the value of an entry of equal 16-bit numbers: inline for up to two, at another position for
    /// more.</summary>
    private static uint Shorts(int count, int value, uint place) =>
        count switch { 1 => (uint)value, 2 => (uint)(value | (value << 16)), _ => place };

    private static void Align(BinaryWriter writer)
    {
        if (writer.BaseStream.Position % 2 != 0)
        {
            writer.Write((byte)0);
        }
    }

    private static ushort U16(byte[] file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at));

    private static uint U32(byte[] file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at));
}
