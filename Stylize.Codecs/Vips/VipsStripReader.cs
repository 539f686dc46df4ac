namespace Stylize.Codecs.Vips;

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
        if (rows.Width != Info.Width) throw new ArgumentException($"A raster of {Info.Width} pixels width is required.", nameof(rows));

        return _rows.Read(rows.Height, (row, y) =>
            SampleReader.ToRgba(row, _rows.Strips.Format, _rows.Strips.Bands, _rows.Strips.HasAlpha, rows.Row(y)));
    }

    public void Dispose() => _rows.Dispose();
}
