namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>Iterations and Gaussians that fit an image.</summary>
internal static class FitBudget
{
    /// <summary>Cost of a pixel's channels in an iteration, in nanoseconds of one core of 2024.</summary>
    private const double PixelCost = 1.9;

    /// <summary>Cost of a Gaussian in an iteration, in the same unit.</summary>
    private const double GaussianCost = 200;

    /// <summary>Gaussians for a unit of <see cref="FitTiles.Detail"/>: 10,000 for an average 768x512 photograph.</summary>
    private const double CountPerDetail = .5;

    /// <summary>Work that the tiniest image is worth, in the same unit.</summary>
    private const double LeastWork = 2e7;

    /// <summary>Iterations of a quality, at least 60.</summary>
    public static int Iterations(FitQuality quality, long pixels, int channels, int count)
    {
        var work = quality switch
        {
            FitQuality.Draft => 9_700.0,
            FitQuality.Normal => 48_500.0,
            _ => 145_000.0,
        };
        return (int)Math.Clamp(((work * pixels) + LeastWork) / ((PixelCost * (1 + channels) * pixels) + (GaussianCost * count)), 60, 6_000);
    }

    /// <summary>Gaussians for an image of so much detail: between a 250th and a 10th of its pixels, but a few for the tiniest.</summary>
    public static int Count(double detail, long pixels)
    {
        var least = Math.Max(Math.Min(pixels, 16), pixels / 250);
        return (int)Math.Clamp(Math.Round(detail * CountPerDetail), least, Math.Max(least, pixels / 10));
    }
}
