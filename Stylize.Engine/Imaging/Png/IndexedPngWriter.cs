using System.IO.Compression;
using Stylize.Engine.IO;

namespace Stylize.Engine.Imaging.Png;

/// <summary>Writes a PNG of at most 256 colors (PNG, third edition, color type 3) row by row, so it need not be in memory.</summary>
internal sealed class IndexedPngWriter : IDisposable
{
    private readonly Stream _target;
    private readonly int _chunkBytes;
    private readonly MemoryStream _deflated = new();
    private readonly ZLibStream _zlib;
    private readonly byte[] _row;
    private readonly byte[] _repeated;
    private bool _isFilled;

    /// <param name="target">Where the file goes; it stays open.</param>
    /// <param name="palette">1 to 256 colors.</param>
    /// <param name="depth">Bits of an index: 1, 2, 4 or 8.</param>
    /// <param name="provenance">A text that says how the file was made, or null.</param>
    /// <param name="deflate">Opens the zlib stream of the rows; null for the fast one.</param>
    /// <param name="chunkBytes">Bytes of pixels after which a chunk ends.</param>
    public IndexedPngWriter(
        Stream target, int width, int height, IReadOnlyList<Rgba32> palette, int depth = 8, string? provenance = null,
        Func<Stream, ZLibStream>? deflate = null, int chunkBytes = 1 << 18)
    {
        // The first byte of each row is its filter: none, which suits indices; or up, where a row repeats the one above it, as in
        // enlarged cells, and all that is left of it are zeros.
        const byte Indexed = 3, Up = 2;
        (_target, _chunkBytes) = (target, chunkBytes);
        _row = new byte[1 + (((width * depth) + 7) / 8)];
        _repeated = new byte[_row.Length];
        _repeated[0] = Up;
        target.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)depth, Indexed);
        WriteChunk(target, "IHDR"u8, header);
        WriteChunk(target, "PLTE"u8, [.. palette.SelectMany(color => new[] { color.R, color.G, color.B })]);
        if (palette.Any(color => color.A != byte.MaxValue))
        {
            WriteChunk(target, "tRNS"u8, [.. palette.Select(color => color.A)]);
        }

        if (provenance is not null)
        {
            // Keyword; not compressed, no language, no translated keyword; text (11.3.3.4).
            WriteChunk(target, "iTXt"u8, [.. "Stylize\0\0\0\0\0"u8, .. Encoding.UTF8.GetBytes(provenance)]);
        }

        _zlib = deflate?.Invoke(_deflated) ?? RowDeflater.Open(_deflated);
    }

    /// <summary>The eight bytes that each PNG begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>The place of the next row's packed indices, to be filled before the next call.</summary>
    public Span<byte> NextRow()
    {
        Flush();
        _isFilled = true;
        return _row.AsSpan(1);
    }

    public void RepeatRow()
    {
        Flush();
        _zlib.Write(_repeated);
    }

    public void Finish()
    {
        Flush();
        _zlib.Dispose();
        WriteChunk(_target, "IDAT"u8, _deflated.GetBuffer().AsSpan(0, (int)_deflated.Length));
        WriteChunk(_target, "IEND"u8, []);
    }

    public void Dispose()
    {
        _zlib.Dispose();
        _deflated.Dispose();
    }

    /// <summary>Writes a chunk: length, type, data and checksum (5.3).</summary>
    public static void WriteChunk(Stream target, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        target.Write(word);
        target.Write(type);
        target.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Append(Crc32.Append(0, type), data));
        target.Write(word);
    }

    private void Flush()
    {
        if (!_isFilled) return;

        _zlib.Write(_row);
        _isFilled = false;
        if (_deflated.Length > _chunkBytes)
        {
            WriteChunk(_target, "IDAT"u8, _deflated.GetBuffer().AsSpan(0, (int)_deflated.Length));
            _deflated.SetLength(0);
        }
    }
}
