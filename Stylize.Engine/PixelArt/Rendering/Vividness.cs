namespace Stylize.Engine.PixelArt.Rendering;

/// <summary>The factor of the chroma of found colors.</summary>
/// <param name="Factor">The factor of light colors, 0 or more.</param>
/// <param name="SparesDark">True if dark colors keep their chroma: a night sky is not to become more blue.</param>
internal readonly record struct Vividness(double Factor, bool SparesDark)
{
    /// <summary>L* up to which colors keep their chroma, and from which they have the whole factor.</summary>
    private const float Dark = 30, Light = 60;

    /// <summary>No change.</summary>
    public static Vividness Unchanged { get; } = new(1, false);

    /// <summary>Returns the color with its chroma multiplied.</summary>
    public Lab Apply(Lab color)
    {
        var share = SparesDark ? Math.Clamp((color.L - Dark) / (Light - Dark), 0, 1) : 1;
        var factor = 1 + ((Factor - 1) * share);
        return new Lab(color.L, (float)(color.A * factor), (float)(color.B * factor));
    }
}
