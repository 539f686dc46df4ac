namespace Stylize.Engine.Imaging;

/// <summary>How pixels of a resized image are computed.</summary>
public enum ResampleFilter
{
    /// <summary>The source pixel under the target pixel's centre.</summary>
    Nearest,

    /// <summary>The exact area average: source pixels count by the area they share with the target pixel.</summary>
    Box,

    /// <summary>Lanczos with three lobes, widened when shrinking; sharp, may overshoot a little.</summary>
    Lanczos3,
}
