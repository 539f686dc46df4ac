using Stylize.Engine.Gaussians.Files;

namespace Stylize.Engine.Gaussians.Fitting;

internal sealed class GaussianEncodeDefinition : OperationDefinition<GaussianImageOptions>
{
    private const long DraftPixels = 40_000;

    /// <summary>The time of a fit grows with the pixels; at this size the Gaussians of a preset sheet are
    /// visible.</summary>
    private const long CopyPixels = 100_000;

    /// <summary>Pixels of a fit per Gaussian. With fewer, Gaussians are smaller than pixels.</summary>
    private const int PixelsPerGaussian = 12;

    /// <summary>Bytes of a .g2d file per Gaussian, on average.</summary>
    private const int BytesPerGaussian = 9;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    public static GaussianEncodeDefinition Value { get; } = new()
    {
        Name = "gaussian encode",
        Version = 14,
        Cmdlet = "New-GaussianImage",
        Summary = "Fit 2D Gaussians to photographs (<stem>.g2d).",
        Examples =
        [
            "stylize gaussian encode photo.jpg",
            "stylize gaussian encode photos -o models --count 10000 --effort best --preview",
            "stylize gaussian encode photo.jpg --target-size 15000 --json",
        ],
        ProvenanceExtensions = [GaussianFileReader.Extension],
        IsPhotographic = true,
        BuiltIn = () => GaussianImageOptions.Presets,
        CountEntry = "Gaussians",
    };

    public override OutputNames Outputs => field ??= GaussianImageOperation.NamesOf(new GaussianImageOptions());

    public override IReadOnlyList<TuningParameter> TuningParameters =>
    [
        Tune(
            nameof(GaussianImageOptions.Iterations), [50, 100, 200, 400, 800, 1600],
            (o, v) => o with { Iterations = v, TimeLimit = null }),
        Tune(
            nameof(GaussianImageOptions.Count), [1000, 2000, 5000, 10_000, 20_000],
            (o, v) => o with { Count = v, TargetPsnr = null, TargetSize = null }),
    ];

    public override IOperation WarmUp() =>
        new GaussianImageOperation(new GaussianImageOptions { Count = 100, Iterations = 44 });

    protected override IOperation Create(GaussianImageOptions options) => new GaussianImageOperation(options);

    protected override GaussianImageOptions Options(OperationStart start) =>
        start.Apply(start.Read<GaussianImageOptions>());

    protected override long PreviewPixels(GaussianImageOptions options, PreviewInput input, PreviewTime time) =>
        time == PreviewTime.Draft ? DraftPixels : CopyPixels;

    /// <summary>A fit with a given number of Gaussians, instead of a search for a size or quality, unless time is
    /// unlimited.</summary>
    protected internal override GaussianImageOptions ForPreview(
        GaussianImageOptions options, PreviewCopy copy, int side, PreviewTime time)
    {
        if (time == PreviewTime.Unlimited) return options;

        var most = (int)Math.Max(1, copy.Input.Info.PixelCount / PixelsPerGaussian);
        var count = options.Count ?? (int?)(options.TargetSize / BytesPerGaussian);
        var isDraft = time == PreviewTime.Draft;
        return options with
        {
            Count = count is { } wanted ? Math.Clamp(wanted, 1, most) : null,
            TargetSize = null,
            TargetPsnr = count is null && !isDraft ? options.TargetPsnr : null,
            Quality = isDraft ? FitQuality.Draft : (FitQuality)Math.Min((int)options.Quality, (int)FitQuality.Normal),
            Iterations = isDraft ? null : options.Iterations,
            TimeLimit = isDraft ? null : options.TimeLimit > MaxTime ? MaxTime : options.TimeLimit,
            Preview = false,
            InitialModel = null,
            Progressive = false,
        };
    }
}
