using Stylize.Codecs.Files;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Vips;

/// <summary>Reads one page in strips as 8-bit sRGB.</summary>
/// <param name="source">The reader's from now on.</param>
/// <param name="options">Page and limits.</param>
internal sealed unsafe class VipsRgbaReader(SourceStream source, DecodeOptions options) : IRgbaStripReader
{
    private readonly VipsRows _rows = new(source, options, static page => VipsColor.ToSrgb(page.Image));

    /// <inheritdoc/>
    public ImageInfo Info => _rows.Info;

    /// <inheritdoc/>
    public int Read(Raster<Rgba32> rows)
    {
        if (rows.Width != Info.Width)
        {
            throw new ArgumentException($"Give a raster {Info.Width} pixels wide.", nameof(rows));
        }

        return _rows.Read(rows.Height, (row, y) =>
            SampleReader.ToRgba(row, _rows.Strips.Format, _rows.Strips.Bands, _rows.Strips.HasAlpha, rows.Row(y)));
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();
}
