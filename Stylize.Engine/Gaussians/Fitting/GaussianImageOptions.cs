using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>How a photograph is fitted; at most one of <see cref="Count"/>, <see cref="TargetPsnr"/>, <see cref="TargetSize"/>.</summary>
public sealed record GaussianImageOptions : IOperationOptions
{
    /// <summary>Largest number of Gaussians of a model.</summary>
    public const int MaxCount = 4_000_000;

    /// <summary>The named presets; each look-up gives a copy.</summary>
    public static IReadOnlyDictionary<string, GaussianImageOptions> Presets { get; } = new PresetTable<GaussianImageOptions>
    {
        { "Default", new() },
        { "Draft", new() { Quality = FitQuality.Draft } },
        { "Best", new() { Quality = FitQuality.Best } },
    };

    /// <summary>As many Gaussians as 36 decibels need, at most one per 40 pixels.</summary>
    public static GaussianImageOptions Default => new();

    [Option("Number of Gaussians.", Min = 1, Max = MaxCount, Default = "as many as 36 dB ask for, at most one for 40 pixels",
        InsteadOf = [nameof(TargetPsnr), nameof(TargetSize)])]
    public int? Count { get; init; }

    [Option("Smallest PSNR of the finished file; chooses the count.", Unit = "decibels", Min = 10, Max = 60,
        InsteadOf = [nameof(Count), nameof(TargetSize)])]
    public double? TargetPsnr { get; init; }

    // The file is at most 2% smaller if the image has use for as many Gaussians.
    [Option("Largest size of the finished file; chooses the count.", Unit = "bytes", Min = 200,
        InsteadOf = [nameof(Count), nameof(TargetPsnr)])]
    public long? TargetSize { get; init; }

    [Option("Wall time of each fit; the best model so far is kept.", Min = 0.1, Max = 86400, InsteadOf = [nameof(Iterations)],
        Name = "TargetTime")]
    public TimeSpan? TimeLimit { get; init; }

    [Option("Iterations of the fit.", Min = 10, Max = 100_000, Default = "by the effort", InsteadOf = ["TargetTime"])]
    public int? Iterations { get; init; }

    [Option("How much work the fit may be: about 1.5, 10 or 30 seconds for a small photograph.",
        Name = "Effort")]
    public FitQuality Quality { get; init; } = FitQuality.Normal;

    [Option("How finely the file keeps the Gaussians: compact is smallest, lossless keeps floats.")]
    public GaussianProfile Profile { get; init; } = GaussianProfile.Compact;

    [Option("Fit layers of which the first ones alone give a good picture too, for pages and slow lines; costs the whole about 1 dB.")]
    public bool Progressive { get; init; }

    [Option("Write the rendered model beside the file, as <stem>.preview.png.")]
    public bool Preview { get; init; }

    [Option(FrameOptions.Help, ValueName = "n", Min = 0, Default = FrameOptions.Refused)]
    public int? Frame { get; init; }

    [Option("A .g2d file to start from.")]
    public ImageSource? InitialModel { get; init; }

    [Option("Another seed gives another, equally good fit.")]
    public int Seed { get; init; }

    /// <summary>Returns the options that differ from their defaults.</summary>
    public override string ToString() => OptionText.Differences(this);

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.Of<GaussianImageOptions>().Check(this);
        Exclude(nameof(TargetPsnr), TargetPsnr is not null, nameof(Count), Count is not null);
        Exclude(nameof(TargetSize), TargetSize is not null, nameof(Count), Count is not null);
        Exclude(nameof(TargetSize), TargetSize is not null, nameof(TargetPsnr), TargetPsnr is not null);
        Exclude(nameof(Progressive), Progressive, nameof(InitialModel), InitialModel is not null);
        Exclude(nameof(Iterations), Iterations is not null, "TargetTime", TimeLimit is not null);
    }

    private static void Exclude(string name, bool given, string other, bool otherGiven)
    {
        if (given && otherGiven) throw StylizeException.Together(name, other);
    }
}

/// <summary>Amount of work for a fit. It is counted in iterations, so that the result is the same on every machine.</summary>
public enum FitQuality
{
    /// <summary>About 1.5 seconds for a 768x512 photograph on two cores.</summary>
    Draft,

    /// <summary>About 10 seconds.</summary>
    Normal,

    /// <summary>About 30 seconds.</summary>
    Best,
}
