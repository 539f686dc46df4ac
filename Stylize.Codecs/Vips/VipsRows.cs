namespace Stylize.Codecs.Vips;

/// <summary>Decodes one page upright from top to bottom, with the same checks as decoding the whole page. Owns the source.</summary>
internal sealed unsafe class VipsRows : IDisposable
{
    private readonly SourceStream _source;
    private readonly DecodeOptions _options;
    private readonly Func<VipsPage, VipsObject> _convert;
    private VipsPage? _page;
    private VipsObject? _image;
    private VipsStrips? _strips;
    private bool _isStrict;
    private int _next;

    /// <param name="source">Owned by the object, even if the constructor throws.</param>
    /// <param name="convert">Converts the page to the image whose rows are read; disposed separately from the page.</param>
    internal VipsRows(SourceStream source, DecodeOptions options, Func<VipsPage, VipsObject> convert)
    {
        (_source, _options, _convert) = (source, options, convert);
        _isStrict = source.Format == ImageFormat.Jpeg;
        try
        {
            if (source.Format == ImageFormat.Gif)
            {
                ClaimedSize.CheckLimits(source, options);
                source.Read(GifPixels.Require);
            }

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

    /// <param name="read">Called for each row with its samples and its number, from 0.</param>
    /// <returns>The number of decoded rows; 0 at the end.</returns>
    internal int Read(int max, RowReader read)
    {
        var rows = Math.Min(max, Strips.Height - _next);
        for (var done = 0; done < rows;)
        {
            var count = Math.Min(Strips.Rows, rows - done);
            var strip = (byte*)Leniently(() => (nint)Strips.Fetch(_next, count));
            for (var y = 0; y < count; y++)
            {
                read(strip + (y * Strips.RowBytes), done + y);
            }

            (_next, done) = (_next + count, done + count);
        }

        return rows;
    }

    public void Dispose()
    {
        Close();
        _source.Dispose();
    }

    internal delegate void RowReader(byte* row, int y);

    /// <summary>Retries without strictness if the warning loses no pixels, and continues at the next row.</summary>
    private T Leniently<T>(Func<T> action)
    {
        try
        {
            return Named(action);
        }
        catch (StylizeException failure) when (_isStrict && JpegWarnings.AreHarmless(failure.InnerException))
        {
            _isStrict = false;
            Close();
            return Named(() =>
            {
                if (_page is null)
                {
                    Open();
                }

                return action();
            });
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
        _page = VipsPage.OpenUpright(_source, _options, _isStrict ? VipsPage.OnWarning : VipsPage.OnError);
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
