namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// The samples of a rendering along one axis. A pixel that covers more than one source pixel is the average over its area, so it has
/// several samples; where <see cref="MaxPerPixel"/> are not enough, each Gaussian is also convolved with what a sample covers.
/// </summary>
/// <param name="Pixels">Pixels of the rendering along the axis.</param>
/// <param name="PerPixel">Samples a pixel.</param>
/// <param name="PerSource">Samples a source pixel.</param>
/// <param name="AddedVariance">Variance that the convolution adds, in samples squared.</param>
internal readonly record struct SampleGrid(int Pixels, int PerPixel, double PerSource, double AddedVariance)
{
    /// <summary>Largest number of samples a pixel along an axis.</summary>
    public const int MaxPerPixel = 4;

    /// <summary>Samples along the axis.</summary>
    public int Samples => Pixels * PerPixel;

    /// <summary>The grid of <paramref name="pixels"/> pixels over <paramref name="sourcePixels"/>.</summary>
    public static SampleGrid Create(int pixels, int sourcePixels, int maxPerPixel = MaxPerPixel)
    {
        var perPixel = Math.Clamp((int)Math.Ceiling((double)sourcePixels / pixels), 1, maxPerPixel);
        var perSource = (double)pixels * perPixel / sourcePixels;
        // A sample covers n = 1 / perSource source pixels; n points a pixel apart have a variance of (n^2 - 1) / 12 source pixels squared.
        var added = perSource < 1 ? (1 - (perSource * perSource)) / 12 : 0;
        return new SampleGrid(pixels, perPixel, perSource, added);
    }
}
