namespace Stylize.Codecs.Microscopy;

/// <summary>Reads a plane of a microscope's file in strips.</summary>
internal sealed class PlaneStrips : IStripReader
{
    private readonly SourceStream _source;
    private readonly PlaneRows _rows;
    private int _next;

    private PlaneStrips(SourceStream source, ImageInfo info, PlaneRows rows) => (_source, Info, _rows) = (source, info, rows);

    public ImageInfo Info { get; }

    /// <summary>Opens the requested plane and takes ownership of the source; returns null without ownership for other formats.</summary>
    /// <exception cref="StylizeException">As <see cref="PlaneFile.TryIdentify"/>.</exception>
    public static PlaneStrips? TryOpen(SourceStream source, DecodeOptions options) =>
        PlaneFile.TryRead(source) is { } file
            ? new PlaneStrips(source, file.Identify(source, options), file.Open(source, options)) : null;

    /// <exception cref="StylizeException">FormatUnsupported: the samples are floating-point numbers.</exception>
    public int Read(IReadOnlyList<Raster<ushort>> planes)
    {
        var layout = _rows.Layout;
        planes.Require(layout.Bands.Count, Info.Width);
        if (layout.IsFloat)
        {
            throw new StylizeException(
                StylizeError.FormatUnsupported, _source.Name,
                $"'{_source.Name}' has floating-point samples, which only segmentation and measurement read.",
                "Convert it to unsigned integers of 8 or 16 bits, scaled as needed.");
        }

        var rows = Math.Min(planes[0].Height, Info.Height - _next);
        _source.Read(_ =>
        {
            for (var y = 0; y < rows; y++)
            {
                var row = _rows.Next();
                for (var band = 0; band < planes.Count; band++)
                {
                    Spread(row[layout.Bands[band]..], layout, planes[band].Row(y));
                }
            }

            return rows;
        });
        _next += rows;
        return rows;
    }

    /// <summary>Passes on the rows of a gray plane as numbers.</summary>
    /// <exception cref="StylizeException">FormatUnsupported: the plane is in color. ImageUnreadable: the data is damaged.</exception>
    public void ReadNumbers(Action<int, ReadOnlySpan<double>> row)
    {
        var (layout, values) = (_rows.Layout, new double[Info.Width]);
        for (var y = 0; y < Info.Height; y++)
        {
            _source.Read(_ =>
            {
                var samples = _rows.Next()[layout.Bands[0]..];
                for (var x = 0; x < values.Length; x++)
                {
                    values[x] = StoredNumber.Read(samples[(x * layout.PixelBytes)..], layout.IsFloat ? 'f' : 'u', layout.Bits, false);
                }

                return true;
            });
            row(y, values);
        }
    }

    public void Dispose()
    {
        _rows.Dispose();
        _source.Dispose();
    }

    private static void Spread(ReadOnlySpan<byte> samples, PixelLayout layout, Span<ushort> target)
    {
        if (layout is { Bits: 16, PixelBytes: 2 } && BitConverter.IsLittleEndian)
        {
            MemoryMarshal.Cast<byte, ushort>(samples)[..target.Length].CopyTo(target);
            return;
        }

        for (var x = 0; x < target.Length; x++)
        {
            var sample = samples[(x * layout.PixelBytes)..];
            target[x] = layout.Bits == 8 ? sample[0] : BinaryPrimitives.ReadUInt16LittleEndian(sample);
        }
    }
}
