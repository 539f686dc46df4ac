namespace Stylize.Engine.DotArt.Drawing;

/// <summary>
/// The horizontal extent of a shape at each y, relative to its centre; every shape is symmetric about its vertical axis. Pixels.
/// </summary>
internal readonly struct DotSpan
{
    private readonly DotShape _shape;
    private readonly float _radius;
    private readonly float _height;

    /// <param name="shape">The shape.</param>
    /// <param name="radius">Radius of its circle.</param>
    /// <param name="precision">Decimals of a coordinate, to which outlines are rounded as in the SVG.</param>
    public DotSpan(DotShape shape, float radius, int precision)
    {
        _shape = shape;
        _radius = radius;
        var unit = Math.Pow(10, precision + 1);
        switch (shape)
        {
            case DotShape.Square:
                Half = (float)(DotOutline.HalfSide(radius, unit) / unit);
                (Top, Bottom) = (-Half, Half);
                break;
            case DotShape.Diamond:
                Half = (float)(DotOutline.HalfDiagonal(radius, unit) / unit);
                (Top, Bottom) = (-Half, Half);
                break;
            case DotShape.Triangle:
                var height = DotOutline.Height(radius, unit);
                _height = (float)(height / unit);
                Half = (float)(DotOutline.HalfBase(radius, unit) / unit);
                Top = (float)(-(height * 2 / 3) / unit);
                Bottom = Top + _height;
                break;
            default:
                Half = radius;
                (Top, Bottom) = (-radius, radius);
                break;
        }
    }

    /// <summary>Largest half width.</summary>
    public float Half { get; }

    /// <summary>Upper end.</summary>
    public float Top { get; }

    /// <summary>Lower end.</summary>
    public float Bottom { get; }

    /// <summary>Half width at y; 0 above the upper and below the lower end.</summary>
    public float HalfAt(float y)
    {
        if (y <= Top || y >= Bottom)
        {
            return 0;
        }

        return _shape switch
        {
            DotShape.Square => Half,
            DotShape.Diamond => Half - MathF.Abs(y),
            DotShape.Triangle => Half * (y - Top) / _height,
            _ => MathF.Sqrt(MathF.Max(0f, (_radius * _radius) - (y * y))),
        };
    }
}
