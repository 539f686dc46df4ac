namespace Stylize.Codecs.Files;

internal sealed class TiffReader
{
    internal const int MaxEntries = 4096;

    private readonly Stream _stream;

    internal TiffReader(Stream stream)
    {
        _stream = stream;
        BigEndian = Bytes(0, 1)[0] == 'M';
        IsBig = Unsigned(2, 2) == 43;
    }

    internal bool BigEndian { get; }

    internal bool IsBig { get; }

    internal long Length => _stream.Length;

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

        return new TiffTags(tags);
    }

    /// <summary>Returns the bytes of a tag with one-byte values; empty if the directory lacks it.</summary>
    internal byte[] BytesOf(long directory, int tag)
    {
        var entries = EntryCount(directory);
        for (var i = 0L; i < entries; i++)
        {
            var at = directory + CountBytes + (i * EntryBytes);
            if (Unsigned(at, 2) == tag && Unsigned(at + 2, 2) is 1 or 2 or 7)
            {
                var (count, place) = (Unsigned(at + 4, OffsetBytes), at + 4 + OffsetBytes);
                return StreamBytes.Read(_stream, count <= OffsetBytes ? place : Offset(place), count);
            }
        }

        return [];
    }

    private long[] Values(long entry)
    {
        var size = Unsigned(entry + 2, 2) switch { 3 => 2, 4 => 4, 16 => 8, _ => 0 };
        var count = Unsigned(entry + 4, OffsetBytes);
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

    private long Unsigned(ReadOnlySpan<byte> bytes) => (bytes.Length, BigEndian) switch
    {
        (2, true) => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        (2, _) => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        (4, _) => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        (_, true) => Math.Max(0, BinaryPrimitives.ReadInt64BigEndian(bytes)),
        _ => Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(bytes)),
    };

    private byte[] Bytes(long at, int count)
    {
        var bytes = new byte[count];
        return StreamBytes.TryRead(_stream, at, bytes)
            ? bytes : throw new EndOfStreamException("The file ends within a directory.");
    }
}

internal sealed class TiffTags(Dictionary<int, Func<long[]>> tags)
{
    internal bool Has(int tag) => tags.ContainsKey(tag);

    internal long[] All(int tag) => tags.TryGetValue(tag, out var values) ? values() : [];

    internal long First(int tag, long absent) => All(tag) is [var first, ..] ? first : absent;
}
