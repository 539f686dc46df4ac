using Stylize.Codecs.Files;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Vips;

/// <summary>Reads the stored samples of one page in strips.</summary>
internal sealed unsafe class VipsStripReader : IStripReader
{
    private readonly SourceStream _source;
    private readonly VipsPage _page;
    private readonly VipsStrips _strips;
    private int _next;

    private VipsStripReader(SourceStream source, VipsPage page)
    {
        _source = source;
        _page = page;
        _strips = new VipsStrips(page.Image);
    }

    /// <inheritdoc/>
    public ImageInfo Info => _page.Info;

    /// <summary>Opens a source, which the reader then owns.</summary>
    internal static VipsStripReader Open(SourceStream source, DecodeOptions options)
    {
        VipsPage? page = null;
        try
        {
            page = VipsPage.OpenUpright(source, options);
            StoredSamples.RequireUnsigned(page, source.Name);
            return new VipsStripReader(source, page);
        }
        catch
        {
            page?.Dispose();
            source.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Read(IReadOnlyList<Raster<ushort>> planes)
    {
        if (planes.Count != _strips.Bands || planes.Any(plane => plane.Width != _strips.Width || plane.Height != planes[0].Height))
        {
            throw new ArgumentException($"Give {_strips.Bands} planes of equal height, {_strips.Width} pixels wide.", nameof(planes));
        }

        var rows = Math.Min(planes[0].Height, _strips.Height - _next);
        for (var done = 0; done < rows;)
        {
            var count = Math.Min(_strips.Rows, rows - done);
            ReadRows(planes, done, count);
            done += count;
        }

        return rows;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _strips.Dispose();
        _page.Dispose();
        _source.Dispose();
    }

    private void ReadRows(IReadOnlyList<Raster<ushort>> planes, int at, int count)
    {
        byte* strip;
        try
        {
            strip = _strips.Fetch(_next, count);
        }
        catch (VipsFailure failure)
        {
            throw _source.Damaged(_page.ReadFailure ?? failure);
        }

        for (var band = 0; band < planes.Count; band++)
        {
            for (var y = 0; y < count; y++)
            {
                StoredSamples.Read(strip + (y * _strips.RowBytes), _strips, band, planes[band].Row(at + y), _source.Name);
            }
        }

        _next += count;
    }
}
