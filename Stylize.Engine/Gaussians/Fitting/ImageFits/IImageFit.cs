using Stylize.Engine.Gaussians.Fitting.Descent;
using Stylize.Engine.Gaussians.Fitting.Field;

namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>The fit of one image, which may be repeated with other numbers of Gaussians.</summary>
internal interface IImageFit : IDisposable
{
    /// <summary>Share of the iterations, or of a limit of time, that goes into quantizing for the compact profile.</summary>
    const double QuantizingTime = .25;

    /// <summary>Share of the work that quantizing is then: its iterations are cheaper.</summary>
    private const double QuantizingWork = .15;

    /// <summary>Pixels of the picture that is fitted first, on which the cost of an iteration depends.</summary>
    long Pixels { get; }

    int TileCount { get; }

    /// <summary>Fits <paramref name="count"/> Gaussians from the start, or from a model.</summary>
    /// <param name="initial">The model to start from, stretched to the image; null to start from the image's detail.</param>
    FittedGaussians Fit(int count, FitClock clock, GaussianModel? initial);

    /// <summary>Continues from the last fit with another number of Gaussians.</summary>
    FittedGaussians Continue(int count, FitClock clock);

    /// <summary>Returns the share of the work of a fit and its quantizing that the quantizing is, for progress.</summary>
    double QuantizingShare(FitClock clock) => clock.IsTimed ? QuantizingTime : QuantizingWork;

    /// <summary>PSNR of the last fit, in decibels; of a part of the image where it is fitted in tiles.</summary>
    double MeasurePsnr();

    /// <summary>Steps of the compact profile at which rounding the last fit adds a given share to the squared error.</summary>
    CompactSteps ChooseSteps(double share);

    /// <summary>Quantizes the last fit to steps of the compact profile, and fits what is not quantized yet meanwhile.</summary>
    FittedGaussians Quantize(CompactSteps steps, FitClock clock);
}

/// <summary>What a fit gave.</summary>
/// <param name="Parameters">The Gaussians in pixels of the image; valid until the next fit.</param>
/// <param name="Iterations">Iterations of the fit; of a tile where there are several.</param>
internal readonly record struct FittedGaussians(FitParameters Parameters, float[] Background, int Iterations)
{
    /// <summary>The weight that the model calls opacity 1; null for the largest.</summary>
    public float? FullWeight { get; init; }

    /// <summary>Where the layers of a fit in layers end, in Gaussians; empty where the file's profile plans them.</summary>
    public IReadOnlyList<int> LayerEnds { get; init; } = [];

    /// <summary>The steps that the parameters are quantized to; null where they are not.</summary>
    public CompactSteps? Steps { get; init; }

    /// <summary>The same in pixels of an image so many times as large.</summary>
    /// <param name="factor">Pixels of the image for each pixel that was fitted, along each side.</param>
    /// <param name="held">Holds the parameters of the result, which its owner disposes of; those of an earlier one are disposed of.</param>
    public FittedGaussians Enlarged(int factor, ref FitParameters? held)
    {
        held?.Dispose();
        held = new FitParameters(Math.Max(1, Parameters.Count), Parameters.Channels);
        held.CopyScaled(Parameters, factor);
        return this with { Parameters = held };
    }
}
