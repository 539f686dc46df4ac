namespace Stylize.Codecs.Files;

internal sealed class TiffReader
{
    internal const int MaxEntries = 4096;

    /// <summary>Tags of size, samples, compression, place of the data, orientation and colors (TIFF 6.0).</summary>
    private static readonly int[] DecoderTags =
    [
        256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 292, 293, 317, 320, 322, 323, 324, 325, 332, 338,
        339, 347, 529, 530, 531, 532, 32995, 34675,
    ];

    private readonly Stream _stream;

    internal TiffReader(Stream stream)
    {
        (_stream, Length) = (stream, stream.Length);
        BigEndian = Bytes(0, 1)[0] == 'M';
        IsBig = Unsigned(2, 2) == 43;
    }

    internal bool BigEndian { get; }

    internal bool IsBig { get; }

    /// <summary>Bytes of the file when it was opened, because asking a file for them takes a call of the
    /// system.</summary>
    internal long Length { get; }

    internal long FirstLinkAt => IsBig ? 8 : 4;

    private int OffsetBytes => IsBig ? 8 : 4;
    private int CountBytes => IsBig ? 8 : 2;
    private int EntryBytes => IsBig ? 20 : 12;

    internal long Offset(long at) => Unsigned(at, OffsetBytes);

    /// <summary>Returns the positions of at most <paramref name="max"/> + 1 directories.</summary>
    /// <exception cref="EndOfStreamException">The file ends within a directory.</exception>
    /// <exception cref="InvalidDataException">A directory is invalid, or the chain is a loop.</exception>
    internal List<long> Directories(int max)
    {
        var directories = new List<long>();
        var seen = new HashSet<long>();
        for (var at = Offset(FirstLinkAt); at != 0 && directories.Count <= max;)
        {
            var count = EntryCount(at);
            if (!seen.Add(at) || count is < 1 or > MaxEntries)
            {
                throw new InvalidDataException(
                    count is < 1 or > MaxEntries ? $"A directory of the TIFF claims {count} entries."
                    : "The directories of the TIFF form a loop.");
            }

            directories.Add(at);
            at = Offset(LinkAfter(at, count));
        }

        return directories.Count > 0 ? directories : throw new InvalidDataException("The TIFF has no directory.");
    }

    internal long EntryCount(long directory) => Unsigned(directory, CountBytes);

    internal long LinkAfter(long directory, long entries) => directory + CountBytes + (entries * EntryBytes);

    /// <summary>Reads the tags of a directory. Values of unsigned types are read on request; the first of equal tags
    /// counts.</summary>
    internal TiffTags Tags(long directory)
    {
        var tags = new Dictionary<int, Func<long[]>>();
        var count = Math.Min(EntryCount(directory), MaxEntries);
        for (var i = 0L; i < count; i++)
        {
            var at = directory + CountBytes + (i * EntryBytes);
            tags.TryAdd((int)Unsigned(at, 2), () => Values(at));
        }

        // The obsolete tag Matteing means premultiplied alpha, as in libtiff.
        if (tags.TryGetValue(32995, out var matteing) && matteing() is [1, ..]) tags.TryAdd(338, matteing);

        return new TiffTags(tags);
    }

    /// <summary>Returns type, number of values, and place of the value or of its offset of a tag; zeros if the
    /// directory lacks it.</summary>
    internal (int Type, long Count, long At) Entry(long directory, int tag)
    {
        var entries = Math.Min(EntryCount(directory), MaxEntries);
        for (var i = 0L; i < entries; i++)
        {
            var at = directory + CountBytes + (i * EntryBytes);
            if (Unsigned(at, 2) == tag)
            {
                return ((int)Unsigned(at + 2, 2), Unsigned(at + 4, OffsetBytes), at + 4 + OffsetBytes);
            }
        }

        return default;
    }

    /// <summary>Returns the bytes of a tag with one-byte values; empty if the directory lacks it.</summary>
    internal byte[] BytesOf(long directory, int tag) => Entry(directory, tag) is (1 or 2 or 7, var count, var place)
        ? StreamBytes.Read(_stream, count <= OffsetBytes ? place : Offset(place), count) : [];

    internal string TextOf(long directory, int tag) =>
        Encoding.Latin1.GetString(BytesOf(directory, tag)).TrimEnd('\0');

    /// <summary>Returns the value of a tag with a fraction; null if the directory lacks it.</summary>
    internal double? Ratio(long directory, int tag) =>
        Entry(directory, tag) is (5, 1, var place) && (IsBig ? place : Offset(place)) is var at
            ? (double)Unsigned(at, 4) / Unsigned(at + 4, 4) : null;

    /// <summary>True if the first entry, which has the lowest tag, says that the image is a reduced copy of another
    /// one.</summary>
    internal bool IsReduced(long directory)
    {
        var (tag, value) = (Unsigned(directory + CountBytes, 2), directory + CountBytes + 4 + OffsetBytes);
        return (tag == 254 && (Unsigned(value, 4) & 1) != 0) || (tag == 255 && Unsigned(value, 2) == 2);
    }

    /// <summary>Returns a copy of the file with one page, whose directory has only the tags that a decoder needs, in
    /// ascending order. Libraries warn of others, such as texts and dates, which change no pixel.</summary>
    internal byte[] WithPixelsAlone(long directory)
    {
        var entries = new List<(int Tag, byte[] Bytes)>();
        for (var i = 0L; i < EntryCount(directory); i++)
        {
            var bytes = Bytes(directory + CountBytes + (i * EntryBytes), EntryBytes);
            var tag = (int)Unsigned(bytes.AsSpan(0, 2));
            var isValid = tag != 274 || Tags(directory).First(tag, 1) is >= 1 and <= 8;
            if (isValid && DecoderTags.Contains(tag) && entries.TrueForAll(entry => entry.Tag != tag))
            {
                entries.Add((tag, bytes));
            }
        }

        // RGB of four samples without tag 338 has alpha, which libtiff assumes with a warning.
        if (Tags(directory) is var tags && tags.First(262, 0) == 2 && tags.First(277, 1) == 4 && !tags.Has(338))
        {
            entries.Add((338,
            [
                .. Number(338, 2), .. Number(3, 2), .. Number(1, OffsetBytes), .. Number(2, 2),
                .. new byte[OffsetBytes - 2],
            ]));
        }

        // Directories begin at even positions.
        var file = StreamBytes.Read(_stream, 0, Length, Array.MaxLength);
        var at = (file.Length + 1) & ~1;
        byte[] Number(long value, int size)
        {
            var bytes = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
            if (BigEndian)
            {
                bytes.AsSpan(0, size).Reverse();
            }

            return bytes[..size];
        }

        Number(at, OffsetBytes).CopyTo(file, FirstLinkAt);
        return
        [
            .. file, .. new byte[at - file.Length], .. Number(entries.Count, CountBytes),
            .. entries.OrderBy(entry => entry.Tag).SelectMany(entry => entry.Bytes), .. new byte[OffsetBytes],
        ];
    }

    private long[] Values(long entry)
    {
        // A rational number is two integers; 13 and 18 are positions of directories.
        var kind = Unsigned(entry + 2, 2);
        var size = kind switch { 3 => 2, 4 or 5 or 13 => 4, 16 or 18 => 8, _ => 0 };
        var count = Unsigned(entry + 4, OffsetBytes) * (kind == 5 ? 2 : 1);
        if (size == 0 || count < 1) return [];

        var bytes = count * size;
        var place = entry + 4 + OffsetBytes;
        var start = bytes <= OffsetBytes ? place : Offset(place);
        if (bytes > int.MaxValue || start + bytes > Length)
        {
            throw new EndOfStreamException("The file ends within a directory.");
        }

        var data = Bytes(start, (int)bytes);
        return [.. Enumerable.Range(0, (int)count).Select(i => Unsigned(data.AsSpan(i * size, size)))];
    }

    private long Unsigned(long at, int size) => Unsigned(Bytes(at, size));

    private long Unsigned(ReadOnlySpan<byte> bytes) => Unsigned(bytes, BigEndian);

    /// <summary>Reads an unsigned integer of 2, 4 or 8 bytes.</summary>
    internal static long Unsigned(ReadOnlySpan<byte> bytes, bool bigEndian) => (bytes.Length, bigEndian) switch
    {
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        (2, _) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        (4, _) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        (_, true) => Math.Max(0, BinaryPrimitives.ReadInt64BigEndian(bytes)),
        _ => Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(bytes)),
    };

    internal byte[] Bytes(long at, int count)
    {
        if (at < 0 || at > Length - count) throw new EndOfStreamException("The file ends within a directory.");

        var bytes = new byte[count];
        _stream.Position = at;
        _stream.ReadExactly(bytes);
        return bytes;
    }
}

internal sealed class TiffTags(Dictionary<int, Func<long[]>> tags)
{
    private readonly Dictionary<int, long[]> _read = [];

    internal bool Has(int tag) => tags.ContainsKey(tag);

    internal long[] All(int tag)
    {
        if (!_read.TryGetValue(tag, out var values))
        {
            _read[tag] = values = tags.TryGetValue(tag, out var read) ? read() : [];
        }

        return values;
    }

    internal long First(int tag, long absent) => All(tag) is [var first, ..] ? first : absent;

    /// <summary>Reads all tags of small numbers, so that they are known after the file is closed.</summary>
    internal TiffTags Load()
    {
        foreach (var tag in tags.Keys.Where(tag => tag is >= 254 and <= 339 and not (273 or 279 or 324 or 325)))
        {
            _ = All(tag);
        }

        return this;
    }
}
