using System.IO.Compression;
using Stylize.Engine.IO;

namespace Stylize.Engine.Imaging.Png;

/// <summary>Writes an indexed PNG (PNG specification, third edition, color type 3) whose palette is exactly the colors given, in their
/// order. Codec libraries quantize instead, which may merge near colors.</summary>
internal static class IndexedPng
{
    private const int MaxColors = 256;

    /// <summary>Encodes the image; its depth is 1, 2, 4 or 8 bits, as few as hold the palette.</summary>
    /// <exception cref="StylizeException">OptionInvalid: no color, more than 256, or a pixel that is none of them.</exception>
    internal static void Write(Raster<Rgba32> image, IReadOnlyList<Rgba32> colors, LosslessCompression compression, Stream target)
    {
        if (colors.Count is < 1 or > MaxColors)
        {
            throw StylizeException.Option(
                nameof(EncodeOptions.IndexedColors), $"a list of {colors.Count} colors", $"a list of 1 to {MaxColors} colors");
        }

        var depth = colors.Count switch { <= 2 => 1, <= 4 => 2, <= 16 => 4, _ => 8 };
        var level = compression switch
        {
            LosslessCompression.None => CompressionLevel.NoCompression,
            LosslessCompression.Fast => CompressionLevel.Optimal,
            _ => CompressionLevel.SmallestSize,
        };
        var places = new Dictionary<Rgba32, byte>(colors.Count);
        for (var i = 0; i < colors.Count; i++)
        {
            places.TryAdd(colors[i], (byte)i);
        }

        // All pixels become one chunk, which later frames of an animation number.
        using var packed = new MemoryStream();
        using var png = new IndexedPngWriter(
            packed, image.Width, image.Height, colors, depth,
            deflate: stream => new ZLibStream(stream, level, leaveOpen: true), chunkBytes: int.MaxValue);
        for (var y = 0; y < image.Height; y++)
        {
            if (y > 0 && image.Row(y).SequenceEqual(image.Row(y - 1)))
            {
                png.RepeatRow();
            }
            else
            {
                Pack(image.Row(y), places, depth, png.NextRow());
            }
        }

        png.Finish();
        packed.WriteTo(target);
    }

    private static void Pack(ReadOnlySpan<Rgba32> row, Dictionary<Rgba32, byte> places, int depth, Span<byte> line)
    {
        line.Clear();
        var (last, lastPlace) = (row[0], Place(places, row[0]));
        for (var x = 0; x < row.Length; x++)
        {
            if (row[x] != last)
            {
                (last, lastPlace) = (row[x], Place(places, row[x]));
            }

            var bit = x * depth;
            line[bit >> 3] |= (byte)(lastPlace << (8 - depth - (bit & 7)));
        }
    }

    private static byte Place(Dictionary<Rgba32, byte> places, Rgba32 color) =>
        places.TryGetValue(color, out var place)
            ? place
            : throw StylizeException.Option(
                nameof(EncodeOptions.IndexedColors), $"without {color.ToHex()} (alpha {color.A}), which the image has",
                "a list of every color of the image");
}

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
