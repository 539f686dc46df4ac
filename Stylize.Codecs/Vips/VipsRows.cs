namespace Stylize.Codecs.Vips;

/// <summary>Decodes one page from top to bottom: in strips or at once, with the same checks. Owns the source.</summary>
internal sealed unsafe class VipsRows : IDisposable
{
    private SourceStream _source;
    private DecodeOptions _options;
    private readonly Func<VipsPage, VipsObject> _convert;
    private VipsPage? _page;
    private VipsObject? _image;
    private VipsStrips? _strips;
    private readonly long _scanEnd;
    private bool _isStrict;
    private bool _isReported;
    private bool _hasPixelsAlone;
    private int _next;

    /// <param name="source">Owned by the object, even if the constructor throws.</param>
    /// <param name="convert">Converts the page to the image whose rows are read; disposed separately from the
    /// page.</param>
    internal VipsRows(
        SourceStream source, DecodeOptions options, Func<VipsPage, VipsObject> convert)
    {
        (_source, _options, _convert) = (source, options, convert);
        _isStrict = source.Format is ImageFormat.Jpeg or ImageFormat.Tiff;
        try
        {
            if (source.Format == ImageFormat.Gif)
            {
                ClaimedSize.CheckLimits(source, options);
                source.Read(GifPixels.Require);
            }

            _scanEnd = source.Format == ImageFormat.Jpeg ? source.Read(JpegScan.End) : 0;
            _ = Leniently(() => _page ?? Open());
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal ImageInfo Info => _page!.Info;
    internal VipsStrips Strips => _strips!;

    /// <summary>Opens a page whose samples are unsigned integers, as stored.</summary>
    internal static VipsRows Stored(SourceStream source, DecodeOptions options) => new(
        source, options,
        page =>
        {
            StoredSamples.RequireUnsigned(page, source.Name);
            return VipsObject.Share(page.Image);
        });

    /// <param name="read">Called for each row with its samples and its number, from 0.</param>
    /// <returns>The number of decoded rows; 0 at the end.</returns>
    internal int Read(int max, RowReader read) => ReadStrips(max, (strip, first, count) =>
    {
        for (var y = 0; y < count; y++)
        {
            read(strip + (y * Strips.RowBytes), first + y);
        }
    });

    /// <summary>Decodes the whole page into upright planes, so that its pixels are in memory only once.</summary>
    internal SampleImage<T> ReadAll<T>(int planes, int bitsPerSample, PlaneReader<T> read)
        where T : unmanaged
    {
        var orientation = Info.Orientation;
        var (width, height) = Orientation.SwapsSides(orientation)
            ? (Strips.Height, Strips.Width) : (Strips.Width, Strips.Height);
        return new SampleImage<T>(planes, width, height, Info.HasAlpha, bitsPerSample).FilledBy(image =>
        {
            using var turned = orientation > 1 ? new Raster<T>(Strips.Width, Strips.Rows) : null;
            ReadStrips(Strips.Height, (strip, first, count) =>
            {
                for (var plane = 0; plane < planes; plane++)
                {
                    for (var y = 0; y < count; y++)
                    {
                        var target = turned is null ? image.Planes[plane].Row(first + y) : turned.Row(y);
                        read(strip + (y * Strips.RowBytes), Strips, plane, target);
                    }

                    if (turned is not null)
                    {
                        Orientation.Place(turned, first, count, orientation, image.Planes[plane]);
                    }
                }
            });
        });
    }

    public void Dispose()
    {
        Close();
        _source.Dispose();
    }

    internal delegate void RowReader(byte* row, int y);

    private delegate void StripReader(byte* strip, int first, int count);

    /// <summary>Converts one row of interleaved samples to one row of a plane.</summary>
    internal delegate void PlaneReader<T>(byte* row, VipsStrips strips, int plane, Span<T> target)
        where T : unmanaged;

    private int ReadStrips(int max, StripReader read)
    {
        var rows = Math.Min(max, Strips.Height - _next);
        for (var done = 0; done < rows;)
        {
            var count = Math.Min(Strips.Rows, rows - done);
            var strip = (byte*)Leniently(() => (nint)Strips.Fetch(_next, count));
            read(strip, done, count);
            (_next, done) = (_next + count, done + count);
        }

        if (!_isReported && rows > 0 && _next == Strips.Height && JpegScan.HasUnusedData(_source.Stream, _scanEnd))
        {
            _source.ReportDamage(_options, new InvalidDataException("The scan has data after the last pixel."));
        }

        return rows;
    }

    /// <summary>Decodes again and continues at the next row if libjpeg or libtiff only warns. Reports damage of pixel
    /// data.</summary>
    private T Leniently<T>(Func<T> action)
    {
        try
        {
            return Named(action);
        }
        catch (StylizeException failure) when (_isStrict && WarningOf(failure) is not null)
        {
            var isOpen = _page is not null;
            if (TryPixelsAlone()) return Leniently(() => Again(action));

            try
            {
                // The message can be of another file.
                return VipsFailure.Alone(() => Again(action));
            }
            catch (StylizeException alone) when (WarningOf(alone) is { } warning)
            {
                var isDamaged = isOpen && JpegWarnings.IsDamage(warning);
                if (JpegWarnings.IsTruncated(warning) || (isDamaged && _options.Damaged is null)) throw;

                _isStrict = false;
                var result = Again(action);
                if (isDamaged)
                {
                    _isReported = true;
                    _source.ReportDamage(_options, warning);
                }

                return result;
            }
        }
    }

    /// <summary>Continues with a copy of a TIFF that has only the tags of its pixels, because libtiff fails at, or
    /// warns of, tags that change none.</summary>
    /// <returns>False if that was done already, or the directory is damaged.</returns>
    private bool TryPixelsAlone()
    {
        if (_source.Format != ImageFormat.Tiff || _hasPixelsAlone) return false;

        _hasPixelsAlone = true;
        try
        {
            Close();
            var reader = new TiffReader(_source.Stream);
            var file = reader.WithPixelsAlone(reader.Directories(_options.Page)[_options.Page]);
            _source.Dispose();
            _source = new SourceStream(_source.Name, new MemoryStream(file), ImageFormat.Tiff)
            {
                HasOpaqueExtra = _source.HasOpaqueExtra,
            };
            _options = _options with { Page = 0 };
            return true;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or ArgumentException)
        {
            return false;
        }
    }

    private static VipsFailure? WarningOf(StylizeException failure) =>
        failure.Error == StylizeError.FormatUnsupported ? null : failure.InnerException as VipsFailure;

    private T Again<T>(Func<T> action) => Named(() =>
    {
        Open();
        return action();
    });

    private T Named<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (VipsFailure failure)
        {
            throw _source.Damaged(_page?.ReadFailure ?? failure);
        }
    }

    private VipsPage Open()
    {
        Close();
        var failOn = _isStrict ? VipsPage.OnWarning : VipsPage.OnError;
        _page = VipsPage.Open(_source, _options, failOn, _scanEnd);
        _image = _convert(_page);
        _strips = new VipsStrips(_image);
        return _page;
    }

    private void Close()
    {
        _strips?.Dispose();
        _image?.Dispose();
        _page?.Dispose();
        (_strips, _image, _page) = (null, null, null);
    }
}

/// <summary>Fetches the pixels of an image from top to bottom in strips. Not safe for concurrent use.</summary>
internal sealed unsafe class VipsStrips(VipsObject image) : IDisposable
{
    private const int StripBytes = 1 << 18;

    private readonly VipsObject _region = new(VipsNative.vips_region_new(image));
    private nint _strip;

    internal int Width { get; } = VipsNative.vips_image_get_width(image);
    internal int Height { get; } = VipsNative.vips_image_get_height(image);
    internal int Bands { get; } = VipsNative.vips_image_get_bands(image);
    internal BandFormat Format { get; } = (BandFormat)VipsNative.vips_image_get_format(image);
    internal bool HasAlpha { get; } = HasAlphaBand(image);

    internal nint RowBytes => (nint)Width * Bands * BandFormats.Bytes(Format);

    internal int Rows => (int)Math.Clamp(StripBytes / RowBytes, 1, RowBands.DefaultHeight);

    /// <summary>
    /// True if the last band is alpha. libvips also treats the last of many channels as alpha, which microscopes do not
    /// write.
    /// </summary>
    internal static bool HasAlphaBand(VipsObject image) =>
        VipsNative.vips_image_hasalpha(image) != 0
        && (VipsNative.vips_image_get_bands(image) is 2 or 4
            || VipsNative.vips_image_get_interpretation(image) == (int)Interpretation.Cmyk);

    /// <summary>Decodes rows of interleaved samples without padding. The result is valid until the next call.</summary>
    internal byte* Fetch(int first, int count)
    {
        Release();
        _strip = VipsFailure.BesideOthers(() =>
        {
            var strip = VipsNative.vips_region_fetch(_region, 0, first, Width, count, out _);
            return strip == 0 ? throw VipsFailure.Take("vips_region_fetch") : strip;
        });
        return (byte*)_strip;
    }

    public void Dispose()
    {
        Release();
        _region.Dispose();
    }

    private void Release()
    {
        if (_strip != 0)
        {
            VipsNative.g_free(_strip);
            _strip = 0;
        }
    }
}

/// <summary>Reads the stored samples of one page in strips.</summary>
/// <param name="source">Owned by the reader.</param>
internal sealed unsafe class VipsStripReader(SourceStream source, DecodeOptions options) : IStripReader
{
    private readonly VipsRows _rows = VipsRows.Stored(source, options);

    public ImageInfo Info => _rows.Info;

    public int Read(IReadOnlyList<Raster<ushort>> planes)
    {
        var strips = _rows.Strips;
        planes.Require(strips.Bands, strips.Width);
        return _rows.Read(planes[0].Height, (row, y) =>
        {
            for (var band = 0; band < planes.Count; band++)
            {
                StoredSamples.Read(row, _rows.Strips, band, planes[band].Row(y), source.Name);
            }
        });
    }

    public void Dispose() => _rows.Dispose();
}

/// <summary>Reads one page in strips as 8-bit sRGB.</summary>
/// <param name="source">Owned by the reader.</param>
internal sealed unsafe class VipsRgbaReader(SourceStream source, DecodeOptions options) : IRgbaStripReader
{
    private readonly VipsRows _rows = new(source, options, static page => VipsColor.ToSrgb(page.Image));

    public ImageInfo Info => _rows.Info;

    public int Read(Raster<Rgba32> rows)
    {
        if (rows.Width != Info.Width)
        {
            throw new ArgumentException($"A raster of {Info.Width} pixels width is required.", nameof(rows));
        }

        return _rows.Read(rows.Height, (row, y) =>
            SampleReader.ToRgba(row, _rows.Strips.Format, _rows.Strips.Bands, _rows.Strips.HasAlpha, rows.Row(y)));
    }

    public void Dispose() => _rows.Dispose();
}
