namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Chooses the number of iterations and of Gaussians if the options do not.</summary>
internal static class FitBudget
{
    /// <summary>Cost of a channel of a pixel per iteration, in nanoseconds on one core of 2024.</summary>
    private const double PixelCost = 1.9;

    /// <summary>Cost of a Gaussian per iteration, in the same unit.</summary>
    private const double GaussianCost = 200;

    /// <summary>Target PSNR in decibels if the options give neither a count nor a target.</summary>
    public const double DefaultPsnr = 36;

    private const int MaxChosen = 60_000;

    /// <summary>Minimum work for an image, in the same unit.</summary>
    private const double MinWork = 2e7;

    /// <summary>Returns the iterations of a quality by the work per pixel: at least 60, and fewer for images of many megapixels.</summary>
    public static int Iterations(FitQuality quality, long pixels, int channels, int count)
    {
        var (work, max) = quality switch
        {
            FitQuality.Draft => (2_100.0, 1.2e9),
            FitQuality.Normal => (29_000.0, 7e9),
            _ => (87_000.0, 2.1e10),
        };
        var wanted = ((work * pixels) + MinWork) / ((PixelCost * (1 + channels) * pixels) + (GaussianCost * count));
        return (int)Math.Clamp(Math.Min(wanted, max / pixels), 60, 6_000);
    }

    /// <summary>Returns the number of Gaussians of the first fit, whose PSNR determines <see cref="Count"/>.</summary>
    public static int First(long pixels) => Limit(pixels / 120.0, pixels);

    /// <summary>Predicts the number of Gaussians that reaches <see cref="DefaultPsnr"/> from the PSNR of a short fit.</summary>
    /// <param name="perDoubling">Decibels gained by doubling the count.</param>
    public static int Count(int count, double psnr, double perDoubling, long pixels) =>
        Limit(count * PortableMath.Exp2(Math.Clamp((DefaultPsnr - psnr) / perDoubling, -8, 8)), pixels);

    /// <summary>
    /// Clamps to 1/400 to 1/40 of the number of pixels, at most <see cref="MaxChosen"/>, and at least 16 if the image has enough pixels.
    /// </summary>
    private static int Limit(double count, long pixels)
    {
        var min = Math.Min(MaxChosen, Math.Max(Math.Min(pixels, 16), pixels / 400));
        return (int)Math.Clamp(Math.Round(count), min, Math.Max(min, Math.Min(MaxChosen, pixels / 40)));
    }
}
