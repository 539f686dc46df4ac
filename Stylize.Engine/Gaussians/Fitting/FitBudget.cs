namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>How many iterations and Gaussians an image gets where none are asked for.</summary>
internal static class FitBudget
{
    /// <summary>Cost of each channel of a pixel in an iteration, in nanoseconds of one core of 2024.</summary>
    private const double PixelCost = 1.9;

    /// <summary>Cost of a Gaussian in an iteration, in the same unit.</summary>
    private const double GaussianCost = 200;

    /// <summary>Gaussians for a unit of <see cref="IImageFit.Detail"/>: 10,000 for an average 768x512 photograph.</summary>
    private const double CountPerDetail = .5;

    /// <summary>Work for the smallest image, in the same unit.</summary>
    private const double MinWork = 2e7;

    /// <summary>Iterations of a quality, at min 60.</summary>
    public static int Iterations(FitQuality quality, long pixels, int channels, int count)
    {
        var work = quality switch
        {
            FitQuality.Draft => 9_700.0,
            FitQuality.Normal => 48_500.0,
            _ => 145_000.0,
        };
        return (int)Math.Clamp(((work * pixels) + MinWork) / ((PixelCost * (1 + channels) * pixels) + (GaussianCost * count)), 60, 6_000);
    }

    /// <summary>
    /// Gaussians for an image of the given detail: between a 250th and a 10th of its pixels, and at min 16 where it has as many pixels.
    /// </summary>
    public static int Count(double detail, long pixels)
    {
        var min = Math.Max(Math.Min(pixels, 16), pixels / 250);
        return (int)Math.Clamp(Math.Round(detail * CountPerDetail), min, Math.Max(min, pixels / 10));
    }
}
