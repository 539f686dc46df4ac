namespace Stylize.Engine.VectorArt.Boundaries;

/// <summary>Two colors that an antialiased pixel mixes in the proportion of their areas, as premultiplied
/// channels.</summary>
internal readonly struct ColorMix
{
    /// <summary>The smallest squared difference of two colors whose mixtures can be measured.</summary>
    private const double MinContrast = 64;

    private readonly (double R, double G, double B, double A) _from, _way;
    private readonly double _contrast;

    /// <param name="from">The color with a share of 0; null for nothing.</param>
    /// <param name="to">The color with a share of 1; null for nothing.</param>
    public ColorMix(Rgba32? from, Rgba32? to)
    {
        _from = Premultiplied(from);
        var end = Premultiplied(to);
        _way = (end.R - _from.R, end.G - _from.G, end.B - _from.B, end.A - _from.A);
        _contrast = Dot(_way, _way);
    }

    public bool IsMeasurable => _contrast >= MinContrast;

    /// <summary>Returns the share of the second color, from 0 to 1.</summary>
    public double ShareOf(Rgba32 pixel)
    {
        var p = Premultiplied(pixel);
        return Math.Clamp(
            Dot((p.R - _from.R, p.G - _from.G, p.B - _from.B, p.A - _from.A), _way) / _contrast, 0, 1);
    }

    private static (double R, double G, double B, double A) Premultiplied(Rgba32? color)
    {
        if (color is not { } p) return default;

        var alpha = p.A / 255.0;
        return (p.R * alpha, p.G * alpha, p.B * alpha, p.A);
    }

    private static double Dot(
        (double R, double G, double B, double A) a, (double R, double G, double B, double A) b) =>
        (a.R * b.R) + (a.G * b.G) + (a.B * b.B) + (a.A * b.A);
}
