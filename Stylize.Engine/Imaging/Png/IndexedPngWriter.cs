using System.Buffers.Binary;
using System.Text;
using Stylize.Engine.Imaging.Deflate;
using Stylize.Engine.IO;

namespace Stylize.Engine.Imaging.Png;

/// <summary>
/// Writes a PNG of at most 256 colours (PNG specification, third edition, colour type 3, 8 bits) row by row, so that a large picture need
/// not be in memory.
/// </summary>
internal sealed class IndexedPngWriter : IDisposable
{
    private const int ChunkBytes = 1 << 18;

    private readonly Stream _target;
    private readonly int _width;
    private readonly byte[] _rows;
    private readonly MemoryStream _deflated = new();
    private readonly RowDeflater _deflater;
    private int _filled;

    /// <summary>The eight bytes that each PNG begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <param name="target">Where the file goes; it stays open.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="palette">1 to 256 opaque colours.</param>
    /// <param name="provenance">A text that says how the file was made, or null.</param>
    public IndexedPngWriter(Stream target, int width, int height, IReadOnlyList<Rgba32> palette, string? provenance = null)
    {
        (_target, _width) = (target, width);
        _rows = new byte[Math.Max(1, ChunkBytes / (width + 1)) * (width + 1)];
        _deflater = new RowDeflater(_deflated);
        WriteHead(target, width, height, depth: 8, palette);
        if (provenance is not null)
        {
            // Keyword; not compressed, no language, no translated keyword; text (11.3.3.4).
            WriteChunk(target, "iTXt"u8, [.. "Stylize\0\0\0\0\0"u8, .. Encoding.UTF8.GetBytes(provenance)]);
        }

        _deflater.Begin(width + 1);
    }

    /// <summary>The place of the next row's indices, to be filled before the next call.</summary>
    public Span<byte> NextRow()
    {
        if (_filled == _rows.Length)
        {
            Flush();
        }

        // The byte before the indices is the row's filter: none.
        var row = _rows.AsSpan(_filled + 1, _width);
        _rows[_filled] = 0;
        _filled += _width + 1;
        return row;
    }

    /// <summary>Completes the file after its last row.</summary>
    public void Finish()
    {
        Flush();
        _deflater.End();
        WriteChunk(_target, "IDAT"u8, _deflated.GetBuffer().AsSpan(0, (int)_deflated.Length));
        WriteChunk(_target, "IEND"u8, []);
    }

    public void Dispose() => _deflated.Dispose();

    /// <summary>Writes what comes before the pixels: signature, header, palette and, unless all colors are opaque, their alpha.</summary>
    public static void WriteHead(Stream target, int width, int height, int depth, IReadOnlyList<Rgba32> palette)
    {
        const byte Indexed = 3;
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
        _deflater.Add(_rows.AsSpan(0, _filled));
        _filled = 0;
        if (_deflated.Length > ChunkBytes)
        {
            WriteChunk(_target, "IDAT"u8, _deflated.GetBuffer().AsSpan(0, (int)_deflated.Length));
            _deflated.SetLength(0);
        }
    }
}
