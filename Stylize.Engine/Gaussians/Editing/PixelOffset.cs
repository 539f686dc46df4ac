namespace Stylize.Engine.Gaussians.Editing;

/// <summary>A distance or a position in pixels, written as "x,y".</summary>
/// <param name="X">Pixels to the right.</param>
/// <param name="Y">Pixels down.</param>
[ValueForm<PixelOffset>("two numbers x,y, such as 10,-2.5")]
public readonly record struct PixelOffset(double X, double Y) : IParsable<PixelOffset>
{
    /// <summary>Largest magnitude of <see cref="X"/> and <see cref="Y"/>.</summary>
    public const double Max = GaussianModel.MaxSide;

    /// <summary>True if both numbers are finite and within <see cref="Max"/>.</summary>
    public bool IsValid => Math.Abs(X) <= Max && Math.Abs(Y) <= Max;

    /// <inheritdoc/>
    public static PixelOffset Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is not an offset x,y.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PixelOffset result)
    {
        result = default;
        if (s?.Split(',') is not [var x, var y]
            || !double.TryParse(x, NumberStyles.Float, provider, out var right)
            || !double.TryParse(y, NumberStyles.Float, provider, out var down))
        {
            return false;
        }

        result = new(right, down);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Invariant($"{X},{Y}");
}
