namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// The fit of one image, which may be repeated with other numbers of Gaussians: as a whole or, for large images, in tiles.
/// </summary>
internal interface IImageFit : IDisposable
{
    /// <summary>Density of detail summed over the image; see <see cref="Initialization.GaussianInitializer.Density"/>.</summary>
    double Detail { get; }

    /// <summary>Number of tiles; 1 where the image is fitted as a whole.</summary>
    int TileCount { get; }

    /// <summary>Fits <paramref name="count"/> Gaussians from the start, or from a model.</summary>
    /// <param name="initial">The model to start from, stretched to the image; null to start from the image's detail.</param>
    FittedGaussians Fit(int count, FitClock clock, GaussianModel? initial);

    /// <summary>Continues from the last fit with another number of Gaussians.</summary>
    FittedGaussians Continue(int count, FitClock clock);

    /// <summary>Quantises the last fit to the steps of the compact profile, and fits what is not quantised yet meanwhile.</summary>
    FittedGaussians Quantise(FitClock clock);
}
