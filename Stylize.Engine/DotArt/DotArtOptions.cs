using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.DotArt;

/// <summary>Options of dot art. Lengths are source pixels, shares are [0,1].</summary>
public sealed record DotArtOptions : IOperationOptions
{
    /// <summary>Largest number of dots of one image.</summary>
    public const int MaxDots = 1_000_000;

    /// <summary>The named presets; each look-up gives a copy.</summary>
    public static IReadOnlyDictionary<string, DotArtOptions> Presets { get; } = new PresetTable<DotArtOptions>
    {
        { "Default", new() },
        {
            "FineStippling", new()
            {
                MinRadius = 0.3f, MaxRadius = 1f, DensityThreshold = 0.05f, SpacingFactor = 1.2f, Gap = 2.5f,
                SizeVariation = 0.1f, OpacityVariation = 0.1f,
            }
        },
        {
            "BoldPointillism", new()
            {
                MinRadius = 1.5f, MaxRadius = 4f, DensityThreshold = 0.15f, SpacingFactor = 2f,
                PositionJitter = 0.8f, SizeVariation = 0.4f, OpacityVariation = 0.4f,
            }
        },
        {
            "Sketch", new()
            {
                MinRadius = 0.8f, MaxRadius = 2.5f, DensityThreshold = 0.1f, SpacingFactor = 1.8f,
                PositionJitter = 1.5f, SizeVariation = 0.5f, OpacityVariation = 0.6f,
            }
        },
        {
            "TechnicalDrawing", new()
            {
                MinRadius = 0.5f, MaxRadius = 1.5f, DensityThreshold = 0.2f, SpacingFactor = 2.5f, AdaptiveSizing = false,
            }
        },
        {
            "Watercolor", new()
            {
                MinRadius = 2f, MaxRadius = 6f, DensityThreshold = 0.08f, SpacingFactor = 1.5f, Gap = 6f,
                PositionJitter = 2f, SizeVariation = 0.4f, OpacityVariation = 0.5f,
            }
        },
    };

    /// <summary>What the places of the dots follow.</summary>
    [Option("Gradient: dots along edges and texture. Tone: dots in proportion to darkness.")]
    public DotDistribution Distribution { get; init; } = DotDistribution.Gradient;

    /// <summary>Number of dots wanted; null leaves it to the other options.</summary>
    [Option("Number of dots.", Min = 1, Max = MaxDots, Default = "what the other options give")]
    public int? DotCount { get; init; }

    /// <summary>Whether tone dots may overlap.</summary>
    [Option("Let tone dots overlap, for truer shadows.")]
    public bool AllowOverlap { get; init; }

    /// <summary>How much ink a pixel asks for.</summary>
    [Option("Ink of a tone dot's place. Encoded: 1 - encoded grey. Linear: 1 - linear luminance.")]
    public ToneCurve ToneCurve { get; init; } = ToneCurve.Encoded;

    /// <summary>Free places, or a halftone grid.</summary>
    [Option("Free places, or the grid of a halftone.")]
    public DotPattern Pattern { get; init; } = DotPattern.Free;

    /// <summary>The outline of a dot.</summary>
    [Option("Outline of a dot.")]
    public DotShape Shape { get; init; } = DotShape.Circle;

    /// <summary>One colour for all dots; null keeps the image's.</summary>
    [Option("One colour for all dots, as hex digits or a CSS name.", Default = "the image's colours")]
    public Rgba32? Color { get; init; }

    /// <summary>Colours the dots may have: each takes the nearest in CIE Lab. Null keeps the image's.</summary>
    [Option("Colours the dots may have: a palette's name, a .gpl, .hex, .pal or image file, or hex colours.",
        Unit = "colours", ValueName = "palette", Min = 1, Max = 256)]
    public IReadOnlyList<Rgba32>? Palette { get; init; }

    /// <summary>The paper's colour; null is transparent.</summary>
    [Option("Colour of the paper, as hex digits or a CSS name.", Default = "transparent", Aliases = ["BackgroundColor"])]
    public Rgba32? PaperColor { get; init; }

    /// <summary>The file that is written.</summary>
    [Option("Format of the file that is written.")]
    public DotFormat Format { get; init; } = DotFormat.Svg;

    /// <summary>Gradient strength from which a pixel is a candidate.</summary>
    [Option("Gradient strength from which a place can have a dot.", Unit = "share", Min = 0, Max = 1)]
    public float DensityThreshold { get; init; } = 0.1f;

    /// <summary>Radius of the weakest dot, at most <see cref="MaxRadius"/>.</summary>
    [Option("Radius of the weakest dot.", Unit = "pixels", Above = 0, Max = 100)]
    public float MinRadius { get; init; } = 0.5f;

    /// <summary>Radius of the strongest dot.</summary>
    [Option("Radius of the strongest dot.", Unit = "pixels", Above = 0, Max = 100)]
    public float MaxRadius { get; init; } = 3f;

    /// <summary>Whether a dot's size follows its strength (gradient) or the ink of its cell (tone); else all are of one size.</summary>
    [Option("Size dots by strength or tone; otherwise all are of one size.")]
    public bool AdaptiveSizing { get; init; } = true;

    /// <summary>
    /// The distance between two centres is at least this times the sum of their radii, plus <see cref="Gap"/>; gradient distribution.
    /// </summary>
    [Option("Smallest distance of two gradient dots over the sum of their radii.", Unit = "factor", Min = 1, Max = 20)]
    public float SpacingFactor { get; init; } = 1.5f;

    /// <summary>Paper between the rims of two dots besides the spacing; gradient distribution.</summary>
    [Option("Paper between two gradient dots, besides the spacing.", Unit = "pixels", Min = 0, Max = 100)]
    public float Gap { get; init; } = 1f;

    /// <summary>How far a dot may be moved from its place.</summary>
    [Option("How far a dot may be moved at random.", Unit = "pixels", Min = 0, Max = 50)]
    public float PositionJitter { get; init; }

    /// <summary>Random share of the radius that is added or taken.</summary>
    [Option("Random share of the radius that is added or taken.", Unit = "share", Min = 0, Max = 0.9)]
    public float SizeVariation { get; init; }

    /// <summary>Opacity of the weakest gradient dot; the strongest is opaque. The default is that of vec2art.</summary>
    [Option("Opacity of the weakest dot of the gradient distribution; the strongest is opaque.", Unit = "share", Min = 0, Max = 1)]
    public float MinOpacity { get; init; } = 0.3f;

    /// <summary>Random share of the opacity that is taken.</summary>
    [Option("Random share of the opacity that is taken.", Unit = "share", Min = 0, Max = 1)]
    public float OpacityVariation { get; init; }

    /// <summary>
    /// Whether the Sobel magnitude saturates at 362, as in vec2art, instead of being scaled by its true maximum and by the image.
    /// </summary>
    [Option("Take a Sobel magnitude of 362 for full strength, as vec2art does, instead of scaling to the image.")]
    public bool SaturateGradient { get; init; }

    /// <summary>How the background is recognised.</summary>
    [OptionGroup("Background")]
    public BackgroundOptions Background { get; init; } = new();

    /// <summary>Decimals of a coordinate; radii have one more.</summary>
    [Option("Decimals of a coordinate.", Unit = "decimals", Min = 0, Max = 4)]
    public int Precision { get; init; } = 1;

    /// <summary>Similarity from which colours become one: 1 - (distance in the RGB cube) / sqrt(3); 1 keeps every colour.</summary>
    [Option("Colours at least this similar become one; 1 keeps every colour.", Unit = "share", Min = 0, Max = 1)]
    public float ColorSimilarity { get; init; } = 0.95f;

    /// <summary>Whether dots are ordered for a pen plotter: a short path, one layer a colour.</summary>
    [Option("Order dots for a pen plotter: a short path, a layer for each colour.")]
    public bool PlotterOrder { get; init; }

    /// <summary>Time to aim for; quality is lowered where it would be missed.</summary>
    [Option("Time to aim for; quality is lowered to keep it.", Above = 0)]
    public TimeSpan? TargetTime { get; init; }

    /// <summary>Seed of everything random; the same seed gives the same dots.</summary>
    [Option("Seed of everything random.")]
    public int Seed { get; init; } = 42;

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.Of<DotArtOptions>().Check(this);
        if (MaxRadius < MinRadius)
        {
            throw StylizeException.Option(nameof(MaxRadius), MaxRadius, $"MinRadius ({MinRadius}) or more");
        }

        if (Color is not null && Palette is not null)
        {
            throw StylizeException.Option(nameof(Palette), "given together with Color", "left out where Color is given");
        }
    }
}
