using Stylize.Engine.Gaussians.Device;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// Options of a fit. At most one of <see cref="Count"/>, <see cref="TargetPsnr"/> and <see cref="TargetSize"/> may be
/// set.
/// </summary>
[FormerOption("Seed", "Each fit starts from the same random numbers.", "0")]
public sealed record GaussianImageOptions : IOperationOptions
{
    /// <summary>Largest number of Gaussians of a model.</summary>
    public const int MaxCount = 4_000_000;

    /// <summary>Largest number of iterations of a fit, also within a time limit.</summary>
    public const int MaxIterations = 100_000;

    /// <summary>The named presets. Each lookup returns a copy.</summary>
    public static IReadOnlyDictionary<string, GaussianImageOptions> Presets { get; } =
        new PresetTable<GaussianImageOptions>
        {
            { "Default", new() },
            { "Draft", new() { Quality = FitQuality.Draft } },
            { "Best", new() { Quality = FitQuality.Best } },
            { "Painting", new() { Count = 600 } },
        };

    /// <summary>The defaults: enough Gaussians for a PSNR of 36 dB within 0.3, and at least one per 400 and at most one
    /// per 40 pixels.</summary>
    public static GaussianImageOptions Default => new();

    [Option("Number of Gaussians.", Min = 1, Max = MaxCount, Default = "for 36 dB within 0.3, one per 400 to 40 pixels",
        Group = HelpGroup.Common, Synonyms = ["c"])]
    public int? Count { get; init; }

    [Option("Smallest PSNR of the file; determines the count.", Unit = "decibels", Min = 10, Max = 60,
        Group = HelpGroup.Common, Synonyms = ["quality"])]
    [NotWith(nameof(Count))]
    public double? TargetPsnr { get; init; }

    // The file is at most 2% smaller, unless the image needs fewer Gaussians.
    [Option("Largest size of the file; determines the count.", Unit = "bytes", Min = 200, Group = HelpGroup.Common,
        Synonyms = ["quality"])]
    [NotWith(nameof(Count))]
    [NotWith(nameof(TargetPsnr))]
    public long? TargetSize { get; init; }

    [Option("Time limit of the fit; returns the best result so far.", Min = 0.1, Max = 86400,
        Name = "TargetTime", Group = HelpGroup.Common)]
    public TimeSpan? TimeLimit { get; init; }

    [Option("Number of iterations of the fit.", Min = 10, Max = MaxIterations, Default = "by the effort",
        Group = HelpGroup.Expert)]
    [NotWith("TargetTime")]
    public int? Iterations { get; init; }

    [Option("Amount of work spent on the fit.",
        Name = "Effort", Group = HelpGroup.Common)]
    public FitQuality Quality { get; init; } = FitQuality.Normal;

    [Option("Measure of quality that a file of a target size favors.", Group = HelpGroup.Method)]
    public FitMetric Metric { get; init; } = FitMetric.Ssim;

    [Option("Precision of the file; compact is the smallest.", Group = HelpGroup.Method)]
    public GaussianProfile Profile { get; init; } = GaussianProfile.Compact;

    [Option("Fit layers: the beginning of the file shows a good picture.", Group = HelpGroup.Common)]
    [NotWith(nameof(InitialModel))]
    public bool Progressive { get; init; }

    [Option("Also write the rendered picture, as <stem>.preview.png.", Group = HelpGroup.Output)]
    public bool Preview { get; init; }

    [Option(FrameOptions.HelpWithAll, ValueName = "n", Min = 0, Words = [FrameOptions.First, FrameOptions.All],
        Default = "all frames of an animation; first page of a TIFF", Group = HelpGroup.Method)]
    public int? Frame { get; init; }

    [Option("A .g2d file to start the fit from.", Group = HelpGroup.Method)]
    public ImageSource? InitialModel { get; init; }

    [Option("Where to fit; auto uses a graphics card if there is one.", Group = HelpGroup.Method)]
    public GaussianDevice Device { get; init; }

    /// <summary>Returns the options that differ from their defaults.</summary>
    public override string ToString() => OptionText.Differences(this);

    /// <inheritdoc/>
    public void Validate() => OptionSet.ForRecord<GaussianImageOptions>().Check(this);
}

/// <summary>Measures of quality that files of a target size can favor.</summary>
public enum FitMetric
{
    /// <summary>The squared error: the file holds Gaussians alone.</summary>
    Psnr,

    /// <summary>SSIM: compact files of opaque pictures also hold a residual, which shows fine texture.</summary>
    Ssim,
}

/// <summary>Amount of work for a fit, counted in iterations so that the result is the same on every machine.</summary>
public enum FitQuality
{
    /// <summary>About 1 second for a 768x512 photograph on two cores.</summary>
    Draft,

    /// <summary>About 5 seconds for that photograph.</summary>
    Normal,

    /// <summary>About 15 seconds for that photograph.</summary>
    Best,
}
