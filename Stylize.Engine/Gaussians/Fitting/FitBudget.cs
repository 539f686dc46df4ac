using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>How many iterations and Gaussians an image gets where none are asked for.</summary>
internal static class FitBudget
{
    /// <summary>Cost of each channel of a pixel in an iteration, in nanoseconds of one core of 2024.</summary>
    private const double PixelCost = 1.9;

    /// <summary>Cost of a Gaussian in an iteration, in the same unit.</summary>
    private const double GaussianCost = 200;

    /// <summary>PSNR that is aimed at where neither a count nor a target is given, in decibels.</summary>
    public const double AimedPsnr = 36;

    private const int MaxChosen = 60_000;

    /// <summary>Work for the smallest image, in the same unit.</summary>
    private const double MinWork = 2e7;

    /// <summary>Iterations of a quality: by the work per pixel, at least 60, and fewer for images of many megapixels.</summary>
    public static int Iterations(FitQuality quality, long pixels, int channels, int count)
    {
        var (work, most) = quality switch
        {
            FitQuality.Draft => (2_600.0, 1.2e9),
            FitQuality.Normal => (48_500.0, 7e9),
            _ => (145_000.0, 2.1e10),
        };
        var wanted = ((work * pixels) + MinWork) / ((PixelCost * (1 + channels) * pixels) + (GaussianCost * count));
        return (int)Math.Clamp(Math.Min(wanted, most / pixels), 60, 6_000);
    }

    /// <summary>Gaussians of a first fit, from which <see cref="Count"/> follows.</summary>
    public static int First(long pixels) => Limit(pixels / 120.0, pixels);

    /// <summary>Gaussians that reach <see cref="AimedPsnr"/>, by the PSNR that a short fit of some reached.</summary>
    /// <param name="perDoubling">Decibels for twice as many.</param>
    public static int Count(int count, double psnr, double perDoubling, long pixels) =>
        Limit(count * PortableMath.Exp2(Math.Clamp((AimedPsnr - psnr) / perDoubling, -8, 8)), pixels);

    /// <summary>Clamps to a 400th to a 40th of the pixels and at most <see cref="MaxChosen"/>; at least 16 if the image allows.</summary>
    private static int Limit(double count, long pixels)
    {
        var min = Math.Min(MaxChosen, Math.Max(Math.Min(pixels, 16), pixels / 400));
        return (int)Math.Clamp(Math.Round(count), min, Math.Max(min, Math.Min(MaxChosen, pixels / 40)));
    }
}
