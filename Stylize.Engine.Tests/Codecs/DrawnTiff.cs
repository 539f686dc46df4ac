using ZstdSharp;

namespace Stylize.Engine.Tests.Codecs;

/// <summary>Draws TIFF files of any layout (TIFF 6.0, Technical Note 3, BigTIFF), independently of a codec.</summary>
public sealed record DrawnTiff(int Width, int Height, int Bits)
{
    public enum Packing
    {
        None = 1,

        /// <summary>Modified Huffman, in rows of whole bytes.</summary>
        FaxRows = 2,
        FaxGroup3 = 3,
        FaxGroup4 = 4,
        Lzw = 5,
        Jpeg = 7,
        Deflate = 8,
        PackBits = 32773,
        Zstandard = 50000,
    }

    /// <summary>The sample format: 1 for unsigned and 2 for signed integers, 3 for floating-point numbers.</summary>
    public int Kind { get; init; } = 1;

    public int Samples { get; init; } = 1;

    /// <summary>Photometric interpretation; null for no tag.</summary>
    public int? Meaning { get; init; } = 1;

    public bool IsPlanar { get; init; }

    public Packing Compression { get; init; } = Packing.None;

    public int Predictor { get; init; } = 1;

    /// <summary>0 for strips.</summary>
    public int TileWidth { get; init; }

    /// <summary>0 for all rows.</summary>
    public int BlockHeight { get; init; }

    public bool BigEndian { get; init; }

    public bool IsBig { get; init; }

    /// <summary>More tags of 16-bit numbers.</summary>
    public (int Tag, long[] Values)[] Extra { get; init; } = [];

    public string? Text { get; init; }

    /// <summary>The height in the directory; 0 for the true one.</summary>
    public int StatedHeight { get; init; }

    /// <summary>Returns the file of samples in the order of interleaved pixels.</summary>
    /// <param name="samples">The bits of each sample.</param>
    public byte[] Write(IReadOnlyList<long> samples) => Join((this, samples));

    /// <summary>Returns a file of several pages of one byte order.</summary>
    public static byte[] Join(params (DrawnTiff Page, IReadOnlyList<long> Samples)[] pages)
    {
        using var file = new MemoryStream();
        var first = pages[0].Page;
        file.Write(first.BigEndian ? "MM"u8 : "II"u8);
        first.Number(file, first.IsBig ? 43 : 42, 2);
        if (first.IsBig)
        {
            first.Number(file, 8, 2);
            first.Number(file, 0, 2);
        }

        var linkAt = file.Position;
        first.Number(file, 0, first.IsBig ? 8 : 4);
        foreach (var (page, samples) in pages)
        {
            linkAt = page.Append(file, linkAt, samples);
        }

        return file.ToArray();
    }

    /// <summary>Writes a page, and returns the place of its link to the next.</summary>
    private long Append(MemoryStream file, long linkAt, IReadOnlyList<long> samples)
    {
        var blockWidth = TileWidth > 0 ? TileWidth : Width;
        var rows = BlockHeight > 0 ? BlockHeight : Height;
        var (offsets, sizes) = (new List<long>(), new List<long>());
        for (var plane = 0; plane < (IsPlanar ? Samples : 1); plane++)
        {
            for (var top = 0; top < Height; top += rows)
            {
                for (var left = 0; left < Width; left += blockWidth)
                {
                    using var block = new MemoryStream();
                    for (var y = top; y < top + rows && (TileWidth > 0 || y < Height); y++)
                    {
                        long[] row =
                        [
                            .. Enumerable.Range(left, blockWidth).SelectMany(
                                x => Enumerable.Range(plane, IsPlanar ? 1 : Samples)
                                    .Select(band => Sample(x, y, band))),
                        ];
                        block.Write(Row(row, IsPlanar ? 1 : Samples));
                    }

                    var packed = Pack(block.ToArray(), blockWidth);
                    offsets.Add(file.Position);
                    sizes.Add(packed.Length);
                    file.Write(packed);
                }
            }
        }

        if (file.Position % 2 == 1)
        {
            file.WriteByte(0);
        }

        (int Tag, int Size, long[] Values)[] entries =
        [
            (256, 4, [Width]), (257, 4, [StatedHeight > 0 ? StatedHeight : Height]), (258, 2, Each(Bits)),
            (259, 2, [(long)Compression]),
            .. Meaning is { } meaning ? [(262, 2, [meaning])] : ((int, int, long[])[])[],
            .. Text is { } text ? [(270, 1, [.. Encoding.ASCII.GetBytes(text + "\0").Select(value => (long)value)])]
                : ((int, int, long[])[])[],
            .. TileWidth > 0 ? [] : ((int, int, long[])[])[(273, 4, [.. offsets])], (277, 2, [Samples]),
            .. TileWidth > 0 ? [] : ((int, int, long[])[])
                [(278, 4, [StatedHeight > 0 ? StatedHeight : rows]), (279, 4, [.. sizes])],
            (284, 2, [IsPlanar ? 2 : 1]),
            (317, 2, [Predictor]),
            .. TileWidth == 0 ? [] : ((int, int, long[])[])
                [(322, 4, [TileWidth]), (323, 4, [rows]), (324, 4, [.. offsets]), (325, 4, [.. sizes])],
            (339, 2, Each(Kind)), .. Extra.Select(tag => (tag.Tag, 2, tag.Values)),
        ];
        entries = [.. entries.OrderBy(entry => entry.Tag)];
        var directory = file.Position;
        var behind = directory + (IsBig ? 8 + (20 * entries.Length) + 8 : 2 + (12 * entries.Length) + 4);
        Put(entries.Length, IsBig ? 8 : 2);
        using var values = new MemoryStream();
        foreach (var (tag, size, list) in entries)
        {
            Put(tag, 2);
            Put(size switch { 1 => 2, 2 => 3, _ => 4 }, 2);
            Put(list.Length, IsBig ? 8 : 4);
            using var bytes = new MemoryStream();
            foreach (var value in list)
            {
                Number(bytes, value, size);
            }

            if (bytes.Length <= (IsBig ? 8 : 4))
            {
                bytes.SetLength(IsBig ? 8 : 4);
                file.Write(bytes.ToArray());
            }
            else
            {
                Put(behind + values.Length, IsBig ? 8 : 4);
                values.Write(bytes.ToArray());
            }
        }

        var next = file.Position;
        Put(0, IsBig ? 8 : 4);
        file.Write(values.ToArray());
        file.Position = linkAt;
        Put(directory, IsBig ? 8 : 4);
        file.Position = file.Length;
        return next;

        long Sample(int x, int y, int band) =>
            x < Width && y < Height ? samples[(((y * Width) + x) * Samples) + band] : 0;

        void Put(long value, int size) => Number(file, value, size);
    }

    private long[] Each(long value) => [.. Enumerable.Repeat(value, Samples)];

    private byte[] Row(long[] samples, int bands)
    {
        using var row = new MemoryStream();
        if (Bits % 8 != 0)
        {
            var bits = string.Concat(
                samples.Select(sample => Convert.ToString(sample & ((1L << Bits) - 1), 2).PadLeft(Bits, '0')));
            bits += new string('0', (8 - (bits.Length % 8)) % 8);
            return [.. bits.Chunk(8).Select(part => Convert.ToByte(new string(part), 2))];
        }

        if (Predictor < 3)
        {
            for (var x = 0; x < samples.Length; x++)
            {
                Number(row, unchecked(samples[x] - (Predictor == 2 && x >= bands ? samples[x - bands] : 0)), Bits / 8);
            }

            return row.ToArray();
        }

        // All first bytes, the most significant ones, before all second bytes; then differences.
        byte[] bytes =
        [
            .. Enumerable.Range(1, Bits / 8).SelectMany(
                part => samples.Select(sample => (byte)(sample >> (Bits - (8 * part))))),
        ];
        return [.. bytes.Select((value, i) => (byte)(value - (i >= bands ? bytes[i - bands] : 0)))];
    }

    private byte[] Pack(byte[] block, int width)
    {
        switch (Compression)
        {
            case Packing.Lzw: return Lzw(block);
            case Packing.Deflate: return EncodedFiles.Deflated(block);
            case Packing.PackBits: return PackBits(block);
            case Packing.FaxRows or Packing.FaxGroup3 or Packing.FaxGroup4:
                return TiffBlocks.Fax((int)Compression, block, width);
            case Packing.Jpeg: return TiffBlocks.Jpeg(block, width);
            case Packing.Zstandard:
                using (var compressor = new Compressor())
                {
                    return compressor.Wrap(block).ToArray();
                }

            default: return block;
        }
    }

    private void Number(Stream stream, long value, int size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        if (BigEndian)
        {
            bytes.AsSpan(0, size).Reverse();
        }

        stream.Write(bytes, 0, size);
    }

    /// <summary>Encodes PackBits as TIFF 6.0, section 9, describes, with an empty code between runs.</summary>
    private static byte[] PackBits(byte[] data)
    {
        var packed = new List<byte>();
        for (var at = 0; at < data.Length;)
        {
            var length = 1;
            while (at + length < data.Length && length < 128 && data[at + length] == data[at])
            {
                length++;
            }

            packed.AddRange(length == 1 ? [0, data[at]] : [(byte)(257 - length), data[at], 128]);
            at += length;
        }

        return [.. packed];
    }

    /// <summary>Encodes LZW exactly as TIFF 6.0, section 13, describes.</summary>
    private static byte[] Lzw(byte[] data)
    {
        var (bits, table) = (new List<bool>(), new Dictionary<string, int>());
        Clear();
        var omega = "";
        foreach (var value in data)
        {
            var longer = omega + (char)value;
            if (table.ContainsKey(longer))
            {
                omega = longer;
                continue;
            }

            Code(table[omega]);
            table[longer] = table.Count + 2;
            omega = ((char)value).ToString();
            if (table.Count + 2 == 4095)
            {
                Clear();
            }
        }

        Code(table[omega]);
        table["\uffff"] = 0;
        Code(257);
        while (bits.Count % 8 != 0)
        {
            bits.Add(false);
        }

        return [.. bits.Chunk(8).Select(b => (byte)b.Aggregate(0, (sum, bit) => (2 * sum) + (bit ? 1 : 0)))];

        void Clear()
        {
            if (table.Count > 0)
            {
                Code(256);
            }
            else
            {
                Bits(256, 9);
            }

            table.Clear();
            for (var i = 0; i < 256; i++)
            {
                table[((char)i).ToString()] = i;
            }
        }

        // Codes are wide enough for the next free entry of the table, which is 258 at first.
        void Code(int code) =>
            Bits(code, table.Count + 2 < 512 ? 9 : table.Count + 2 < 1024 ? 10 : table.Count + 2 < 2048 ? 11 : 12);

        void Bits(int code, int width)
        {
            for (var bit = width - 1; bit >= 0; bit--)
            {
                bits.Add(((code >> bit) & 1) == 1);
            }
        }
    }
}
