using System.IO.Compression;
using Stylize.Engine.Imaging.Tiff;
using static System.OperatingSystem;

namespace Stylize.Codecs.Tiff;

/// <summary>
/// Reads the rows of a page from top to bottom: interleaved samples in the byte order of the machine, unpacked and
/// without predictor.
/// </summary>
/// <param name="stream">The file; it stays open.</param>
/// <param name="layout">Not planar.</param>
internal sealed class TiffRows(Stream stream, TiffLayout layout) : IDisposable
{
    private Stream? _strip;
    private byte[] _tiles = [];
    private readonly byte[] _packed = new byte[layout.IsPacked ? layout.StoredRowBytes : 0];
    private int _next;

    /// <summary>Fills whole rows with the next rows of the page.</summary>
    public void Read(Span<byte> rows)
    {
        while (rows.Length > 0)
        {
            var inBlock = _next % layout.BlockHeight;
            var left = Math.Min(layout.BlockHeight - inBlock, layout.Height - _next);
            var part = rows[..(int)Math.Min(rows.Length, (long)left * layout.RowBytes)];
            var isLast = part.Length / layout.RowBytes == left;
            if (layout.IsTiled)
            {
                ReadTiles(part, inBlock);
            }
            else
            {
                ReadStrip(part, inBlock, isLast);
            }

            _next += part.Length / layout.RowBytes;
            rows = rows[part.Length..];
        }
    }

    public void Dispose() => _strip?.Dispose();

    private void ReadStrip(Span<byte> rows, int inBlock, bool isLast)
    {
        var block = _next / layout.BlockHeight;
        if (layout.IsMissing(block))
        {
            rows.Clear();
            return;
        }

        if (layout.Compression == TiffCompression.None)
        {
            stream.Position = layout.Offsets[block] + ((long)inBlock * layout.StoredRowBytes);
            Fill(stream, rows);
            return;
        }

        if (inBlock == 0)
        {
            _strip?.Dispose();
            _strip = Open(block);
        }

        Fill(_strip!, rows);
        if (isLast)
        {
            var left = layout.BlockHeight - inBlock - (rows.Length / layout.RowBytes);
            Complete(_strip!, (long)left * layout.StoredRowBytes);
        }
    }

    private void ReadTiles(Span<byte> rows, int inBlock)
    {
        var (tileBytes, across) = (layout.BlockRowBytes * layout.BlockHeight, layout.BlocksAcross);
        if (inBlock == 0)
        {
            var needed = checked(tileBytes * across);
            _tiles = _tiles.Length == needed ? _tiles : new byte[needed];
            for (var column = 0; column < across; column++)
            {
                var tile = _tiles.AsSpan(column * tileBytes, tileBytes);
                var number = (_next / layout.BlockHeight * across) + column;
                if (layout.IsMissing(number))
                {
                    tile.Clear();
                    continue;
                }

                using var block = Open(number);
                Fill(block, tile);
                Complete(block, 0);
            }
        }

        for (var y = 0; y * layout.RowBytes < rows.Length; y++)
        {
            var row = rows.Slice(y * layout.RowBytes, layout.RowBytes);
            for (var column = 0; column < across; column++)
            {
                var target = row[(column * layout.BlockRowBytes)..];
                var count = Math.Min(target.Length, layout.BlockRowBytes);
                _tiles.AsSpan((column * tileBytes) + ((inBlock + y) * layout.BlockRowBytes), count).CopyTo(target);
            }
        }
    }

    private Stream Open(int block)
    {
        var section = new SectionStream(stream, layout.Offsets[block], layout.Sizes[block]);
        switch (layout.Compression)
        {
            case TiffCompression.None:
                return section;
            case TiffCompression.Deflate:
                return new ZLibStream(section, CompressionMode.Decompress);
            case TiffCompression.Zstandard:
                return IsBrowser() ? throw StylizeException.OnlyInCommand("Zstandard") : new ZstandardStream(section);
            default:
                var data = new byte[layout.Sizes[block]];
                section.ReadExactly(data);
                return layout.Compression == TiffCompression.Lzw ? new LzwStream(data) : new PackBitsStream(data);
        }
    }

    /// <summary>Reads rows of a block.</summary>
    private void Fill(Stream block, Span<byte> rows)
    {
        for (var at = 0; layout.IsPacked && at < rows.Length; at += layout.BlockRowBytes)
        {
            block.ReadExactly(_packed);
            Unpack(_packed, rows.Slice(at, layout.BlockRowBytes));
        }

        if (!layout.IsPacked)
        {
            block.ReadExactly(rows);
            Restore(rows);
        }
    }

    /// <summary>Unpacks samples, which are stored from the highest bit of each byte on in any byte order.</summary>
    private void Unpack(ReadOnlySpan<byte> packed, Span<byte> samples)
    {
        var (buffer, count, at, bits) = (0ul, 0, 0, layout.Bits);
        var words = MemoryMarshal.Cast<byte, ushort>(samples);
        var longs = MemoryMarshal.Cast<byte, uint>(samples);
        for (var i = 0; i < samples.Length / layout.SampleBytes; i++)
        {
            for (; count < bits; count += 8)
            {
                buffer = (buffer << 8) | packed[at++];
            }

            count -= bits;
            var value = (uint)(buffer >> count) & (uint)((1ul << bits) - 1);
            switch (layout.SampleBytes)
            {
                case 1: samples[i] = (byte)value; break;
                case 2: words[i] = (ushort)value; break;
                default: longs[i] = value; break;
            }
        }
    }

    /// <summary>Reads a deflated block to the checksum at its end. The last strip may be as long as the
    /// others.</summary>
    private static void Complete(Stream block, long max)
    {
        Span<byte> behind = stackalloc byte[1024];
        while (block is ZLibStream && block.Read(behind) is > 0 and var count)
        {
            max -= count;
            if (max < 0) throw new InvalidDataException("A block of the TIFF contains more than its pixels.");
        }
    }

    private void Restore(Span<byte> rows)
    {
        if (layout.BigEndian == BitConverter.IsLittleEndian && layout.Predictor < 3)
        {
            var words = MemoryMarshal.Cast<byte, ushort>(rows);
            var longs = MemoryMarshal.Cast<byte, uint>(rows);
            var wides = MemoryMarshal.Cast<byte, ulong>(rows);
            switch (layout.Bits)
            {
                case 16: BinaryPrimitives.ReverseEndianness(words, words); break;
                case 32: BinaryPrimitives.ReverseEndianness(longs, longs); break;
                case 64: BinaryPrimitives.ReverseEndianness(wides, wides); break;
            }
        }

        for (var at = 0; layout.Predictor > 1 && at < rows.Length; at += layout.BlockRowBytes)
        {
            var row = rows.Slice(at, layout.BlockRowBytes);
            if (layout.Predictor == 2)
            {
                TiffPredictor.Undo(row, layout.Samples, layout.Bits);
            }
            else
            {
                TiffPredictor.UndoFloat(row, layout.Samples, layout.SampleBytes);
            }
        }
    }
}
