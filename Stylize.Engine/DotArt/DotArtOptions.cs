using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.DotArt;

/// <summary>Options of dot art. Lengths are source pixels, shares are [0,1].</summary>
public sealed record DotArtOptions : IOperationOptions
{
    /// <summary>Largest number of dots of one image.</summary>
    public const int MaxDots = 1_000_000;

    /// <summary>Largest number of inks that colors are mixed of.</summary>
    public const int MaxInks = 8;

    /// <summary>Pixels of the largest image whose lengths <see cref="ScaleWithImage"/> leaves alone.</summary>
    internal const double ReferencePixels = 1_000_000;

    /// <summary>The named presets; each look-up gives a copy. Default is drawn by tone, the others by gradient.</summary>
    public static IReadOnlyDictionary<string, DotArtOptions> Presets { get; } = DotArtPresets.Table();

    [Option("Tone: dots in proportion to darkness, apart unless they may overlap. Gradient: dots along edges and texture. "
        + "An option of one method alone chooses it.")]
    public DotDistribution Distribution { get; init; } = DotDistribution.Tone;

    [Option(FrameOptions.Help, ValueName = "n", Min = 0, Default = FrameOptions.Refused)]
    public int? Frame { get; init; }

    [Option("Number of dots.", Min = 1, Max = MaxDots,
        Default = "of tone dots 40000, or one for 8 pixels of a small image; of gradient dots what the other options give")]
    public int? DotCount { get; init; }

    [Option("Let tone dots overlap, for truer shadows.", Default = "on; off where Distribution is given without a preset")]
    public bool AllowOverlap { get; init; } = true;

    [Option("Ink of a tone dot's place. Encoded: 1 - encoded gray. Linear: 1 - linear luminance.")]
    public ToneCurve ToneCurve { get; init; } = ToneCurve.Encoded;

    [Option("Free places, or the grid of a halftone.")]
    public DotPattern Pattern { get; init; } = DotPattern.Free;

    [Option("Outline of a dot.")]
    public DotShape Shape { get; init; } = DotShape.Circle;

    [Option("One color for all dots, as hex digits or a CSS name.", Default = "the image's colors")]
    public Rgba32? Color { get; init; }

    [Option("Colors the dots may have: a palette's name, a .gpl, .hex, .pal or image file, or colors as hex digits or names.",
        Unit = "colors", ValueName = "palette", Min = 1, Max = 256)]
    public IReadOnlyList<Rgba32>? Palette { get; init; }

    [Option("Color of the paper, as hex digits or a CSS name; None for a transparent one.", Default = "white; not drawn with pens",
        AllowsNone = true)]
    public Rgba32? PaperColor { get; init; }

    [Option("Format of the file that is written.")]
    public DotFormat Format { get; init; } = DotFormat.Svg;

    [Option("Longest side of a PNG; 0 keeps the image's size.", Unit = "pixels", Min = 0, Max = 32768,
        Default = "the image's, at least 2048 and at most 4096")]
    public int? PngSize { get; init; }

    [Option("Let radii, gap and jitter grow with images of more than a megapixel, so that they look like small ones.")]
    public bool ScaleWithImage { get; init; }

    [Option("Gradient strength from which a place can have a dot.", Unit = "share", Min = 0, Max = 1)]
    public float DensityThreshold { get; init; } = 0.1f;

    [Option("Radius of the weakest dot.", Unit = "pixels", Above = 0, Max = 100)]
    public float MinRadius { get; init; } = 0.5f;

    [Option("Radius of the strongest dot.", Unit = "pixels", Above = 0, Max = 100)]
    public float MaxRadius { get; init; } = 3f;

    [Option("Size dots by strength or tone; otherwise all are of one size.")]
    public bool AdaptiveSizing { get; init; } = true;

    // Two centers are at least this times the sum of their radii, plus Gap, apart.
    [Option("Smallest distance of two gradient dots over the sum of their radii.", Unit = "factor", Min = 1, Max = 20)]
    public float SpacingFactor { get; init; } = 1.5f;

    [Option("Paper between two gradient dots, besides the spacing.", Unit = "pixels", Min = 0, Max = 100)]
    public float Gap { get; init; } = 1f;

    [Option("How far a dot may be moved at random.", Unit = "pixels", Min = 0, Max = 50)]
    public float PositionJitter { get; init; }

    [Option("Random share of the radius that is added or taken.", Unit = "share", Min = 0, Max = 0.9)]
    public float SizeVariation { get; init; }

    // The default is that of vec2art.
    [Option("Opacity of the weakest dot of the gradient distribution; the strongest is opaque.", Unit = "share", Min = 0, Max = 1)]
    public float MinOpacity { get; init; } = 0.3f;

    [Option("Random share of the opacity that is taken.", Unit = "share", Min = 0, Max = 1)]
    public float OpacityVariation { get; init; }

    [Option("Take a Sobel magnitude of 362 for full strength, as vec2art does, instead of scaling to the image.")]
    public bool SaturateGradient { get; init; }

    /// <summary>How the background is recognized.</summary>
    [OptionGroup("Background")]
    public BackgroundOptions Background { get; init; } = new();

    [Option("Decimals of a coordinate.", Unit = "decimals", Min = 0, Max = 4)]
    public int Precision { get; init; } = 1;

    // The similarity of two colors is 1 - (distance in the RGB cube) / sqrt(3).
    [Option("Colors at least this similar become one; 1 keeps every color.", Unit = "share", Min = 0, Max = 1)]
    public float ColorSimilarity { get; init; } = 0.95f;

    [Option("Order dots for a pen plotter: a short path, a layer for each color.")]
    public bool PlotterOrder { get; init; }

    [Option("Time to aim for; quality is lowered to keep it.", Above = 0)]
    public TimeSpan? TargetTime { get; init; }

    [Option("Seed of everything random.")]
    public int Seed { get; init; } = 42;

    /// <summary>Sheet, pens and speeds of a plotter.</summary>
    [OptionGroup("")]
    public PlotOptions Plot { get; init; } = new();

    /// <summary>Separation into inks, and their screens.</summary>
    [OptionGroup("")]
    public InkOptions Inks { get; init; } = new();

    [Option("Draw one line through all dots, without crossings, in place of the dots.")]
    public bool SingleLine { get; init; }

    /// <summary>The color that inks are mixed with.</summary>
    internal Rgba32 PaperLight => PaperColor is { A: > 0 } paper ? paper : new Rgba32(255, 255, 255);

    /// <summary>The paper as it is drawn; null for none.</summary>
    internal Rgba32? DrawnPaper => PaperColor switch
    {
        null => Plot.IsForPens(Format) || (PlotterOrder && Format == DotFormat.Svg) ? null : new Rgba32(255, 255, 255),
        { A: 0 } => null,
        { } paper => paper,
    };

    /// <summary>The options with lengths in pixels of an image.</summary>
    internal DotArtOptions For(long pixels)
    {
        if (!ScaleWithImage || pixels <= ReferencePixels) return this;

        var scale = (float)Math.Sqrt(pixels / ReferencePixels);
        return this with
        {
            MinRadius = MinRadius * scale, MaxRadius = MaxRadius * scale, Gap = Gap * scale, PositionJitter = PositionJitter * scale,
        };
    }

    /// <summary>Returns the options that differ from their defaults.</summary>
    public override string ToString() => OptionText.Differences(this);

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.Of<DotArtOptions>().Check(this);
        Plot.Validate();
        ValidateTogether();
        if (MaxRadius < MinRadius)
        {
            throw StylizeException.Option(
                nameof(MaxRadius), MaxRadius, FormattableString.Invariant($"at least {{MinRadius}}, which is {MinRadius}"));
        }

        if (Color is not null && Palette is not null) throw StylizeException.Together(nameof(Color), nameof(Palette));
    }

    /// <summary>Refuses options of pens, inks and lines that contradict each other.</summary>
    private void ValidateTogether()
    {
        var pens = Plot.Pens?.Count ?? 0;
        var inks = pens > 0 ? pens : Palette?.Count ?? 0;
        if (pens > 0 && (Color is not null || Palette is not null))
        {
            throw StylizeException.Together(Color is not null ? nameof(Color) : nameof(Palette), "Pen", "pens have their own colors");
        }

        if (Plot.IsForPens(Format) && Shape != DotShape.Circle)
        {
            throw StylizeException.Option(nameof(Shape), Shape, "Circle where pens draw");
        }

        if (Inks.Separation == Separation.None)
        {
            if (Inks.HasScreens)
            {
                throw StylizeException.OnlyWith(Inks.ScreenAngle is null ? "ScreenRuling" : "ScreenAngle", "Separation", "Inks or Cmyk");
            }

            return;
        }

        if (Distribution == DotDistribution.Gradient) throw StylizeException.OnlyWith("Separation", nameof(Distribution), "Tone");
        if (Color is not null || SingleLine) throw StylizeException.Together(SingleLine ? nameof(SingleLine) : nameof(Color), "Separation");
        if (Pattern != DotPattern.Free) throw StylizeException.Together(nameof(Pattern), "Separation");

        if (Inks.Separation == Separation.Inks && inks is 0 or > MaxInks)
        {
            throw new StylizeException(StylizeError.OptionInvalid, "Separation",
                $"{{Separation}} Inks needs 1 to {MaxInks} inks, and there are {inks}.",
                $"Give 1 to {MaxInks} pens by {{Pen}}, or as many colors by {{Palette}}.");
        }

        if (Inks.Separation == Separation.Cmyk && inks is not (0 or 4))
        {
            throw new StylizeException(StylizeError.OptionInvalid, "Separation",
                $"{{Separation}} Cmyk needs four inks, and there are {inks}.",
                "Leave out {Pen} and {Palette}, or give four colors in the order cyan, magenta, yellow, black.");
        }

        var screens = Inks.Separation == Separation.Cmyk ? 4 : inks;
        if (Inks.ScreenAngle is { } angles && angles.Count != screens)
        {
            throw new StylizeException(StylizeError.OptionInvalid, "ScreenAngle",
                $"{{ScreenAngle}} gives {angles.Count} angles, and there are {screens} inks.", "Give one angle for each ink.");
        }

        if (Inks.ScreenRuling is { } rulings && rulings.Count != 1 && rulings.Count != screens)
        {
            throw new StylizeException(StylizeError.OptionInvalid, "ScreenRuling",
                $"{{ScreenRuling}} gives {rulings.Count} values, and there are {screens} inks.", "Give one value, or one for each ink.");
        }
    }
}
