namespace Stylize.Codecs.Vips;

/// <summary>Decodes one page from top to bottom: in strips or at once, with the same checks. Owns the source.</summary>
internal sealed unsafe class VipsRows : IDisposable
{
    private readonly SourceStream _source;
    private readonly DecodeOptions _options;
    private readonly Func<VipsPage, VipsObject> _convert;
    private readonly bool _isUpright;
    private VipsPage? _page;
    private VipsObject? _image;
    private VipsStrips? _strips;
    private readonly long _scanEnd;
    private bool _isStrict;
    private bool _isReported;
    private int _next;

    /// <param name="source">Owned by the object, even if the constructor throws.</param>
    /// <param name="convert">Converts the page to the image whose rows are read; disposed separately from the page.</param>
    /// <param name="isUpright">True if libvips applies the orientation, for which it buffers the image.</param>
    internal VipsRows(SourceStream source, DecodeOptions options, Func<VipsPage, VipsObject> convert, bool isUpright = true)
    {
        (_source, _options, _convert, _isUpright) = (source, options, convert, isUpright);
        _isStrict = source.Format is ImageFormat.Jpeg or ImageFormat.Tiff;
        try
        {
            if (source.Format == ImageFormat.Gif)
            {
                ClaimedSize.CheckLimits(source, options);
                source.Read(GifPixels.Require);
            }

            _scanEnd = source.Format == ImageFormat.Jpeg ? source.Read(JpegScan.End) : 0;
            Leniently(() =>
            {
                Open();
                return true;
            });
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
    internal static VipsRows Stored(SourceStream source, DecodeOptions options, bool isUpright = true) => new(
        source, options,
        page =>
        {
            StoredSamples.RequireUnsigned(page, source.Name);
            return VipsObject.Share(page.Image);
        },
        isUpright);

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
        var (width, height) = Orientation.SwapsSides(orientation) ? (Strips.Height, Strips.Width) : (Strips.Width, Strips.Height);
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

    /// <summary>Decodes again and continues at the next row if libjpeg or libtiff only warns. Reports damage of pixel data.</summary>
    private T Leniently<T>(Func<T> action)
    {
        try
        {
            return Named(action);
        }
        catch (StylizeException failure) when (_isStrict && failure.InnerException is VipsFailure warning)
        {
            var isDamaged = _page is not null && JpegWarnings.IsDamage(warning);
            if (JpegWarnings.IsTruncated(warning) || (isDamaged && _options.Damaged is null)) throw;

            _isStrict = false;
            Close();
            var result = Named(() =>
            {
                if (_page is null)
                {
                    Open();
                }

                return action();
            });
            if (isDamaged)
            {
                _isReported = true;
                _source.ReportDamage(_options, warning);
            }

            return result;
        }
    }

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

    private void Open()
    {
        Close();
        var failOn = _isStrict ? VipsPage.OnWarning : VipsPage.OnError;
        _page = _isUpright ? VipsPage.OpenUpright(_source, _options, failOn, _scanEnd)
            : VipsPage.Open(_source, _options, failOn, _scanEnd);
        _image = _convert(_page);
        _strips = new VipsStrips(_image);
    }

    private void Close()
    {
        _strips?.Dispose();
        _image?.Dispose();
        _page?.Dispose();
        (_strips, _image, _page) = (null, null, null);
    }
}
