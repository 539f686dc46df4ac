using System.Runtime.Intrinsics;

namespace Stylize.Codecs.Tiff;

/// <summary>A page of a TIFF. Plain pages, as instruments write them, are read without a codec library.</summary>
/// <param name="source">Owned by the page.</param>
/// <param name="library">Reads the same page with the codec library.</param>
internal sealed class PlainTiff(SourceStream source, DecodeOptions options, PageReader library) : PageReader(source.Name, source)
{
    /// <exception cref="StylizeException">ImageTooLarge: the page exceeds a limit. OptionInvalid: the page does not exist.</exception>
    public override ImageInfo Info => TryRead(numbers: false)?.Info
        ?? (TryRead(numbers: true) is { Info: { IsFloat: true } info } ? info : library.Info);

    public override Raster<Rgba32> ToRgba()
    {
        using var wide = TryDecodeWide();
        return wide is null ? library.ToRgba() : PlainPixels.ToRgba(wide);
    }

    public override SampleImage<float> ToUnits() =>
        TryDecodeWide() is { } wide ? new SampleImage<float>([wide], false, 32) : library.ToUnits();

    public override SampleImage<ushort> ToSamples() => TryOpen()?.ReadAll() ?? Narrow().ToSamples();

    public override IStripReader OpenStrips() => TryOpen() ?? Narrow().OpenStrips();

    public override IRgbaStripReader OpenRgbaStrips() => TryReadWide() is null ? library.OpenRgbaStrips() : base.OpenRgbaStrips();

    /// <exception cref="StylizeException">As <see cref="Info"/>. ImageUnreadable: an integer beyond 2^53, or a number beyond the
    /// largest float.</exception>
    public override void ReadWide(Action<int, ReadOnlySpan<double>> row)
    {
        if (TryRead(numbers: true) is not var (layout, _))
        {
            library.ReadWide(row);
            return;
        }

        using var rows = new TiffRows(source.Stream, layout);
        var stored = new StoredLayout(layout.Kind, layout.Bits, layout.Bits / 8, [0], !BitConverter.IsLittleEndian);
        var (bytes, values) = (new byte[layout.RowBytes], new double[layout.Width]);
        for (var y = 0; y < layout.Height; y++)
        {
            source.Read(_ =>
            {
                rows.Read(bytes);
                return true;
            });
            stored.ReadNumbers(bytes, values);
            for (var x = 0; layout.Bits == 64 && x < values.Length; x++)
            {
                if (!IsRepresentable(values[x], layout.Kind)) throw Inexact(values[x], x, y);
            }

            row(y, values);
        }
    }

    private PlainTiffStrips? TryOpen() =>
        TryRead(numbers: false) is var (layout, info) ? new PlainTiffStrips(source, layout, info) : null;

    /// <summary>Returns the numbers of a page of 64-bit samples, which codec libraries do not read; null for any other page.</summary>
    /// <exception cref="StylizeException">As <see cref="ReadWide"/>. ImageUnreadable: an integer beyond 2^24, which a float cannot
    /// represent exactly. Other numbers are rounded.</exception>
    private Raster<float>? TryDecodeWide()
    {
        const double ExactIntegers = 1 << 24;
        if (TryReadWide() is not var (layout, info)) return null;

        return new Raster<float>(info.Width, info.Height).FilledBy(plane => ReadWide((y, values) =>
        {
            var row = plane.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var value = values[x];
                if (layout.Kind != 'f' && Math.Abs(value) > ExactIntegers) throw Inexact(value, x, y);

                row[x] = (float)value;
            }
        }));
    }

    /// <exception cref="StylizeException">ImageUnreadable: the samples of the page have 64 bits.</exception>
    private PageReader Narrow() => TryReadWide() is null ? library : throw SourceStream.Unreadable(
        source.Name, "has 64-bit samples, which cannot be read as 16-bit values",
        "Convert it to unsigned integers of 8 or 16 bits, scaled as needed.");

    private static bool IsRepresentable(double value, char kind)
    {
        const double ExactIntegers = 1L << 53;
        return kind == 'f' ? !double.IsFinite(value) || float.IsFinite((float)value) : Math.Abs(value) < ExactIntegers;
    }

    private StylizeException Inexact(double value, int x, int y) => SourceStream.Unreadable(
        source.Name,
        Invariant($"has the value {value:R} at ({x}, {y}), which is too large to be read exactly"),
        "Divide its values, or subtract an offset from them.");

    private (TiffLayout Layout, ImageInfo Info)? TryReadWide() =>
        TryRead(numbers: true) is { Layout.Bits: 64 } page ? page : null;

    private (TiffLayout Layout, ImageInfo Info)? TryRead(bool numbers)
    {
        List<long> directories;
        TiffLayout? layout;
        try
        {
            var reader = new TiffReader(source.Stream);
            directories = reader.Directories(options.MaxPages);
            layout = options.Page < directories.Count ? TiffLayout.Read(reader, directories[options.Page], numbers) : null;
            if (layout is { Compression: TiffCompression.Lzw }
                && LzwStream.IsOldStyle(StreamBytes.Read(source.Stream, layout.Offsets[0], Math.Min(2, layout.Sizes[0]))))
            {
                layout = null;
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or OverflowException)
        {
            // The codec library reports the damage.
            return null;
        }

        if (layout is null) return null;

        // Signed integers and those of 64 bits count as floating-point numbers, because few use their full range.
        var isNumber = layout.Kind != 'u' || layout.Bits == 64;
        var info = new ImageInfo(
            source.Format, layout.Width, layout.Height, directories.Count, layout.Bands, HasAlpha: false, isNumber ? 32 : layout.Bits,
            isNumber, Orientation: 1);
        SourceLimits.Check(source.Name, info.Width, info.Height, info.Pages, options);
        return (layout, info);
    }
}

/// <param name="source">The file, owned by the reader.</param>
internal sealed unsafe class PlainTiffStrips(SourceStream source, TiffLayout layout, ImageInfo info) : IStripReader
{
    private readonly TiffRows _rows = new(source.Stream, layout);
    private byte[] _buffer = [];
    private int _next;

    public ImageInfo Info => info;

    public int Read(IReadOnlyList<Raster<ushort>> planes)
    {
        planes.Require(layout.Bands, layout.Width);
        var rows = Math.Min(planes[0].Height, layout.Height - _next);
        if (rows > 0)
        {
            source.Read(_ =>
            {
                Fill(planes, rows);
                return true;
            });
            _next += rows;
        }

        return rows;
    }

    public void Dispose()
    {
        _rows.Dispose();
        source.Dispose();
    }

    private void Fill(IReadOnlyList<Raster<ushort>> planes, int count)
    {
        var first = planes[0];
        if (layout is { Bands: 1, Bits: 16 } && (first.Stride == first.Width || count == 1))
        {
            var bytes = (nint)layout.RowBytes;
            var max = Math.Max(1, (1 << 30) / layout.RowBytes);
            for (var done = 0; done < count; done += max)
            {
                _rows.Read(new Span<byte>((byte*)first.Pointer + (done * bytes), Math.Min(max, count - done) * layout.RowBytes));
            }

            GC.KeepAlive(first);
            return;
        }

        const int PieceBytes = 1 << 18;
        var piece = Math.Clamp(PieceBytes / layout.RowBytes, 1, count);
        _buffer = _buffer.Length >= piece * layout.RowBytes ? _buffer : new byte[piece * layout.RowBytes];
        for (var done = 0; done < count; done += piece)
        {
            var part = _buffer.AsSpan(0, Math.Min(piece, count - done) * layout.RowBytes);
            _rows.Read(part);
            for (var y = 0; y * layout.RowBytes < part.Length; y++)
            {
                Spread(part.Slice(y * layout.RowBytes, layout.RowBytes), layout, planes, done + y);
            }
        }
    }

    private static void Spread(ReadOnlySpan<byte> row, TiffLayout layout, IReadOnlyList<Raster<ushort>> planes, int y)
    {
        if (layout.Bands == 1)
        {
            var target = planes[0].Row(y);
            if (layout.Bits == 16)
            {
                MemoryMarshal.Cast<byte, ushort>(row).CopyTo(target);
            }
            else
            {
                Widen(row, target);
            }

            return;
        }

        if (layout.Bits == 16)
        {
            Divide(MemoryMarshal.Cast<byte, ushort>(row), planes, y);
        }
        else
        {
            Divide(row, planes, y);
        }
    }

    private static void Divide<T>(ReadOnlySpan<T> row, IReadOnlyList<Raster<ushort>> planes, int y)
        where T : IBinaryInteger<T>
    {
        for (var band = 0; band < planes.Count; band++)
        {
            var target = planes[band].Row(y);
            for (var x = 0; x < target.Length; x++)
            {
                target[x] = ushort.CreateTruncating(row[(x * planes.Count) + band]);
            }
        }
    }

    private static void Widen(ReadOnlySpan<byte> row, Span<ushort> target)
    {
        var x = 0;
        for (; x + Vector256<byte>.Count <= row.Length; x += Vector256<byte>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(row[x..]));
            low.CopyTo(target[x..]);
            high.CopyTo(target[(x + Vector256<ushort>.Count)..]);
        }

        for (; x < row.Length; x++)
        {
            target[x] = row[x];
        }
    }
}
