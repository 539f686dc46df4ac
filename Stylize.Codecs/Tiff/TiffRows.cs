using System.IO.Compression;
using Stylize.Engine.Imaging.Tiff;

namespace Stylize.Codecs.Tiff;

/// <summary>
/// Reads the rows of a plain page from top to bottom: interleaved samples in the byte order of the machine, without predictor.
/// </summary>
/// <param name="stream">The file; it stays open.</param>
internal sealed class TiffRows(Stream stream, TiffLayout layout) : IDisposable
{
    private Stream? _strip;
    private byte[] _tiles = [];
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
                Restore(part, layout.RowBytes);
            }

            _next += part.Length / layout.RowBytes;
            rows = rows[part.Length..];
        }
    }

    public void Dispose() => _strip?.Dispose();

    private void ReadStrip(Span<byte> rows, int inBlock, bool isLast)
    {
        var block = _next / layout.BlockHeight;
        if (layout.Compression == TiffCompression.None)
        {
            stream.Position = layout.Offsets[block] + ((long)inBlock * layout.RowBytes);
            stream.ReadExactly(rows);
            return;
        }

        if (inBlock == 0)
        {
            _strip?.Dispose();
            _strip = Open(block);
        }

        _strip!.ReadExactly(rows);
        if (isLast)
        {
            Complete(_strip, (long)(layout.BlockHeight - inBlock - (rows.Length / layout.RowBytes)) * layout.RowBytes);
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
                using var block = Open((_next / layout.BlockHeight * across) + column);
                block.ReadExactly(tile);
                Complete(block, 0);
                Restore(tile, layout.BlockRowBytes);
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
            default:
                var data = new byte[layout.Sizes[block]];
                section.ReadExactly(data);
                return new LzwStream(data);
        }
    }

    /// <summary>Reads a deflated block to the checksum at its end. The last strip may be as long as the others.</summary>
    private static void Complete(Stream block, long max)
    {
        Span<byte> behind = stackalloc byte[1024];
        while (block is ZLibStream && block.Read(behind) is > 0 and var count)
        {
            max -= count;
            if (max < 0) throw new InvalidDataException("A block of the TIFF contains more than its pixels.");
        }
    }

    private void Restore(Span<byte> rows, int rowBytes)
    {
        if (layout.BigEndian == BitConverter.IsLittleEndian)
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

        for (var at = 0; layout.HasPredictor && at < rows.Length; at += rowBytes)
        {
            TiffPredictor.Undo(rows.Slice(at, rowBytes), layout.Bands, layout.Bits);
        }
    }
}
