using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Stylize.Engine.Imaging.Tiff;

/// <summary>
/// Writes TIFF 6.0 pages one after the other, each strip by strip from top to bottom, so that no page need be in memory at once.
/// Strips hold about half a mebibyte, uncompressed or deflated (compression 8, Adobe's TIFF Technical Note 2 of 2002).
/// </summary>
internal sealed class TiffWriter : IDisposable
{
    private const int StripBytes = 1 << 19;
    private const long MaxBytes = uint.MaxValue - (1L << 20);

    private readonly Stream _target;
    private readonly MemoryStream _deflated = new();
    private readonly List<uint> _offsets = [];
    private readonly List<uint> _sizes = [];
    private long _linkAt = 4;
    private TiffPage _page = null!;
    private int _stripRows;
    private byte[] _strip = [];
    private int _rows;
    private int _filled;

    /// <param name="target">A stream that can seek, at its start.</param>
    internal TiffWriter(Stream target)
    {
        _target = target;
        target.Write(BitConverter.IsLittleEndian ? "II"u8 : "MM"u8);
        Write((ushort)42);
        Write(0u);
    }

    /// <param name="target">A stream that can seek, at its start.</param>
    /// <param name="page">The first page, which is begun.</param>
    internal TiffWriter(Stream target, TiffPage page)
        : this(target) => Begin(page);

    /// <summary>Begins the next page.</summary>
    /// <exception cref="StylizeException">OperationFailed: the file would be larger than the 4 GiB that TIFF can address.</exception>
    internal void Begin(TiffPage page)
    {
        if (_target.Position + ((long)page.RowBytes * page.Height) > MaxBytes)
        {
            throw new StylizeException(
                StylizeError.OperationFailed,
                null,
                $"A page of {page.Width} x {page.Height} pixels does not fit into what is left of the 4 GiB of a TIFF file.",
                "Put fewer or smaller images into one file.");
        }

        _page = page;
        _stripRows = Math.Clamp(StripBytes / page.RowBytes, 1, page.Height);
        var length = _stripRows * page.RowBytes;
        _strip = _strip.Length == length ? _strip : new byte[length];
        (_rows, _filled) = (0, 0);
        _offsets.Clear();
        _sizes.Clear();
    }

    /// <summary>Adds the next row of the page: its samples, interleaved, in this machine's byte order.</summary>
    internal void Add<T>(ReadOnlySpan<T> row)
        where T : unmanaged => MemoryMarshal.AsBytes(row).CopyTo(NextRow());

    /// <summary>The place of the next row of the page, to be filled before the next call.</summary>
    internal Span<byte> NextRow()
    {
        if (_filled == _strip.Length)
        {
            Flush();
        }

        var row = _strip.AsSpan(_filled, _page.RowBytes);
        _filled += row.Length;
        _rows++;
        return row;
    }

    /// <summary>Completes the page, and with it the file as long as no other is begun.</summary>
    internal void Finish()
    {
        Flush();
        if (_rows != _page.Height)
        {
            throw new InvalidOperationException($"{_rows} of {_page.Height} rows were written.");
        }

        if (_target.Position % 2 != 0)
        {
            _target.WriteByte(0);
        }

        var directory = new TiffDirectoryWriter((uint)_target.Position);
        directory.AddPage(_page, _stripRows, _offsets, _sizes);
        var bytes = directory.ToArray();
        var linkAt = directory.Start + directory.LinkAt;
        _target.Write(bytes);
        _target.Position = _linkAt;
        Write(directory.Start);
        _target.Seek(0, SeekOrigin.End);
        _linkAt = linkAt;
    }

    /// <inheritdoc/>
    public void Dispose() => _deflated.Dispose();

    private void Flush()
    {
        if (_filled == 0)
        {
            return;
        }

        ReadOnlySpan<byte> content = _strip.AsSpan(0, _filled);
        if (_page.Compression != LosslessCompression.None)
        {
            _deflated.SetLength(0);
            var level = _page.Compression == LosslessCompression.Fast ? CompressionLevel.Fastest : CompressionLevel.SmallestSize;
            using (var zlib = new ZLibStream(_deflated, level, leaveOpen: true))
            {
                zlib.Write(content);
            }

            content = _deflated.GetBuffer().AsSpan(0, (int)_deflated.Length);
        }

        _offsets.Add((uint)_target.Position);
        _sizes.Add((uint)content.Length);
        _target.Write(content);
        _filled = 0;
    }

    private void Write<TValue>(TValue value)
        where TValue : unmanaged => _target.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<TValue>(in value)));
}
