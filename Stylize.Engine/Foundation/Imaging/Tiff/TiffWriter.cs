namespace Stylize.Engine.Imaging.Tiff;

/// <summary>Writes TIFF 6.0 pages in order, each in strips from top to bottom, so that pages may be larger than memory.
/// Strips hold about 0.5 MiB, uncompressed or deflated with the horizontal predictor (section 14; compression 8,
/// Adobe's TIFF Technical Note 2 of 2002).
/// </summary>
internal sealed class TiffWriter : IDisposable
{
    private const int StripBytes = 1 << 19;

    /// <summary>Maximum number of bytes of all pages that classic TIFF can address, with a margin for
    /// directories.</summary>
    private const long MaxClassicBytes = uint.MaxValue - (1L << 20);

    private readonly Stream _target;
    private readonly bool _isBig;
    private readonly MemoryStream _deflated = new();
    private readonly List<long> _offsets = [];
    private readonly List<long> _sizes = [];
    private long _linkAt;
    private TiffPage _page = null!;
    private int _stripRows;
    private byte[] _strip = [];
    private int _rows;
    private int _filled;

    /// <param name="target">A stream that can seek, at its start.</param>
    /// <param name="isBig">True for BigTIFF, whose files may be larger than 4 GiB.</param>
    internal TiffWriter(Stream target, bool isBig = false)
    {
        (_target, _isBig) = (target, isBig);
        target.Write(BitConverter.IsLittleEndian ? "II"u8 : "MM"u8);
        WriteNumber(isBig ? 43 : 42, 2);
        if (isBig)
        {
            // Size of an offset in bytes, and a constant.
            WriteNumber(8, 2);
            WriteNumber(0, 2);
        }

        _linkAt = target.Position;
        WriteNumber(0, OffsetBytes);
    }

    /// <summary>Starts a file of one page, as BigTIFF if it needs more than 4 GiB.</summary>
    /// <param name="target">A stream that can seek, at its start.</param>
    internal TiffWriter(Stream target, TiffPage page)
        : this(target, page.Bytes > MaxClassicBytes) => Begin(page);

    private int OffsetBytes => _isBig ? 8 : 4;

    /// <summary>True if pages of this uncompressed size need BigTIFF.</summary>
    internal static bool NeedsBig(long bytes) => bytes > MaxClassicBytes;

    /// <exception cref="StylizeException">OperationFailed: the file would be larger than the 4 GiB of classic
    /// TIFF.</exception>
    internal void Begin(TiffPage page)
    {
        if (!_isBig && _target.Position + page.Bytes > MaxClassicBytes)
        {
            throw Errors.PageTooLarge.With(null, page.Width, page.Height);
        }

        _page = page;
        _stripRows = page.TileSide > 0 ? page.TileSide : Math.Clamp(StripBytes / page.RowBytes, 1, page.Height);
        var length = _stripRows * page.RowBytes;
        _strip = _strip.Length == length ? _strip : new byte[length];
        (_rows, _filled) = (0, 0);
        _offsets.Clear();
        _sizes.Clear();
    }

    /// <summary>Adds the next row of the page, with interleaved samples in native byte order.</summary>
    internal void Add<T>(ReadOnlySpan<T> row)
        where T : unmanaged => MemoryMarshal.AsBytes(row).CopyTo(NextRow());

    /// <summary>Returns the memory for the next row of the page, to be filled before the next call.</summary>
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

    /// <summary>Completes the page. The file is valid unless another page is started.</summary>
    internal void Finish()
    {
        Flush();
        if (_rows != _page.Rows) throw new InvalidOperationException($"{_rows} of {_page.Rows} rows were written.");

        if (_target.Position % 2 != 0)
        {
            _target.WriteByte(0);
        }

        var directory = new TiffDirectoryWriter(_target.Position, _isBig);
        directory.AddPage(_page, _stripRows, _offsets, _sizes);
        var bytes = directory.ToArray();
        var linkAt = directory.Start + directory.LinkAt;
        _target.Write(bytes);
        _target.Position = _linkAt;
        WriteNumber(directory.Start, OffsetBytes);
        _target.Seek(0, SeekOrigin.End);
        _linkAt = linkAt;
    }

    public void Dispose() => _deflated.Dispose();

    private void Flush()
    {
        if (_filled == 0) return;

        var content = _page.Compression == LosslessCompression.None
            ? _strip.AsSpan(0, _filled) : Deflate(_strip.AsSpan(0, _filled));
        _offsets.Add(_target.Position);
        _sizes.Add(content.Length);
        _target.Write(content);
        _filled = 0;
    }

    private Span<byte> Deflate(Span<byte> strip)
    {
        for (var at = 0; at < strip.Length && _page.HasPredictor; at += _page.RowBytes)
        {
            TiffPredictor.Apply(strip.Slice(at, _page.RowBytes), _page.Bands, _page.Bits);
        }

        _deflated.SetLength(0);
        using (var zlib = RowDeflater.Open(_deflated, _page.Compression, _page.IsLabels))
        {
            zlib.Write(strip);
        }

        return _deflated.GetBuffer().AsSpan(0, (int)_deflated.Length);
    }

    private void WriteNumber(long value, int size) => TiffDirectoryWriter.WriteNumber(_target, value, size);
}

/// <summary>The properties of a page of a TIFF.</summary>
/// <param name="Bits">Bits per sample: 8, 16 or 32; 1 for one band of black and white.</param>
/// <param name="Compression">None, or the effort of deflation.</param>
internal sealed record TiffPage(int Width, int Height, int Bands, int Bits, LosslessCompression Compression)
{
    /// <summary>True if the last band is straight alpha.</summary>
    internal bool HasAlpha { get; init; }

    /// <summary>True for 32-bit floating-point samples, false for unsigned integers.</summary>
    internal bool IsFloat { get; init; }

    /// <summary>The text of tag 270, such as OME-XML, or null.</summary>
    internal string? Description { get; init; }

    /// <summary>Resolution, or null.</summary>
    internal int? PixelsPerMeter { get; init; }

    /// <summary>ICC profile and provenance of the page. EXIF is not written.</summary>
    internal ImageMetadata Metadata { get; init; } = ImageMetadata.None;

    /// <summary>Side of a tile, a multiple of 16 that divides width and height; 0 for strips. With tiles, rows are
    /// those of the tiles, tile by tile.</summary>
    internal int TileSide { get; init; }

    /// <summary>Number of rows to write: those of the page, or of all tiles.</summary>
    internal int Rows => TileSide > 0 ? checked(Width / TileSide * Height) : Height;

    internal int RowBytes => checked((((TileSide > 0 ? TileSide : Width) * Bands * Bits) + 7) / 8);

    /// <summary>Number of bytes of all rows, uncompressed.</summary>
    internal long Bytes => (long)RowBytes * Rows;

    /// <summary>True if each sample is stored as its difference from the previous pixel.</summary>
    internal bool HasPredictor => Compression != LosslessCompression.None && !IsFloat && !IsLabels && Bits > 1;

    /// <summary>True if samples are labels. They repeat often, so they compress well as they are, which more programs
    /// read.</summary>
    internal bool IsLabels { get; init; }
}
