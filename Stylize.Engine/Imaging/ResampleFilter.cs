namespace Stylize.Engine.Imaging;

/// <summary>How the pixels of a resized image are computed.</summary>
internal enum ResampleFilter
{
    /// <summary>The source pixel under the target pixel's centre.</summary>
    Nearest,

    /// <summary>The mean of the source pixels, weighted by the area that each shares with the target pixel.</summary>
    Box,

    /// <summary>Lanczos with three lobes, widened where the image is reduced. It is sharp and overshoots a little at edges.</summary>
    Lanczos3,
}
