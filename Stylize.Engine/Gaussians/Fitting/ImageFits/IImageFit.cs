namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>The fit of an image, which can be repeated with other numbers of Gaussians.</summary>
internal interface IImageFit : IDisposable
{
    /// <summary>Share of the iterations, or of the time limit, for quantization.</summary>
    const double QuantizingTime = .12;

    /// <summary>Share of the work of that quantization, whose iterations are cheaper.</summary>
    private const double QuantizingWork = .15;

    /// <summary>Fits <paramref name="count"/> Gaussians, optionally starting from a model.</summary>
    /// <param name="initial">The model to start from, scaled to the image; null to initialize from the image.</param>
    FittedGaussians Fit(int count, FitClock clock, GaussianModel? initial);

    /// <summary>Continues from the last fit with another number of Gaussians.</summary>
    FittedGaussians Continue(int count, FitClock clock);

    /// <summary>Returns the share of the work spent on quantization, for progress.</summary>
    double QuantizingShare(FitClock clock) => clock.IsTimed ? QuantizingTime : QuantizingWork;

    /// <summary>Measures the PSNR of the last fit in decibels, on a part of the image if it is fitted in tiles.</summary>
    double MeasurePsnr();

    /// <summary>Returns the steps at which rounding the last fit adds a given share to the squared error.</summary>
    CompactSteps ChooseSteps(double share);

    /// <summary>Quantizes the last fit to steps of the compact profile, and continues to fit the values not yet quantized.</summary>
    FittedGaussians Quantize(CompactSteps steps, FitClock clock);
}

/// <summary>The result of a fit.</summary>
/// <param name="Parameters">Parameters in pixels of the image, valid until the next fit.</param>
/// <param name="Iterations">Iterations of the fit, per tile if there are several.</param>
internal readonly record struct FittedGaussians(FitParameters Parameters, float[] Background, int Iterations)
{
    /// <summary>The weight of opacity 1; null for the largest weight.</summary>
    public float? FullWeight { get; init; }

    /// <summary>End indices of the layers of a layered fit; empty if the profile plans the layers.</summary>
    public IReadOnlyList<int> LayerEnds { get; init; } = [];

    /// <summary>The steps of quantized parameters; null for unquantized parameters.</summary>
    public CompactSteps? Steps { get; init; }

    /// <summary>Returns the same result in pixels of a larger image.</summary>
    /// <param name="factor">Pixels of the larger image per fitted pixel, per axis.</param>
    /// <param name="held">Receives the parameters of the result, which the caller owns. Previous parameters are disposed of.</param>
    public FittedGaussians Enlarged(int factor, ref FitParameters? held)
    {
        held?.Dispose();
        held = new FitParameters(Math.Max(1, Parameters.Count), Parameters.Channels);
        held.CopyScaled(Parameters, factor);
        return this with { Parameters = held };
    }
}
