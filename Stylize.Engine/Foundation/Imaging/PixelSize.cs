namespace Stylize.Engine.Imaging;

/// <summary>Width and height of a pixel, in the same unit.</summary>
public readonly record struct PixelSize(double X, double Y)
{
    /// <summary>Area of a pixel.</summary>
    public double Area => X * Y;

    /// <summary>True if the sides differ by at most 1%.</summary>
    public bool IsSquare => Math.Abs(X - Y) <= .01 * Math.Max(X, Y);

    /// <summary>Converts the side of a square pixel.</summary>
    public static implicit operator PixelSize(double side) => new(side, side);

    /// <summary>Returns a size; null unless both sides are positive and finite.</summary>
    internal static PixelSize? Find(double? x, double? y) =>
        x is > 0 and < double.PositiveInfinity && y is > 0 and < double.PositiveInfinity
            ? new(x.Value, y.Value) : null;
}
