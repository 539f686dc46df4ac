using Stylize.Codecs.Files;
using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Tiff;

/// <summary>Reads a plain page in strips.</summary>
internal sealed class PlainTiffStrips : IStripReader
{
    private readonly SourceStream _source;
    private readonly TiffLayout _layout;
    private readonly TiffRows _rows;
    private byte[] _buffer = [];
    private int _next;

    /// <param name="source">The file, which the reader then owns.</param>
    internal PlainTiffStrips(SourceStream source, TiffLayout layout, ImageInfo info)
    {
        (_source, _layout, Info) = (source, layout, info);
        _rows = new TiffRows(source.Stream, layout);
    }

    public ImageInfo Info { get; }

    public int Read(IReadOnlyList<Raster<ushort>> planes)
    {
        if (planes.Count != _layout.Bands || planes.Any(plane => plane.Width != _layout.Width || plane.Height != planes[0].Height))
        {
            throw new ArgumentException($"Give {_layout.Bands} planes of equal height, {_layout.Width} pixels wide.", nameof(planes));
        }

        var rows = Math.Min(planes[0].Height, _layout.Height - _next);
        if (rows > 0)
        {
            _source.Read(_ =>
            {
                PlainTiff.Fill(_rows, _layout, planes, 0, rows, ref _buffer);
                return true;
            });
            _next += rows;
        }

        return rows;
    }

    public void Dispose()
    {
        _rows.Dispose();
        _source.Dispose();
    }
}
