using System.Runtime.Intrinsics;

namespace Stylize.Codecs.Tiff;

/// <summary>A page of a TIFF. As numbers, it is read without a codec library if its layout is known, because libraries
/// apply what tags say of display. As a picture, the library reads it if it can.</summary>
/// <param name="source">Owned by the page.</param>
/// <param name="open">Opens a page with the codec library, which numbers all directories.</param>
internal sealed class PlainTiff(SourceStream source, DecodeOptions options, Func<DecodeOptions, PageReader> open)
    : PageReader(source.Name, source)
{
    private readonly Lazy<StoredPage?> _page = new(() => StoredPage.Find(source, options));

    /// <summary>The page as the codec library reads it.</summary>
    private PageReader Library => field ??= OpenLibrary();

    /// <exception cref="StylizeException">As StoredPage.Find.</exception>
    public override ImageInfo Info => _page.Value switch
    {
        null => Library.Info,
        { Info: { } own } => own,
        var page => Stored(
            Library.Info with
            {
                Pages = page.Pages, Compression = page.Tags.First(259, 1) == 7 ? ImageFormat.Jpeg : null,
            },
            page.Ignored),
    };

    public override Raster<Rgba32> ToRgba()
    {
        if (OfOwnPicture() is not { } page) return Library.ToRgba();

        using var units = Units(page, out var strange);
        return strange is null || options.Damaged is not null ? PlainPixels.ToRgba(units)
            : throw Errors.NotNumbers.With(source.Name, strange);
    }

    /// <exception cref="StylizeException">ImageUnreadable: an integer of 64 bits beyond 2^24, which a float cannot
    /// represent exactly. FormatUnsupported: the colors of the page cannot be converted.</exception>
    public override SampleImage<float> ToUnits() => OfOwnPicture() is { } page
        ? Units(page, out _) : Library.ToUnits();

    public override SampleImage<ushort> ToSamples() => OfNumbers() is not { } page ? Restored(Library)
        : Orientation.Upright(page.Info!.Orientation, new PlainTiffStrips(source, Unsigned(page)).ReadAll());

    public override IStripReader OpenStrips() => OfNumbers() is not { } page
            ? IsChanged(_page.Value!) || _page.Value!.Ignored > 1
                ? base.OpenStrips() : Library.OpenStrips()
        : page.Info!.Orientation > 1 ? base.OpenStrips() : new PlainTiffStrips(source, Unsigned(page));

    public override IRgbaStripReader OpenRgbaStrips() =>
        OfOwnPicture() is null ? Library.OpenRgbaStrips() : base.OpenRgbaStrips();

    /// <exception cref="StylizeException">As StoredPage.Find. FormatUnsupported: the page is in color.
    /// ImageUnreadable: an integer beyond 2^53, or a number beyond the largest float.</exception>
    public override void ReadNumbers(Action<int, ReadOnlySpan<double>> row)
    {
        if (OfNumbers() is not { Layout: { } layout } page)
        {
            base.ReadNumbers(row);
            return;
        }

        var colors = page.Info!.ColorPlanes;
        if (colors is not (1 or 3)) throw GrayNumbers.Colored(source.Name);

        using var turned = page.Info.Orientation == 1 ? null
            : new SampleImage<double>(1, layout.Width, layout.Height, false, 64);
        var other = new double[layout.Width];
        Read(page, exact: 1L << 53, (y, rows, values) =>
        {
            rows.Numbers(0, values);
            for (var plane = 1; plane < colors; plane++)
            {
                rows.Numbers(plane, other);
                if (!other.AsSpan().SequenceEqual(values)) throw GrayNumbers.Colored(source.Name);
            }

            if (turned is null)
            {
                row(y, values);
            }
            else
            {
                values.CopyTo(turned.Planes[0].Row(y));
            }
        });
        if (turned is not null)
        {
            using var upright = Orientation.Upright(page.Info.Orientation, turned);
            for (var y = 0; y < upright.Height; y++)
            {
                row(y, upright.Planes[0].Row(y));
            }
        }
    }

    private PageReader OpenLibrary()
    {
        if (_page.Value is not { Tags: var tags, Number: var number }) return open(options);

        // The sample after the colors can be, for instance, a spot color.
        source.HasOpaqueExtra = !TiffKind.IsAlpha(tags.First(338, tags.First(277, 1) > 4 ? 0 : 2));
        return open(options with { Page = number });
    }

    /// <summary>Returns the planes of a page with full scale 1. If damage is reported, those that are not finite are 0.
    /// </summary>
    /// <param name="strange">What is said of numbers that are not finite; null without any.</param>
    private SampleImage<float> Units(StoredPage page, out string? strange)
    {
        if (Obstacle(page) is { } obstacle) throw source.Unsupported(obstacle);

        var layout = page.Layout!;
        var isScaled = layout.Kind != 'f' && layout.Bits <= 32;
        var scale = isScaled ? 1 / (Math.Pow(2, layout.Bits - (layout.Kind == 'i' ? 1 : 0)) - 1) : 1;
        var isInverted = page.Meaning == StoredPage.WhiteIsZero && isScaled;
        var (planes, hasAlpha, replaces) = (page.Bands.Count, page.Info!.HasAlpha, options.Damaged is not null);
        var (count, isStrange) = (0L, new bool[layout.Width]);
        var units = new SampleImage<float>(planes, layout.Width, layout.Height, hasAlpha, 32).FilledBy(image => Read(
            page, exact: (1 << 24) + 1, (y, rows, values) =>
            {
                isStrange.AsSpan().Clear();
                for (var plane = 0; plane < planes; plane++)
                {
                    rows.Numbers(plane, values);
                    var row = image.Planes[plane].Row(y);
                    for (var x = 0; x < row.Length; x++)
                    {
                        var unit = values[x] * scale;
                        isStrange[x] |= !double.IsFinite(unit);
                        row[x] = replaces && !double.IsFinite(unit) ? 0
                            : (float)(isInverted && (!hasAlpha || plane < planes - 1) ? 1 - unit : unit);
                    }
                }

                count += isStrange.AsSpan().Count(true);
            }));
        if (page.Meaning == StoredPage.YCbCr) YCbCr.ToRgb(units, page.Tags);

        strange = count == 0 ? null : Invariant($"has {count:N0} pixels that are NaN or infinite");
        if (strange is not null)
        {
            options.Damaged?.Invoke($"'{StylizeException.Verbatim(source.Name)}' {strange}. They count as 0.");
        }

        return Orientation.Upright(page.Info.Orientation, units);
    }

    /// <summary>Returns the page if this code reads its numbers; null if the library does, whose numbers depend on
    /// tags.</summary>
    private StoredPage? OfNumbers() => _page.Value is not { } page ? throw source.Damaged(new InvalidDataException())
        : Noted(page).Layout is not null ? page
        : (TiffKind.Unsupported(page.Tags) ?? TiffKind.Unclear(page.Tags)) is { } kind ? throw source.Unsupported(kind)
        : null;

    private StoredPage Noted(StoredPage page)
    {
        if (page.Ignored > 1)
        {
            options.Noted?.Invoke($"'{StylizeException.Verbatim(source.Name)}' has the orientation {page.Ignored}, "
                + "which is not applied: pixels are measured as stored.");
        }

        return page;
    }

    /// <summary>Returns the page if libraries do not read it as a picture, or wrongly; otherwise null.</summary>
    /// <exception cref="StylizeException">FormatUnsupported: only a library reads the page, and wrongly.</exception>
    private StoredPage? OfOwnPicture() =>
        _page.Value is not { } page ? null
        : TiffKind.Misread(page.Tags) is { } kind ? throw source.Unsupported(kind)
        : page.Layout is not { } layout ? null
        : page.Meaning == StoredPage.YCbCr || (layout.Kind == 'f' && Obstacle(page) is null) || page.IsShared
            || !page.Tags.Has(262) || Enumerable.Range(0, layout.Offsets.Count).Any(layout.IsMissing)
            || !page.Tags.Has(layout.IsTiled ? 325 : 279)
            || layout.Compression == TiffCompression.Zstandard
            || (layout.Kind, layout.Bits)
                is not (('u', 1 or 2 or 4 or 8 or 16 or 32) or ('i', 8 or 16 or 32) or ('f', 32))
            || (page.Meaning == StoredPage.Rgb && layout.Bits < 8)
            || (page.Tags.First(284, 1) == 2 && (page.Meaning != StoredPage.Rgb || layout.IsTiled))
            || (layout is { Compression: TiffCompression.Lzw, Offsets: [var first, ..], Sizes: [var size, ..] }
                && LzwStream.IsOldStyle(StreamBytes.Read(source.Stream, first, Math.Min(2, size)))) ? page
        : null;

    /// <summary>Returns the feature for which this code cannot convert the colors of a page to sRGB; null for none.
    /// </summary>
    private static string? Obstacle(StoredPage page) =>
        page.Meaning is StoredPage.Palette or StoredPage.Cmyk ? "a palette or CMYK in this layout"
        : page.Info is { HasAlpha: true } && page.Tags.First(338, 0) == 1 ? "premultiplied alpha in this layout"
        : null;

    private StoredPage Unsigned(StoredPage page)
    {
        if (page.Info is { IsFloat: false }) return page;

        var what = page.Layout is { Bits: > 16, Kind: not 'f' } or { Bits: 64 } ? $"{page.Layout.Bits}-bit"
            : "signed or floating-point";
        throw Errors.NotSixteenBits.With(source.Name, what);
    }

    /// <summary>Reads the rows of a page.</summary>
    /// <param name="exact">Integers of 64 bits have to be smaller.</param>
    /// <param name="use">Receives the number of the row, the row, and memory for the numbers of a plane.</param>
    private void Read(StoredPage page, long exact, Action<int, StoredRows, double[]> use)
    {
        var layout = page.Layout!;
        using var rows = new StoredRows(source.Stream, page);
        var values = new double[layout.Width];
        for (var y = 0; y < layout.Height; y++)
        {
            source.Read(_ =>
            {
                rows.Next();
                return true;
            });
            for (var plane = 0; layout.Bits == 64 && plane < page.Bands.Count; plane++)
            {
                rows.Numbers(plane, values);
                for (var x = 0; x < values.Length; x++)
                {
                    var isExact = layout.Kind == 'f' ? !double.IsFinite(values[x]) || float.IsFinite((float)values[x])
                        : Math.Abs(values[x]) < exact;
                    if (!isExact) throw Errors.Inexact.With(source.Name, values[x], x, y);
                }
            }

            use(y, rows, values);
        }
    }

    /// <summary>True if libraries change the samples that they read: they invert white as zero, and stretch few bits.
    /// </summary>
    private static bool IsChanged(StoredPage page) => page.Meaning == StoredPage.WhiteIsZero || page.Bits < 8;

    /// <summary>Returns the header of a page that the library turns and that is not to be turned.</summary>
    private static ImageInfo Stored(ImageInfo info, int ignored) => ignored == 1 ? info
        : info with
        {
            Width = Orientation.SwapsSides(ignored) ? info.Height : info.Width,
            Height = Orientation.SwapsSides(ignored) ? info.Width : info.Height,
            Orientation = 1,
        };

    /// <summary>Restores the stored samples of a page that the library reads.</summary>
    private SampleImage<ushort> Restored(PageReader library)
    {
        var (samples, page) = (library.ToSamples(), _page.Value!);

        // All orientations but 6 and 8 undo themselves.
        samples = Orientation.Upright(page.Ignored switch { 6 => 8, 8 => 6, var own => own }, samples);
        if (!IsChanged(page)) return samples;

        var full = samples.BitsPerSample > 8 ? ushort.MaxValue : byte.MaxValue;
        for (var y = 0; y < samples.Height; y++)
        {
            foreach (ref var sample in samples.Planes[0].Row(y))
            {
                var shown = page.Meaning == StoredPage.WhiteIsZero ? full - sample : sample;
                sample = (ushort)(shown >> Math.Max(0, 8 - page.Bits));
            }
        }

        return samples;
    }
}

/// <param name="source">The file, owned by the reader.</param>
/// <param name="page">With unsigned samples of at most 16 bits.</param>
internal sealed unsafe class PlainTiffStrips(SourceStream source, StoredPage page) : IStripReader
{
    private readonly TiffRows[] _rows = [.. page.Layouts.Select(layout => new TiffRows(source.Stream, layout))];
    private readonly TiffLayout _layout = page.Layouts[0];
    private byte[] _buffer = [];
    private int _next;

    /// <summary>The page before its orientation is applied.</summary>
    public ImageInfo Info => page.Info! with { Width = _layout.Width, Height = _layout.Height };

    public int Read(IReadOnlyList<Raster<ushort>> planes)
    {
        planes.Require(page.Bands.Count, _layout.Width);
        var rows = Math.Min(planes[0].Height, _layout.Height - _next);
        if (rows > 0)
        {
            source.Read(_ =>
            {
                foreach (var (plane, stored) in _rows.Index())
                {
                    Fill(stored, page.Layout!.IsPlanar ? [planes[plane]] : planes, rows);
                }

                return true;
            });
            _next += rows;
        }

        return rows;
    }

    public void Dispose()
    {
        Array.ForEach(_rows, rows => rows.Dispose());
        source.Dispose();
    }

    private void Fill(TiffRows stored, IReadOnlyList<Raster<ushort>> planes, int count)
    {
        var first = planes[0];
        if (_layout is { Samples: 1, SampleBytes: 2 } && (first.Stride == first.Width || count == 1))
        {
            var bytes = (nint)_layout.RowBytes;
            var max = Math.Max(1, (1 << 30) / _layout.RowBytes);
            for (var done = 0; done < count; done += max)
            {
                var length = Math.Min(max, count - done) * _layout.RowBytes;
                stored.Read(new Span<byte>((byte*)first.Pointer + (done * bytes), length));
            }

            GC.KeepAlive(first);
            return;
        }

        const int PieceBytes = 1 << 18;
        var piece = Math.Clamp(PieceBytes / _layout.RowBytes, 1, count);
        _buffer = _buffer.Length >= piece * _layout.RowBytes ? _buffer : new byte[piece * _layout.RowBytes];
        for (var done = 0; done < count; done += piece)
        {
            var part = _buffer.AsSpan(0, Math.Min(piece, count - done) * _layout.RowBytes);
            stored.Read(part);
            for (var y = 0; y * _layout.RowBytes < part.Length; y++)
            {
                Spread(part.Slice(y * _layout.RowBytes, _layout.RowBytes), planes, done + y);
            }
        }
    }

    private void Spread(ReadOnlySpan<byte> row, IReadOnlyList<Raster<ushort>> planes, int y)
    {
        if (_layout is { Samples: 1, SampleBytes: 1 })
        {
            Widen(row, planes[0].Row(y));
        }
        else if (_layout.SampleBytes == 2)
        {
            Divide(MemoryMarshal.Cast<byte, ushort>(row), planes, y);
        }
        else
        {
            Divide(row, planes, y);
        }
    }

    private void Divide<T>(ReadOnlySpan<T> row, IReadOnlyList<Raster<ushort>> planes, int y)
        where T : IBinaryInteger<T>
    {
        for (var plane = 0; plane < planes.Count; plane++)
        {
            var target = planes[plane].Row(y);
            var band = _layout.Samples == 1 ? 0 : page.Bands[plane];
            for (var x = 0; x < target.Length; x++)
            {
                target[x] = ushort.CreateTruncating(row[(x * _layout.Samples) + band]);
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
