namespace Stylize.Engine.Imaging.Png;

/// <summary>Writes an indexed PNG (PNG specification, third edition, color type 3) with exactly the given palette, in
/// its order. Codec libraries quantize, which may merge similar colors.</summary>
internal static class IndexedPng
{
    /// <summary>Returns the level of zlib for a compression, which all files of deflated pixels have.</summary>
    internal static CompressionLevel Level(LosslessCompression compression) => compression switch
    {
        LosslessCompression.None => CompressionLevel.NoCompression,
        LosslessCompression.Fast => CompressionLevel.Optimal,
        LosslessCompression.Smallest => CompressionLevel.SmallestSize,
    };

    /// <summary>Encodes the image with 1, 2, 4 or 8 bits per pixel, the fewest that fit the palette.</summary>
    /// <exception cref="StylizeException">OptionInvalid: no color, more than 256 colors, or a pixel of another
    /// color.</exception>
    internal static void Write(
        Raster<Rgba32> image, IReadOnlyList<Rgba32> colors, LosslessCompression compression, Stream target)
    {
        var depth = EncodeOptions.RequireIndexed(colors).Count switch { <= 2 => 1, <= 4 => 2, <= 16 => 4, _ => 8 };
        var indexes = new Dictionary<Rgba32, byte>(colors.Count);
        for (var i = 0; i < colors.Count; i++)
        {
            indexes.TryAdd(colors[i], (byte)i);
        }

        // All pixels go into one chunk, because the frames of an animation number their chunks.
        using var packed = new MemoryStream();
        using var png = new IndexedPngWriter(
            packed, image.Width, image.Height, colors, depth,
            deflate: stream => new ZLibStream(stream, Level(compression), leaveOpen: true),
            chunkBytes: int.MaxValue);
        for (var y = 0; y < image.Height; y++)
        {
            if (y > 0 && image.Row(y).SequenceEqual(image.Row(y - 1)))
            {
                png.RepeatRow();
            }
            else
            {
                Pack(image.Row(y), indexes, depth, png.NextRow());
            }
        }

        png.Finish();
        packed.WriteTo(target);
    }

    private static void Pack(ReadOnlySpan<Rgba32> row, Dictionary<Rgba32, byte> indexes, int depth, Span<byte> line)
    {
        line.Clear();
        var (last, lastIndex) = (row[0], IndexOf(indexes, row[0]));
        for (var x = 0; x < row.Length; x++)
        {
            if (row[x] != last)
            {
                (last, lastIndex) = (row[x], IndexOf(indexes, row[x]));
            }

            var bit = x * depth;
            line[bit >> 3] |= (byte)(lastIndex << (8 - depth - (bit & 7)));
        }
    }

    private static byte IndexOf(Dictionary<Rgba32, byte> indexes, Rgba32 color) =>
        indexes.TryGetValue(color, out var index) ? index : throw EncodeOptions.NotIndexed(color);
}

/// <summary>Writes a PNG of at most 256 colors (PNG, third edition, color type 3) row by row, for images larger than
/// memory.</summary>
internal sealed class IndexedPngWriter : IDisposable
{
    private readonly Stream _target;
    private readonly int _chunkBytes;
    private readonly MemoryStream _deflated = new();
    private readonly ZLibStream _zlib;
    private readonly byte[] _row;
    private readonly byte[] _repeated;
    private bool _isFilled;

    /// <param name="target">The target, which is left open.</param>
    /// <param name="palette">1 to 256 colors.</param>
    /// <param name="depth">Bits per index: 1, 2, 4 or 8.</param>
    /// <param name="provenance">The provenance to store, or null.</param>
    /// <param name="deflate">Opens the zlib stream of the rows; null for fast compression.</param>
    /// <param name="chunkBytes">Size in bytes at which a chunk of pixels ends.</param>
    public IndexedPngWriter(
        Stream target, int width, int height, IReadOnlyList<Rgba32> palette, int depth = 8, string? provenance = null,
        Func<Stream, ZLibStream>? deflate = null, int chunkBytes = 1 << 18)
    {
        // The first byte of each row is its filter: none, which suits indices, or up for a row that repeats the one
        // above it, as in enlarged cells, so that only zeros remain.
        const byte Indexed = 3, Up = 2;
        (_target, _chunkBytes) = (target, chunkBytes);
        _row = new byte[1 + (((width * depth) + 7) / 8)];
        _repeated = new byte[_row.Length];
        _repeated[0] = Up;
        target.Write(Signature);
        WriteChunk(
            target, "IHDR"u8, [.. BigEndian.Long(width), .. BigEndian.Long(height), (byte)depth, Indexed, 0, 0, 0]);
        WriteChunk(target, "PLTE"u8, [.. palette.SelectMany(color => new[] { color.R, color.G, color.B })]);
        if (palette.Any(color => color.A != byte.MaxValue))
        {
            WriteChunk(target, "tRNS"u8, [.. palette.Select(color => color.A)]);
        }

        if (provenance is not null)
        {
            WriteProvenance(target, provenance);
        }

        _zlib = deflate?.Invoke(_deflated) ?? RowDeflater.Open(_deflated);
    }

    public static ReadOnlySpan<byte> Signature =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>Keyword; no compression, language or translated keyword (11.3.3.4).</summary>
    public static ReadOnlySpan<byte> Keyword => "Stylize\0\0\0\0\0"u8;

    public static void WriteProvenance(Stream target, string provenance) =>
        WriteChunk(target, "iTXt"u8, [.. Keyword, .. Encoding.UTF8.GetBytes(provenance)]);

    /// <summary>Returns the memory for the next row's packed indices, to be filled before the next call.</summary>
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
        target.Write(BigEndian.Long(data.Length));
        target.Write(type);
        target.Write(data);
        var checksum = new Crc32();
        checksum.Append(type);
        checksum.Append(data);
        target.Write(BigEndian.Long(checksum.GetCurrentHashAsUInt32()));
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
