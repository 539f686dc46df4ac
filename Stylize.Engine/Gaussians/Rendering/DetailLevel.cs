namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Plans the coarse picture of a level of detail. A level adds a variance to each pixel, as if a share of the Gaussians were to cover the
/// picture, so a level near 1 is near the full picture, and files of few Gaussians become softer too.
/// </summary>
internal static class DetailLevel
{
    /// <summary>Samples per Gaussian that show all detail of a fit.</summary>
    private const double SamplesPerGaussian = 16;

    /// <summary>Largest share of the pixels at which a coarse picture is faster than the full picture.</summary>
    private const double MaxShare = 0.75;

    /// <summary>Largest number of pixels of a coarse picture, which has 16 bytes per pixel.</summary>
    private const double MaxPixels = 1 << 28;

    /// <summary>Returns the size of the coarse picture; null if the level shows all detail.</summary>
    /// <param name="level">Share of the detail, above 0 to 1.</param>
    /// <param name="width">Width of the rendering in pixels.</param>
    /// <param name="height">Height of the rendering in pixels.</param>
    /// <param name="gaussiansPerPixel">Density of the Gaussians in the source.</param>
    public static (int Width, int Height)? CoarseSize(
        double level, int width, int height, int sourceWidth, int sourceHeight, double gaussiansPerPixel)
    {
        var pixels = (double)width * height;
        var full = (double)sourceWidth * sourceHeight * Math.Min(1, SamplesPerGaussian * gaussiansPerPixel);
        var share = 1 / (1 + (pixels * ((1 / level) - 1) / full));
        if (!(share <= MaxShare)) return null;

        return Resampler.ScaledSize(width, height, Math.Sqrt(Math.Min(share, MaxPixels / pixels)));
    }
}
