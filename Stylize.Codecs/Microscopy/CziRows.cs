using Stylize.Codecs.Zarr;

namespace Stylize.Codecs.Microscopy;

/// <summary>
/// Composes the rows of a plane from its blocks. Reads uncompressed blocks row by row, and holds compressed ones while
/// rows cross them.
/// </summary>
/// <param name="blocks">The blocks in the order of drawing, with positions in the plane.</param>
internal sealed class CziRows(
    Stream stream, string name, IReadOnlyList<CziBlock> blocks, int width, StoredLayout layout)
    : PlaneRows(layout)
{
    private const int BlockBytes = 16;
    private const int MinEntryBytes = 240;

    private readonly byte[] _row = new byte[checked(width * layout.PixelBytes)];
    private readonly Queue<int> _waiting = new(Enumerable.Range(0, blocks.Count).OrderBy(block => blocks[block].Top));
    private readonly SortedDictionary<int, (long Start, byte[]? Pixels)> _current = [];
    private long _held;
    private long _next;

    public override ReadOnlySpan<byte> Next()
    {
        foreach (var ended in _current.Keys.Where(block => blocks[block].Top + blocks[block].Height <= _next).ToList())
        {
            _held -= _current[ended].Pixels?.Length ?? 0;
            _current.Remove(ended);
        }

        while (_waiting.TryPeek(out var block) && blocks[block].Top <= _next)
        {
            _current.Add(_waiting.Dequeue(), Open(blocks[block]));
        }

        _row.AsSpan().Clear();
        foreach (var (index, (start, pixels)) in _current)
        {
            var block = blocks[index];
            var bytes = block.Width * Layout.PixelBytes;
            var at = (_next - block.Top) * bytes;
            var target = _row.AsSpan((int)block.Left * Layout.PixelBytes, bytes);
            if (pixels is not null)
            {
                pixels.AsSpan((int)at, bytes).CopyTo(target);
                continue;
            }

            stream.Position = start + at;
            stream.ReadExactly(target);
        }

        _next++;
        return _row;
    }

    public override void Dispose() => _current.Clear();

    /// <summary>Returns the position of an uncompressed block, or the pixels of a compressed one.</summary>
    private (long Start, byte[]? Pixels) Open(CziBlock block)
    {
        var (start, _) = CziFile.Segment(stream, "ZISRAWSUBBLOCK", block.Position);
        var head = StreamBytes.Read(stream, start, BlockBytes + CziFile.EntryBytes).AsSpan();
        var (metadata, length) =
            (BinaryPrimitives.ReadUInt32LittleEndian(head), BinaryPrimitives.ReadInt64LittleEndian(head[8..]));
        var dimensions = BinaryPrimitives.ReadInt32LittleEndian(head[(BlockBytes + 28)..]);
        if (dimensions is < 0 or > 100) throw new InvalidDataException("A block has a damaged header.");

        var data = start + BlockBytes
            + Math.Max(MinEntryBytes, CziFile.EntryBytes + (dimensions * CziFile.DimensionBytes)) + metadata;
        var size = (long)block.Width * block.Height * Layout.PixelBytes;
        if (length < 0 || data > stream.Length - length)
        {
            throw new InvalidDataException("A block exceeds the end of the file.");
        }

        // Writers store blocks that compression would make larger as they are.
        if (block.Compression == 0 || length == size)
        {
            return length >= size
                ? (data, null) : throw new InvalidDataException("A block has too few bytes for its pixels.");
        }

        if (block.Compression is not (5 or 6)) throw Unsupported(block.Compression);

        _held += size;
        if (_held > StreamBytes.MaxBlock) throw Errors.CompressedRows.With(name, StreamBytes.MaxBlock);

        return (data, Unpack(StreamBytes.Read(stream, data, length, int.MaxValue), block.Compression == 6, (int)size));
    }

    /// <summary>Decompresses zstd, after a header of 1 or 3 bytes that says whether low and high bytes are stored
    /// apart.</summary>
    private static byte[] Unpack(byte[] packed, bool hasHeader, int size)
    {
        var header = !hasHeader ? 0 : packed is [1, ..] ? 1 : packed is [3, 1, _, ..] ? 3
            : throw new InvalidDataException("The header of a compressed block is damaged.");
        var pixels = new byte[size];
        Zstd.Decode(packed.AsSpan(header), pixels);
        if (header < 3 || (packed[2] & 1) == 0) return pixels;

        var joined = new byte[size];
        for (var i = 0; i < size / 2; i++)
        {
            (joined[2 * i], joined[(2 * i) + 1]) = (pixels[i], pixels[(size / 2) + i]);
        }

        return joined;
    }

    private StylizeException Unsupported(int compression) => Errors.CziCompression.With(name, compression switch
    {
        1 => "JPEG compression in CZI files",
        2 => "LZW compression in CZI files",
        4 => "JPEG XR compression",
        _ => Invariant($"its compression {compression}"),
    });
}
