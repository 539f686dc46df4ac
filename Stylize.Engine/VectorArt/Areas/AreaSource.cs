namespace Stylize.Engine.VectorArt.Areas;

/// <summary>What is traced of an image. A graphic, such as a logo or a scan, has a few plain colors, which mix at edges
/// only. If its marks are thin, it is enlarged and its edges are sharpened.</summary>
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

    /// <param name="image">The image, which stays that of the caller; a rim is replaced by the pixels next to it, and
    /// hidden colors are cleared.</param>
    /// <param name="chroma">Weight of chroma and hue in a photograph.</param>
    public AreaSource(
        Raster<Rgba32> image, Rgba32[] inks, float chroma, ThreadGrant threads, CancellationToken cancellation)
    {
        _image = image;
        _opacities = EvenOpacity.Find(image);
        _table = new(new(image, IsFiltered: true), MinAlpha, ColorTable.FlatWeight, 1, threads, cancellation);
        _few = _table.Split(GraphicColors, cancellation);
        if (ColorCounts.AtMost(image, MaxFlat, MinAlpha) is { Length: > 0 } flat)
        {
            Lab[] colors = [.. flat.Select(UniformColor.FromRgba)];
            var exact = LabelMap.Exact(image, flat, MinAlpha);
            if (exact.WithoutNoise(colors, null, 1, cancellation).Length == colors.Length)
            {
                _flat = colors;
                _exact = EvenOpacity.IsHard(image, _opacities) ? exact : null;
            }
        }

        var isSmall = image.PixelCount <= ThinMarks.SmallPixels;
        IsGraphic = _exact is not null || (!isSmall && _table.IsExplainedBy(_few));
        if (!IsGraphic && !isSmall)
        {
            var width = (double)Math.Max(image.Width, image.Height) / RimsPerSide;
            _rim = PictureRim.Find(image, width, width);

            _few = null;
            _table = new(new(image, IsFiltered: true), MinAlpha, flatWeight: 1, chroma, threads, cancellation);
            return;
        }

        if (_exact is not null || ThinMarks.MaxScaleFor(image.PixelCount) == 1) return;

        using var small = isSmall ? image.Clone() : NoiseFilter.Apply(image, threads, cancellation);
        using (var sharp = EdgeSharpener.Apply(small, inks, 1, threads, cancellation))
        {
            Scale = isSmall ? ThinMarks.MaxScaleFor(image.PixelCount) : ThinMarks.Scale(small, sharp);
        }

        if (Scale == 1) return;

        _enlarged = Resampler.Resize(
            small, Scale * image.Width, Scale * image.Height, ResampleFilter.Lanczos3, threads, cancellation);
        using var copy = isSmall ? null : _enlarged.Clone();
        var limited = copy ?? _enlarged;
        RowBands.ForEachRow(image.Height, threads, cancellation, y => Divide(small, limited, y));
        _sharp = isSmall ? _enlarged.Clone() : EdgeSharpener.Apply(limited, inks, Scale, threads, cancellation);
        _few = null;
        _table = new(new(_sharp, IsFiltered: false), MinAlpha, ColorTable.FlatWeight, 1, threads, cancellation);
    }

    /// <summary>True for a few plain colors.</summary>
    public bool IsGraphic { get; }

    /// <summary>True if areas have shades, and boundaries are not those of drawn shapes.</summary>
    public bool IsPhotograph => !IsGraphic && Scale == 1;

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
        if ((IsGraphic || Scale > 1) && palette is null && _exact is null
            && map.WithoutNoise(colors, IsGraphic ? _image : null, 3, cancellation) is var plain
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
                _sharp is null ? new(_image, IsFiltered: true, _rim) : new(_sharp, IsFiltered: false), _table,
                colors, smoothness, threads, cancellation);
        }
    }

    /// <summary>Limits the parts of each pixel of a row to the range of the pixels around it, because an edge
    /// overshoots. In a small picture, they are shifted so that their mean is the pixel (Irani and Peleg, "Improving
    /// resolution by image registration", 1991): those of a pixel of one color then have this color, and corners
    /// stay.</summary>
    private void Divide(Raster<Rgba32> source, Raster<Rgba32> target, int y)
    {
        for (var i = 0; i < 4 * source.Width; i++)
        {
            var (x, channel) = (i / 4, i % 4);
            var (low, high) = (byte.MaxValue, byte.MinValue);
            for (var near = Math.Max(0, y - 1); near <= Math.Min(source.Height - 1, y + 1); near++)
            {
                var bytes = MemoryMarshal.AsBytes(source.Row(near));
                for (var at = x == 0 ? i : i - 4; at <= Math.Min(bytes.Length - 1, i + 4); at += 4)
                {
                    (low, high) = (Math.Min(low, bytes[at]), Math.Max(high, bytes[at]));
                }
            }

            var shift = 0;
            for (var step = source.PixelCount > ThinMarks.SmallPixels ? 0 : 128; step > 0; step /= 2)
            {
                shift += low == high ? 0 : MeanOfParts(shift) < MemoryMarshal.AsBytes(source.Row(y))[i] ? step : -step;
            }

            MeanOfParts(shift, isLast: true);

            int MeanOfParts(int shift, bool isLast = false)
            {
                var sum = 0;
                for (var row = y * Scale; row < (y + 1) * Scale; row++)
                {
                    var parts = MemoryMarshal.AsBytes(target.Row(row).Slice(x * Scale, Scale));
                    for (var part = channel; part < parts.Length; part += 4)
                    {
                        var value = Math.Clamp(parts[part] + shift, low, high);
                        sum += value;
                        if (isLast) parts[part] = (byte)value;
                    }
                }

                return sum / (Scale * Scale);
            }
        }
    }

    public void Dispose()
    {
        _enlarged?.Dispose();
        _sharp?.Dispose();
    }
}
