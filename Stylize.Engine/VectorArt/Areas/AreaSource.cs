namespace Stylize.Engine.VectorArt.Areas;

/// <summary>What is traced of an image. A graphic, such as a logo or a scan, has a few plain colors, which mix at edges only. If its
/// marks are thin, it is enlarged and its edges are sharpened.</summary>
internal sealed class AreaSource : IDisposable
{
    /// <summary>Largest number of colors of a graphic that is recognized, apart from noise.</summary>
    private const int GraphicColors = 8;

    private readonly Raster<Rgba32> _image;
    private readonly Raster<Rgba32> _calm;
    private readonly Raster<Rgba32>? _sharp;
    private readonly ColorTable _table;
    private readonly Lab[] _few;
    private readonly bool _isGraphic;

    /// <param name="image">The image, which stays that of the caller.</param>
    public AreaSource(Raster<Rgba32> image, ThreadGrant threads, CancellationToken cancellation)
    {
        (_image, _calm) = (image, NoiseFilter.Apply(image, threads, cancellation));
        _table = new(_calm, cancellation);
        _few = _table.FindColors(GraphicColors, cancellation);
        _isGraphic = _table.IsExplainedBy(_few);
        if (!_isGraphic) return;

        using (var sharp = EdgeSharpener.Apply(_calm, 1, threads, cancellation))
        {
            Scale = ThinMarks.Scale(sharp);
        }

        if (Scale == 1) return;

        var small = _calm;
        _calm = Resampler.Resize(small, Scale * image.Width, Scale * image.Height, ResampleFilter.Lanczos3, threads, cancellation);
        small.Dispose();
        _sharp = EdgeSharpener.Apply(_calm, Scale, threads, cancellation);
        _table = new(_sharp, cancellation);
    }

    /// <summary>The factor by which the image is enlarged; above 1 if its marks are thin.</summary>
    public int Scale { get; } = 1;

    /// <summary>Largest width of an area without pixels of its pure color, in pixels.</summary>
    public int MaxThin => Scale > 1 ? 5 : 2;

    /// <summary>The pixels whose mixtures give the positions of boundaries.</summary>
    public Raster<Rgba32> Mixed => Scale > 1 ? _calm : _image;

    /// <summary>The pixels that give the colors of areas.</summary>
    public Raster<Rgba32> Plain => _sharp ?? _image;

    /// <summary>Returns the colors, and the color of each pixel.</summary>
    /// <param name="palette">The colors; null to find them.</param>
    /// <param name="wanted">Largest number of colors to find.</param>
    /// <param name="smoothness">Factor of the cost of borders, 0 or more.</param>
    public (Lab[] Colors, LabelMap Map) Label(
        Lab[]? palette, int wanted, double smoothness, ThreadGrant threads, CancellationToken cancellation)
    {
        var colors = palette ?? (wanted == GraphicColors && Scale == 1 ? _few : _table.FindColors(wanted, cancellation));
        var map = Assign();
        if (_isGraphic && palette is null && map.WithoutNoise(colors, Scale, cancellation) is var plain && plain.Length < colors.Length)
        {
            colors = plain;
            map = Assign();
        }

        return (colors, map);

        LabelMap Assign() => LabelMap.Assign(_sharp ?? _calm, _table, colors, smoothness, threads, cancellation);
    }

    public void Dispose()
    {
        _calm.Dispose();
        _sharp?.Dispose();
    }
}
