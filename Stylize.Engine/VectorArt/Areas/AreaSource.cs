namespace Stylize.Engine.VectorArt.Areas;

/// <summary>What is traced of an image. A graphic, such as a logo or a scan, has a few plain colors, which mix at edges only. If its
/// marks are thin, it is enlarged and its edges are sharpened.</summary>
internal sealed class AreaSource : IDisposable
{
    /// <summary>Largest number of colors of a graphic that is recognized, apart from noise.</summary>
    public const int GraphicColors = 8;

    /// <summary>Largest number of exact colors that are looked for.</summary>
    private const int MaxFlat = 99;

    /// <summary>Longest side of a photograph relative to the widest rim that is left out, as of a scan.</summary>
    private const int RimsPerSide = 128;

    private readonly Raster<Rgba32> _image;
    private readonly Raster<Rgba32>? _enlarged, _sharp;
    private readonly PictureRim _rim;
    private readonly ColorTable _table;
    private readonly IReadOnlyList<Lab>? _few;
    private readonly byte[] _opacities;
    private readonly Lab[] _flat = [];
    private readonly LabelMap? _exact;

    /// <param name="image">The image, which stays that of the caller; a rim is replaced by the pixels next to it, and hidden colors are
    /// cleared.</param>
    /// <param name="areInks">True if the colors of a photograph become inks, which are steps of lightness first.</param>
    public AreaSource(Raster<Rgba32> image, bool areInks, ThreadGrant threads, CancellationToken cancellation)
    {
        _image = image;
        _opacities = EvenOpacity.Find(image);
        _table = new(new(image, IsFiltered: true), MinAlpha, threads, cancellation);
        _few = _table.Split(GraphicColors, cancellation);
        if (ColorCounts.AtMost(image, MaxFlat, MinAlpha) is { Length: > 0 } flat)
        {
            Lab[] colors = [.. flat.Select(UniformColor.FromRgba)];
            var exact = LabelMap.Exact(image, flat, MinAlpha);
            if (exact.WithoutNoise(colors, 1, cancellation, hasNoise: false).Length == colors.Length)
            {
                _flat = colors;
                _exact = EvenOpacity.IsHard(image, _opacities) ? exact : null;
            }
        }

        IsGraphic = _exact is not null || _table.IsExplainedBy(_few);
        if (!IsGraphic)
        {
            var width = (double)Math.Max(image.Width, image.Height) / RimsPerSide;
            _rim = PictureRim.Find(image, width, width);

            if (areInks)
            {
                _table.WeakenChroma();
                _few = null;
            }

            return;
        }

        if (_exact is not null || ThinMarks.MaxScaleFor(image.PixelCount) == 1) return;

        using var small = NoiseFilter.Apply(image, threads, cancellation);
        using (var sharp = EdgeSharpener.Apply(small, 1, threads, cancellation))
        {
            Scale = ThinMarks.Scale(sharp);
        }

        if (Scale == 1) return;

        _enlarged = Resampler.Resize(small, Scale * image.Width, Scale * image.Height, ResampleFilter.Lanczos3, threads, cancellation);
        using (var limited = _enlarged.Clone())
        {
            RowBands.ForEachRow(limited.Height, threads, cancellation, y => RemoveOvershoot(small, limited.Row(y), y));
            _sharp = EdgeSharpener.Apply(limited, Scale, threads, cancellation);
        }

        (_table, _few) = (new(new(_sharp, IsFiltered: false), MinAlpha, threads, cancellation), null);
    }

    /// <summary>True for a few plain colors.</summary>
    public bool IsGraphic { get; }

    /// <summary>The factor by which the image is enlarged; above 1 if its marks are thin.</summary>
    public int Scale { get; } = 1;

    /// <summary>True if areas have one color, so that what differs from it is noise.</summary>
    public bool IsPlain => IsGraphic && Scale == 1;

    /// <summary>True if no pixel mixes colors or opacities.</summary>
    public bool IsHard => _exact is not null;

    /// <summary>Largest width of an area without pixels of its pure color, in pixels.</summary>
    public int MaxThin => Scale > 1 ? 5 : IsGraphic ? 6 : 2;

    /// <summary>The pixels whose mixtures give the positions of boundaries.</summary>
    public Raster<Rgba32> Mixed => _enlarged ?? _image;

    /// <summary>The pixels that give the colors of areas.</summary>
    public Raster<Rgba32> Plain => _sharp ?? _image;

    /// <summary>The lowest alpha of a pixel with a color: half of the lowest opacity.</summary>
    private int MinAlpha => (_opacities.Min() + 1) / 2;

    /// <summary>Returns the colors, and the color of each pixel.</summary>
    /// <param name="palette">The colors; null to find them.</param>
    /// <param name="wanted">Largest number of colors to find.</param>
    /// <param name="maxFlat">Largest number of colors of a flat picture, all of which are kept.</param>
    /// <param name="smoothness">Factor of the cost of borders, 0 or more.</param>
    public AreaLabels Label(
        Lab[]? palette, int wanted, int maxFlat, double smoothness, ThreadGrant threads, CancellationToken cancellation)
    {
        var isFlat = palette is null && _flat.Length > 0 && _flat.Length <= maxFlat;
        var colors = palette ?? (isFlat ? _flat : _table.FindColors(
            wanted, wanted < GraphicColors ? null : _few, cancellation));
        var map = Assign();
        if (IsGraphic && palette is null && !isFlat && map.WithoutNoise(colors, 3, cancellation) is var plain
            && plain.Length < colors.Length)
        {
            colors = plain;
            map = Assign();
        }

        _rim.Clear(_image);
        var opacities = _opacities[..Math.Clamp(LabelMap.Nothing / Math.Max(1, colors.Length), 1, _opacities.Length)];
        if (opacities.Length > 1)
        {
            using var levels = EvenOpacity.Levels(Plain, opacities);
            map.Divide(levels, colors.Length, opacities.Length);
        }

        return new(map, colors, opacities);

        LabelMap Assign()
        {
            if (_exact is not null && (isFlat || palette is not null))
            {
                var search = new ColorSearch(colors);
                if (!isFlat) _exact.Replace([.. _flat.Select(color => (byte)search.Nearest(color))]);
                return _exact;
            }

            return LabelMap.Assign(
                _sharp is null ? new(_image, IsFiltered: true, _rim) : new(_sharp, IsFiltered: false), _table, colors, smoothness,
                threads, cancellation);
        }
    }

    /// <summary>Limits a row of the enlarged picture to the range of the source pixels around it, because an edge overshoots.</summary>
    private void RemoveOvershoot(Raster<Rgba32> source, Span<Rgba32> target, int y)
    {
        var top = source.Row(Math.Max(0, (y / Scale) - 1));
        var middle = source.Row(y / Scale);
        var bottom = source.Row(Math.Min(source.Height - 1, (y / Scale) + 1));
        var row = MemoryMarshal.AsBytes(target);
        for (var x = 0; x < source.Width; x++)
        {
            var columns = Math.Max(0, x - 1)..Math.Min(source.Width, x + 2);
            for (var channel = 0; channel < 4; channel++)
            {
                var (low, high) = (byte.MaxValue, byte.MinValue);
                Include(top);
                Include(middle);
                Include(bottom);
                for (var i = 0; i < Scale; i++)
                {
                    ref var value = ref row[(4 * ((x * Scale) + i)) + channel];
                    value = Math.Clamp(value, low, high);
                }

                void Include(ReadOnlySpan<Rgba32> pixels)
                {
                    for (var at = columns.Start.Value; at < columns.End.Value; at++)
                    {
                        var value = MemoryMarshal.AsBytes(pixels)[(4 * at) + channel];
                        (low, high) = (Math.Min(low, value), Math.Max(high, value));
                    }
                }
            }
        }
    }

    public void Dispose()
    {
        _enlarged?.Dispose();
        _sharp?.Dispose();
    }
}
