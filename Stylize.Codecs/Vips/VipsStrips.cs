namespace Stylize.Codecs.Vips;

/// <summary>Fetches the pixels of an image from top to bottom in strips. Not safe for concurrent use.</summary>
internal sealed unsafe class VipsStrips(VipsObject image) : IDisposable
{
    private const int StripBytes = 1 << 18;
    private const int MaxRows = 64;

    private readonly VipsObject _region = new(VipsNative.vips_region_new(image));
    private nint _strip;

    internal int Width { get; } = VipsNative.vips_image_get_width(image);
    internal int Height { get; } = VipsNative.vips_image_get_height(image);
    internal int Bands { get; } = VipsNative.vips_image_get_bands(image);
    internal BandFormat Format { get; } = (BandFormat)VipsNative.vips_image_get_format(image);
    internal bool HasAlpha { get; } = HasAlphaBand(image);

    internal nint RowBytes => (nint)Width * Bands * BandFormats.Bytes(Format);

    internal int Rows => (int)Math.Clamp(StripBytes / RowBytes, 1, MaxRows);

    /// <summary>
    /// True if the last band is alpha. libvips also treats the last of many channels as alpha, which microscopes do not write.
    /// </summary>
    internal static bool HasAlphaBand(VipsObject image) =>
        VipsNative.vips_image_hasalpha(image) != 0
        && (VipsNative.vips_image_get_bands(image) is 2 or 4
            || VipsNative.vips_image_get_interpretation(image) == (int)Interpretation.Cmyk);

    /// <summary>Decodes rows of interleaved samples without padding. The result is valid until the next call.</summary>
    internal byte* Fetch(int first, int count)
    {
        Release();
        _strip = VipsNative.vips_region_fetch(_region, 0, first, Width, count, out _);
        return _strip == 0 ? throw VipsFailure.Take("vips_region_fetch") : (byte*)_strip;
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
