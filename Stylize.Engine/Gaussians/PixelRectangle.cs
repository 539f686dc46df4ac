namespace Stylize.Engine.Gaussians;

/// <summary>A rectangle of whole pixels, written as "x,y,width,height".</summary>
/// <param name="X">First column; may be negative.</param>
/// <param name="Y">First row; may be negative.</param>
[ValueForm<PixelRectangle>("four integers x,y,width,height, such as 0,0,200,100")]
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height) : IParsable<PixelRectangle>
{
    /// <summary>True if sides are 1 to <see cref="GaussianModel.MaxSide"/> and the coordinates of the corner within
    /// that limit.</summary>
    public bool IsValid =>
        Width is >= 1 and <= GaussianModel.MaxSide
        && Height is >= 1 and <= GaussianModel.MaxSide
        && X is >= -GaussianModel.MaxSide and <= GaussianModel.MaxSide
        && Y is >= -GaussianModel.MaxSide and <= GaussianModel.MaxSide;

    /// <inheritdoc/>
    public static PixelRectangle Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result)
            ? result : throw new FormatException($"'{s}' is not a rectangle x,y,width,height.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PixelRectangle result)
    {
        result = default;
        var numbers = new int[4];
        if (s?.Split(',') is not { Length: 4 } parts) return false;

        for (var i = 0; i < numbers.Length; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.Integer, provider, out numbers[i])) return false;
        }

        result = new(numbers[0], numbers[1], numbers[2], numbers[3]);
        return true;
    }

    /// <summary>Returns true if the rectangle overlaps an image of the given size.</summary>
    public bool Overlaps(int width, int height) =>
        X < width && Y < height && (long)X + Width > 0 && (long)Y + Height > 0;

    /// <inheritdoc/>
    public override string ToString() => Invariant($"{X},{Y},{Width},{Height}");
}
