namespace Stylize.Codecs.Pixels;

/// <summary>One page of a source, in each form that callers ask for. A format gives what it stores, and the rest
/// follows from that. A page is decoded once.</summary>
/// <param name="name">Name of the source, for errors.</param>
/// <param name="source">Owned by the page; null if nothing is open.</param>
internal abstract class PageReader(string name, IDisposable? source) : IDisposable
{
    public abstract ImageInfo Info { get; }

    protected string Name => name;

    /// <summary>Decodes to 8-bit sRGB with straight alpha.</summary>
    public virtual Raster<Rgba32> ToRgba()
    {
        using var samples = ToSamples();
        return PlainPixels.ToRgba(samples);
    }

    /// <summary>Decodes to planes with full scale 1.</summary>
    public virtual SampleImage<float> ToUnits()
    {
        using var samples = ToSamples();
        return PlainPixels.ToUnits(samples);
    }

    /// <summary>Decodes to the stored samples of at most 16 bits.</summary>
    public abstract SampleImage<ushort> ToSamples();

    /// <summary>Passes on the rows of a gray page as numbers.</summary>
    /// <exception cref="StylizeException">FormatUnsupported: the page is in color. ImageUnreadable: the data is
    /// damaged.</exception>
    public virtual void ReadNumbers(Action<int, ReadOnlySpan<double>> row)
    {
        if (Info is not { IsFloat: false, BitsPerSample: <= 16 })
        {
            ReadWide(row);
            return;
        }

        using var samples = ToSamples();
        GrayNumbers.Read(samples, Name, row);
    }

    /// <summary>Passes on integers of more than 16 bits and floating-point numbers.</summary>
    public virtual void ReadWide(Action<int, ReadOnlySpan<double>> row)
    {
        using var samples = ToSamples();
        GrayNumbers.Read(samples, Name, row);
    }

    /// <summary>Opens a reader that owns the page.</summary>
    public virtual IStripReader OpenStrips()
    {
        using (this)
        {
            return new WholeStrips(Info, ToSamples());
        }
    }

    /// <inheritdoc cref="OpenStrips"/>
    public virtual IRgbaStripReader OpenRgbaStrips()
    {
        using (this)
        {
            return new WholeRgbaStrips(Info, ToRgba());
        }
    }

    public virtual void Dispose() => source?.Dispose();
}

/// <summary>A page of 8-bit pixels: a picture in memory, a frame of an animation, or a sprite.</summary>
/// <param name="draw">Returns a raster that its caller owns.</param>
internal sealed class PixelPage(string name, ImageInfo info, Func<Raster<Rgba32>> draw, IDisposable? source = null)
    : PageReader(name, source)
{
    public override ImageInfo Info => info;

    public static PixelPage FromRaster(Raster<Rgba32> image, string name) => new(
        name, new ImageInfo(ImageFormat.Png, image.Width, image.Height, 1, 3, !Opacity.IsOpaque(image), 8,
            IsFloat: false, 1), image.Clone);

    public override Raster<Rgba32> ToRgba() => draw();

    public override SampleImage<ushort> ToSamples()
    {
        using var pixels = draw();
        return PlainPixels.FromRgba(pixels, info.HasAlpha);
    }
}

/// <summary>A page of a simple format, which is read whole.</summary>
internal sealed class SamplesPage : PageReader
{
    private SampleImage<ushort>? _samples;

    /// <param name="read">Calls back with the size before it reads pixels.</param>
    internal SamplesPage(
        SourceStream source, DecodeOptions options, Func<Stream, Action<long, long>, SampleImage<ushort>> read)
        : base(source.Name, source)
    {
        SourceLimits.CheckPage(source.Name, 1, options);
        var image = source.Read(
            stream => read(stream, (width, height) => SourceLimits.Check(source.Name, width, height, 1, options)));
        _samples = image;
        Info = new ImageInfo(
            source.Format, image.Width, image.Height, 1, image.ColorPlanes, image.HasAlpha, image.BitsPerSample,
            IsFloat: false, Orientation: 1);
    }

    public override ImageInfo Info { get; }

    public override SampleImage<ushort> ToSamples()
    {
        (var samples, _samples) = (_samples!, null);
        return samples;
    }

    public override void Dispose()
    {
        _samples?.Dispose();
        base.Dispose();
    }
}

/// <summary>A page without alpha whose stored rows are read from top to bottom.</summary>
internal abstract class RowPage(string name, IDisposable? source) : PageReader(name, source), IStripReader
{
    private int _next;

    /// <summary>How rows store their samples.</summary>
    protected abstract StoredLayout Layout { get; }

    /// <summary>The error for samples that are not unsigned integers of 8 or 16 bits.</summary>
    protected abstract StylizeException Unsupported { get; }

    public override Raster<Rgba32> ToRgba() => PixelStrips.ReadAll(this);

    public override SampleImage<ushort> ToSamples() => this.ReadAll();

    public override IStripReader OpenStrips() => this;

    public override IRgbaStripReader OpenRgbaStrips() => new PixelStrips(this);

    public int Read(IReadOnlyList<Raster<ushort>> planes)
    {
        planes.Require(Info.ColorPlanes, Info.Width);
        if (Layout is not { Kind: 'u', Bits: <= 16 }) throw Unsupported;

        var rows = Math.Min(planes[0].Height, Info.Height - _next);
        for (var y = 0; y < rows; y++)
        {
            var row = NextRow();
            for (var band = 0; band < planes.Count; band++)
            {
                Layout.Spread(row[Layout.Bands[band]..], planes[band].Row(y));
            }
        }

        _next += rows;
        return rows;
    }

    public override void ReadWide(Action<int, ReadOnlySpan<double>> row)
    {
        var values = new double[Info.Width];
        for (var y = 0; y < Info.Height; y++)
        {
            Layout.ReadNumbers(NextRow()[Layout.Bands[0]..], values);
            row(y, values);
        }
    }

    /// <summary>Returns the bytes of the next row, which are valid until the next call.</summary>
    protected abstract ReadOnlySpan<byte> NextRow();
}
