using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>
/// What a photograph's Gaussian model shall be. At most one of <see cref="Count"/>, <see cref="TargetPsnr"/> and <see cref="TargetSize"/>.
/// </summary>
public sealed record GaussianImageOptions : IOperationOptions
{
    /// <summary>Most Gaussians of a model.</summary>
    public const int MaxCount = 4_000_000;

    /// <summary>As many Gaussians as the image's detail asks for, about 10 seconds for a 768x512 photograph on two cores.</summary>
    public static GaussianImageOptions Default { get; } = new();

    /// <summary>The named settings.</summary>
    public static IReadOnlyDictionary<string, GaussianImageOptions> Presets { get; } = new Dictionary<string, GaussianImageOptions>(StringComparer.OrdinalIgnoreCase)
    {
        ["Default"] = Default,
        ["Draft"] = Default with { Quality = FitQuality.Draft },
        ["Best"] = Default with { Quality = FitQuality.Best },
    };

    /// <summary>Gaussians, 1 to <see cref="MaxCount"/>; never more than the image has pixels. Null: from the image.</summary>
    public int? Count { get; init; }

    /// <summary>Least PSNR of the finished file in decibels, 10 to 60.</summary>
    public double? TargetPsnr { get; init; }

    /// <summary>Most bytes of the finished file, 200 or more; it will be at most 2 % smaller where the image has use for as many.</summary>
    public long? TargetSize { get; init; }

    /// <summary>
    /// Wall time of the fit, .1 s to 1 day; the result then depends on the machine. Null: as <see cref="Iterations"/> or
    /// <see cref="Quality"/> say.
    /// </summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Iterations of the fit, 10 to 100,000. Null: by <see cref="Quality"/>.</summary>
    public int? Iterations { get; init; }

    /// <summary>How much work the fit may be.</summary>
    public FitQuality Quality { get; init; } = FitQuality.Normal;

    /// <summary>How finely the file keeps the Gaussians.</summary>
    public GaussianProfile Profile { get; init; } = GaussianProfile.Compact;

    /// <summary>True to write the rendered model beside it, <c>stem.preview.png</c>.</summary>
    public bool Preview { get; init; }

    /// <summary>A .g2d file to go on from; its Gaussians are stretched to the image.</summary>
    public ImageSource? InitialModel { get; init; }

    /// <summary>Another seed gives another, equally good fit.</summary>
    public int Seed { get; init; }

    public void Validate()
    {
        if (Count is < 1 or > MaxCount) throw StylizeException.Option(nameof(Count), Count, $"1 to {MaxCount}");
        if (TargetPsnr is { } psnr && !(psnr >= 10 && psnr <= 60)) throw StylizeException.Option(nameof(TargetPsnr), TargetPsnr, "10 to 60");
        if (TargetSize is < 200) throw StylizeException.Option(nameof(TargetSize), TargetSize, "200 or more");
        if (TimeLimit is { } limit && (limit < TimeSpan.FromSeconds(.1) || limit > TimeSpan.FromDays(1))) throw StylizeException.Option(nameof(TimeLimit), TimeLimit, "0.1 seconds to 1 day");
        if (Iterations is < 10 or > 100_000) throw StylizeException.Option(nameof(Iterations), Iterations, "10 to 100000");
        if (!Enum.IsDefined(Quality)) throw StylizeException.Option(nameof(Quality), Quality, "Draft, Normal or Best");
        if (!Enum.IsDefined(Profile)) throw StylizeException.Option(nameof(Profile), Profile, "Compact, Standard or Lossless");
        Exclude(nameof(TargetPsnr), TargetPsnr is not null, nameof(Count), Count is not null);
        Exclude(nameof(TargetSize), TargetSize is not null, nameof(Count), Count is not null);
        Exclude(nameof(TargetSize), TargetSize is not null, nameof(TargetPsnr), TargetPsnr is not null);
        Exclude(nameof(Iterations), Iterations is not null, nameof(TimeLimit), TimeLimit is not null);
    }

    private static void Exclude(string name, bool given, string other, bool otherGiven)
    {
        if (given && otherGiven)
        {
            throw new StylizeException(StylizeError.OptionInvalid, name, $"{name} and {other} cannot both be given.", $"Leave out {name} or {other}.");
        }
    }
}
