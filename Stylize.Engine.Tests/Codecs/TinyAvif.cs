namespace Stylize.Engine.Tests.Codecs;

/// <summary>Changes the boxes of an AVIF that a codec has written (ISO/IEC 23008-12).</summary>
internal static class TinyAvif
{
    /// <summary>Returns the file with the code points of its box colr.</summary>
    public static byte[] WithCodes(byte[] file, int primaries, int transfer, bool isFull = true)
    {
        byte[] changed = [.. file];
        for (var at = 0; changed.AsSpan(at).IndexOf("colrnclx"u8) is >= 0 and var next; at += next + 8)
        {
            var codes = changed.AsSpan(at + next + 8);
            BinaryPrimitives.WriteUInt16BigEndian(codes, (ushort)primaries);
            BinaryPrimitives.WriteUInt16BigEndian(codes[2..], (ushort)transfer);
            codes[6] = (byte)(isFull ? 0x80 : 0);
        }

        return changed;
    }

    /// <summary>Returns the file with one more property of its first item.</summary>
    public static byte[] WithProperty(byte[] file, ReadOnlySpan<byte> type, byte[] data, bool isEssential = true)
    {
        byte[] box = [.. BigEndian.Long(8 + data.Length), .. type, .. data];
        var (meta, iprp, ipco) = (Find(file, "meta"u8), Find(file, "iprp"u8), Find(file, "ipco"u8));
        var (ipma, iloc) = (Find(file, "ipma"u8), Find(file, "iloc"u8));
        var count = 0;
        for (var at = ipco + 8; at < ipco + Length(file, ipco); at += Length(file, at))
        {
            count++;
        }

        // The first item of the box ipma has identifiers of 16 bits and indexes of 7.
        var number = ipma + 18;
        var growth = box.Length + 1;
        byte[] changed =
        [
            .. file[..(ipco + Length(file, ipco))], .. box, .. file[(ipco + Length(file, ipco))..number],
            (byte)(file[number] + 1), .. file[(number + 1)..(number + 1 + file[number])],
            (byte)((isEssential ? 0x80 : 0) | (count + 1)),
            .. file[(number + 1 + file[number])..],
        ];
        Add(changed, meta, growth);
        Add(changed, iprp, growth);
        Add(changed, ipco, box.Length);
        Add(changed, ipma + box.Length, 1);
        Shift(changed, iloc + (iloc > ipma ? growth : 0), growth);
        return changed;
    }

    /// <summary>Returns the file with one more box at the end of the box meta.</summary>
    public static byte[] WithBox(byte[] file, byte[] box)
    {
        var meta = Find(file, "meta"u8);
        var end = meta + Length(file, meta);
        byte[] changed = [.. file[..end], .. box, .. file[end..]];
        Add(changed, meta, box.Length);
        Shift(changed, Find(file, "iloc"u8), box.Length);
        return changed;
    }

    /// <summary>Adds to the positions of all items.</summary>
    private static void Shift(byte[] file, int iloc, int growth)
    {
        // Sizes of offsets and lengths, and then of base offsets; each item has one extent.
        var (offset, length, start) = (file[iloc + 12] >> 4, file[iloc + 12] & 15, file[iloc + 13] >> 4);
        var items = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(iloc + 14));
        var isNew = file[iloc + 8] > 0;
        for (var (item, at) = (0, iloc + 16); item < items; item++)
        {
            at += 4 + (isNew ? 2 : 0);
            if (start == 4)
            {
                Add(file, at, growth);
            }

            at += start + 2;
            if (start == 0 && offset == 4)
            {
                Add(file, at, growth);
            }

            at += offset + length;
        }
    }

    private static void Add(byte[] file, int at, int by) => BinaryPrimitives.WriteInt32BigEndian(
        file.AsSpan(at), BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at)) + by);

    private static int Find(byte[] file, ReadOnlySpan<byte> type) => file.AsSpan().IndexOf(type) - 4;

    private static int Length(byte[] file, int at) => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
}
