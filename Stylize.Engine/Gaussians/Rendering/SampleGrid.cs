namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Where a rendering is sampled. A pixel larger than a source pixel is the average over its area, so it is sampled <see cref="PerPixel"/> times along
/// an axis; beyond <see cref="MaxPerPixel"/> each Gaussian is convolved with what a sample still covers.
/// </summary>
/// <param name="Pixels">Pixels along the axis.</param>
/// <param name="PerPixel">Samples of a pixel.</param>
/// <param name="PerSource">Samples of a source pixel.</param>
/// <param name="AddedVariance">Added to the variance along the axis, in samples squared.</param>
internal readonly record struct SampleGrid(int Pixels, int PerPixel, double PerSource, double AddedVariance)
{
    /// <summary>Most samples of a pixel along an axis.</summary>
    public const int MaxPerPixel = 4;

    /// <summary>Samples along the axis.</summary>
    public int Samples => Pixels * PerPixel;

    /// <summary>The grid of <paramref name="pixels"/> pixels over <paramref name="sourcePixels"/>.</summary>
    public static SampleGrid Create(int pixels, int sourcePixels, int maxPerPixel = MaxPerPixel)
    {
        var perPixel = Math.Clamp((int)Math.Ceiling((double)sourcePixels / pixels), 1, maxPerPixel);
        var perSource = (double)pixels * perPixel / sourcePixels;
        // A sample stands for n = 1/perSource source pixels; n points a pixel apart have a variance of (n^2 - 1) / 12, none for n = 1.
        var added = perSource < 1 ? (1 - (perSource * perSource)) / 12 : 0;
        return new SampleGrid(pixels, perPixel, perSource, added);
    }
}
