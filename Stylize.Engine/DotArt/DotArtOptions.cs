using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;

namespace Stylize.Engine.DotArt;

/// <summary>Options of dot art. Lengths are source pixels, shares are [0,1].</summary>
public sealed record DotArtOptions : IOperationOptions
{
    /// <summary>Most dots of one image.</summary>
    public const int MaxDots = 1_000_000;

    /// <summary>The named presets, by the names users give.</summary>
    public static IReadOnlyDictionary<string, DotArtOptions> Presets { get; } = new Dictionary<string, DotArtOptions>(StringComparer.OrdinalIgnoreCase)
    {
        ["Default"] = new(),
        ["FineStippling"] = new() { MinRadius = 0.3f, MaxRadius = 1f, DensityThreshold = 0.05f, SpacingFactor = 1.2f, Gap = 2.5f, SizeVariation = 0.1f, OpacityVariation = 0.1f },
        ["BoldPointillism"] = new() { MinRadius = 1.5f, MaxRadius = 4f, DensityThreshold = 0.15f, SpacingFactor = 2f, PositionJitter = 0.8f, SizeVariation = 0.4f, OpacityVariation = 0.4f },
        ["Sketch"] = new() { MinRadius = 0.8f, MaxRadius = 2.5f, DensityThreshold = 0.1f, SpacingFactor = 1.8f, PositionJitter = 1.5f, SizeVariation = 0.5f, OpacityVariation = 0.6f },
        ["TechnicalDrawing"] = new() { MinRadius = 0.5f, MaxRadius = 1.5f, DensityThreshold = 0.2f, SpacingFactor = 2.5f, AdaptiveSizing = false },
        ["Watercolor"] = new() { MinRadius = 2f, MaxRadius = 6f, DensityThreshold = 0.08f, SpacingFactor = 1.5f, Gap = 6f, PositionJitter = 2f, SizeVariation = 0.4f, OpacityVariation = 0.5f },
    };

    /// <summary>What the places of the dots follow.</summary>
    public DotDistribution Distribution { get; init; } = DotDistribution.Gradient;

    /// <summary>Free places, or a halftone grid.</summary>
    public DotPattern Pattern { get; init; } = DotPattern.Free;

    /// <summary>The outline of a dot.</summary>
    public DotShape Shape { get; init; } = DotShape.Circle;

    /// <summary>Least strength that makes a pixel a candidate, [0,1]; gradient distribution.</summary>
    public float DensityThreshold { get; init; } = 0.1f;

    /// <summary>Radius of the weakest dot, above 0 and up to 100.</summary>
    public float MinRadius { get; init; } = 0.5f;

    /// <summary>Radius of the strongest dot, <see cref="MinRadius"/> to 100.</summary>
    public float MaxRadius { get; init; } = 3f;

    /// <summary>True to size a dot by its strength (gradient) or by the ink of its cell (tone); false for dots of one size.</summary>
    public bool AdaptiveSizing { get; init; } = true;

    /// <summary>Room around a dot, 1 to 20: the distance between two centres is at least this times the sum of their radii, plus <see cref="Gap"/>; gradient distribution.</summary>
    public float SpacingFactor { get; init; } = 1.5f;

    /// <summary>Pixels of paper, besides the spacing, between the rims of two dots, 0 to 100; gradient distribution.</summary>
    public float Gap { get; init; } = 1f;

    /// <summary>How far a dot may be moved from its place, 0 to 50 pixels.</summary>
    public float PositionJitter { get; init; }

    /// <summary>Random share of the radius that is added or taken, [0,.9].</summary>
    public float SizeVariation { get; init; }

    /// <summary>Random share of the opacity that is taken, [0,1].</summary>
    public float OpacityVariation { get; init; }

    /// <summary>True to take a gradient of 362 for full strength, as the method's origin did, instead of scaling by the true maximum of the operator and of the image.</summary>
    public bool SaturateGradient { get; init; }

    /// <summary>Number of dots wanted, 1 to <see cref="MaxDots"/>, or null: what the other options give.</summary>
    public int? DotCount { get; init; }

    /// <summary>True to let tone dots overlap, for truer tone in the shadows.</summary>
    public bool AllowOverlap { get; init; }

    /// <summary>How much ink a pixel asks for; tone distribution.</summary>
    public ToneCurve ToneCurve { get; init; } = ToneCurve.Encoded;

    /// <summary>One colour for all dots, or null to keep the image's.</summary>
    public Rgba32? Color { get; init; }

    /// <summary>Colours the dots may have, 1 to 256, or null; takes the nearest in CIE Lab.</summary>
    public IReadOnlyList<Rgba32>? Palette { get; init; }

    /// <summary>The paper's colour, or null for a transparent one.</summary>
    public Rgba32? PaperColor { get; init; }

    /// <summary>How the background is recognised.</summary>
    public BackgroundOptions Background { get; init; } = new();

    /// <summary>The file that is written.</summary>
    public DotFormat Format { get; init; } = DotFormat.Svg;

    /// <summary>Decimals of a coordinate, 0 to 4; default 1. Radii have one more.</summary>
    public int Precision { get; init; } = 1;

    /// <summary>Colours at least this similar become one, [0,1]: 1 - (distance in the RGB cube) / sqrt(3); 1 keeps every colour.</summary>
    public float ColorSimilarity { get; init; } = 0.95f;

    /// <summary>True to order the dots for a pen plotter: a short path, one layer a colour.</summary>
    public bool PlotterOrder { get; init; }

    /// <summary>Time to aim for, or null; quality is lowered where it would be missed.</summary>
    public TimeSpan? TargetTime { get; init; }

    /// <summary>Seed of everything random; the same seed gives the same dots.</summary>
    public int Seed { get; init; } = 42;

    /// <inheritdoc/>
    public void Validate()
    {
        if (!(DensityThreshold is >= 0 and <= 1)) throw StylizeException.Option(nameof(DensityThreshold), DensityThreshold, "0 to 1");
        if (!(MinRadius is > 0 and <= 100)) throw StylizeException.Option(nameof(MinRadius), MinRadius, "above 0, at most 100");
        if (!(MaxRadius is > 0 and <= 100)) throw StylizeException.Option(nameof(MaxRadius), MaxRadius, "above 0, at most 100");
        if (MaxRadius < MinRadius) throw StylizeException.Option(nameof(MaxRadius), MaxRadius, $"MinRadius ({MinRadius}) or more");
        if (!(SpacingFactor is >= 1 and <= 20)) throw StylizeException.Option(nameof(SpacingFactor), SpacingFactor, "1 to 20");
        if (!(Gap is >= 0 and <= 100)) throw StylizeException.Option(nameof(Gap), Gap, "0 to 100");
        if (!(PositionJitter is >= 0 and <= 50)) throw StylizeException.Option(nameof(PositionJitter), PositionJitter, "0 to 50");
        if (!(SizeVariation is >= 0 and <= 0.9f)) throw StylizeException.Option(nameof(SizeVariation), SizeVariation, "0 to 0.9");
        if (!(OpacityVariation is >= 0 and <= 1)) throw StylizeException.Option(nameof(OpacityVariation), OpacityVariation, "0 to 1");
        if (DotCount is < 1 or > MaxDots) throw StylizeException.Option(nameof(DotCount), DotCount, "1 to 1000000");
        if (Palette is { Count: < 1 or > 256 }) throw StylizeException.Option(nameof(Palette), Palette.Count, "1 to 256 colours");
        if (Color is not null && Palette is not null) throw StylizeException.Option(nameof(Palette), "given together with Color", "left out where Color is given");
        if (Precision is < 0 or > 4) throw StylizeException.Option(nameof(Precision), Precision, "0 to 4");
        if (!(ColorSimilarity is >= 0 and <= 1)) throw StylizeException.Option(nameof(ColorSimilarity), ColorSimilarity, "0 to 1");
        if (TargetTime is { } target && target <= TimeSpan.Zero) throw StylizeException.Option(nameof(TargetTime), target, "above zero");
        Background.Validate();
    }
}
