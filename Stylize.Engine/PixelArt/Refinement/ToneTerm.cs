namespace Stylize.Engine.PixelArt.Refinement;

/// <summary>The data term of the Potts model where the blur of the eye mixes no colors: the distance of a color from
/// the mean color of the cell. For a given palette that may be far from the image, the distance in chroma saturates,
/// because otherwise gray would be the nearest color to all weak colors, and a face would be a gray mask. The distance
/// in hue, on the circle of the tone, does not: skin takes no pink.</summary>
internal static class ToneTerm
{
    /// <summary>Limit of the distance in chroma, in Lab units.</summary>
    private const float Limit = 30;

    /// <summary>Cost of missing chroma, per Lab unit: gray is a hue that a colored tone does not have.</summary>
    private const float GrayCost = 0.3f;

    /// <summary>Returns the distance of a color from a tone for a palette that may be far from the image, in Lab
    /// units.</summary>
    public static float Distance(Lab tone, Lab color)
    {
        var (own, chroma, lightness) = (tone.Chroma, color.Chroma, color.L - tone.L);
        var missing = own - chroma;
        var near = missing * Limit / (Math.Abs(missing) + Limit);
        var apart = (own * chroma) - (tone.A * color.A) - (tone.B * color.B);
        var hue = 2 * apart * Math.Min(own / Math.Max(chroma, 1e-3f), 1);
        return MathF.Sqrt((lightness * lightness) + (near * near) + hue) + (GrayCost * Math.Max(missing, 0));
    }
}
