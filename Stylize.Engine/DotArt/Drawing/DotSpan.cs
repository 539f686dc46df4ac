namespace Stylize.Engine.DotArt.Drawing;

/// <summary>The rows of a shape: from top to bottom, how far it reaches to both sides of its centre.</summary>
internal readonly struct DotSpan
{
    private readonly DotShape _shape;
    private readonly float _radius;
    private readonly float _tall;

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
                var tall = DotOutline.Height(radius, unit);
                _tall = (float)(tall / unit);
                Half = (float)(DotOutline.HalfBase(radius, unit) / unit);
                Top = (float)(-(tall * 2 / 3) / unit);
                Bottom = Top + _tall;
                break;
            default:
                Half = radius;
                (Top, Bottom) = (-radius, radius);
                break;
        }
    }

    /// <summary>The farthest it reaches to a side.</summary>
    public float Half { get; }

    /// <summary>Its first row, from the centre.</summary>
    public float Top { get; }

    /// <summary>Its last row, from the centre.</summary>
    public float Bottom { get; }

    /// <summary>How far it reaches in the row at y from the centre; 0 or less outside.</summary>
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
            DotShape.Triangle => Half * (y - Top) / _tall,
            _ => MathF.Sqrt(MathF.Max(0f, (_radius * _radius) - (y * y))),
        };
    }
}
