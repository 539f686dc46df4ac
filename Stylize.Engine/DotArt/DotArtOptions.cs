using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt;

/// <summary>Options of dot art. Lengths are in source pixels; shares are in [0,1].</summary>
[FormerOption("SaturateGradient", "Use a lower {DensityThreshold}.", "false")]
public sealed record DotArtOptions : IOperationOptions, IDrawingOptions
{
    /// <summary>Maximum number of dots per image.</summary>
    public const int MaxDots = 1_000_000;

    /// <summary>Maximum number of inks of a separation.</summary>
    public const int MaxInks = 8;

    /// <summary>Number of pixels above which <see cref="ScaleWithImage"/> reduces the image.</summary>
    internal const double ReferencePixels = 1_000_000;

    /// <summary>The kind of drawing if none is given.</summary>
    internal const DotDistribution UsualDistribution = DotDistribution.Tone;

    /// <summary>The built-in presets by name. Each access returns a copy. Default uses the tone distribution, all
    /// others the gradient distribution.</summary>
    public static IReadOnlyDictionary<string, DotArtOptions> Presets { get; } = DotArtPresets.Table();

    [Option("What decides the placement of dots: tone, edges, ink, or lines.", Group = HelpGroup.Common)]
    [TranslucentWashes]
    public DotDistribution Distribution { get; init; } = UsualDistribution;

    [Option("Number of dots.", Min = 1, Max = MaxDots, Group = HelpGroup.Common,
        Default = "Tone: 10000, or 1 per 8 pixels if fewer; Ink: 40000; others: not fixed", Synonyms = ["dots"])]
    [ForKinds(KindTraits.Dots)]
    public int? DotCount { get; init; }

    [Option("One color for all dots: hex digits or a CSS name.", Default = "the colors of the image",
        Group = HelpGroup.Common)]
    [NotWith(nameof(Palette))]
    [NotWith(nameof(Colors))]
    [NotWith(nameof(InkOptions.Separation), Separation.Inks, Separation.Cmyk)]
    [NotWith("Pen")]
    public Rgba32? Color { get; init; }

    [Option("Allowed colors of the dots: palette name, file, or color list.",
        Unit = "colors", ValueName = "palette", Min = 1, Max = 256, Group = HelpGroup.Common)]
    [ForKinds(KindTraits.Palette)]
    [NotWith("Pen")]
    public IReadOnlyList<Rgba32>? Palette { get; init; }

    [Option("Number of colors, found in the image, the pens or the palette.",
        Unit = "colors", Min = 1, Max = 256, Default = "not limited", Group = HelpGroup.Common, Synonyms = ["c"])]
    [ForKinds(KindTraits.Colors)]
    [NotWith(nameof(InkOptions.Separation), Separation.Cmyk)]
    public int? Colors { get; init; }

    [Option("Color of the paper; None makes it transparent.", Default = "white; none with pens",
        AllowsNone = true, Group = HelpGroup.Common)]
    public Rgba32? PaperColor { get; init; }

    [Option("Shape of the dots.", Group = HelpGroup.Common)]
    [ForKinds(KindTraits.Shapes)]
    [NotWith(nameof(SingleLine))]
    [OnlyWith<ShapeFormats>(nameof(Format))]
    [NotWith("Pen", Unless = nameof(Format), UnlessValues = [DrawingFormat.Png, DrawingFormat.Tiff])]
    public DotShape Shape { get; init; } = DotShape.Circle;

    [Option("Draw the Voronoi cells of the dots, as large as them.", Group = HelpGroup.Output)]
    [ForKinds(KindTraits.Shapes)]
    [NotWith(nameof(SingleLine))]
    [NotWith(nameof(Shape), DotShape.Square, DotShape.Diamond, DotShape.Triangle)]
    [OnlyWith<ShapeFormats>(nameof(Format))]
    [NotWith("Pen", Unless = nameof(Format), UnlessValues = [DrawingFormat.Png, DrawingFormat.Tiff])]
    public bool Voronoi { get; init; }

    [Option("Free placement, or a halftone grid.", Group = HelpGroup.Common)]
    [ForKinds(KindTraits.Shapes)]
    [NotWith(nameof(InkOptions.Separation), Separation.Inks, Separation.Cmyk)]
    public DotPattern Pattern { get; init; } = DotPattern.Free;

    [Option("Format of the output file.", Group = HelpGroup.Common)]
    public DrawingFormat Format { get; init; } = DrawingFormat.Svg;

    [Option(DrawingIds.Help, ValueName = "text", Group = HelpGroup.Output)]
    [OnlyWith(nameof(Format), DrawingFormat.Svg)]
    public string? IdPrefix { get; init; }

    [Option("Longest side of a PNG; 0 keeps the size of the image.", Unit = "pixels", Min = 0, Max = 32768,
        Default = "the size of the image, at least 2048 and at most 4096", Group = HelpGroup.Output,
        Synonyms = ["size", "resolution"])]
    [OnlyWith<PixelFormats>(nameof(Format), OnlyGiven = true)]
    public int? PngSize { get; init; }

    [Option("Let tone dots overlap, for truer shadows.", Default = "on; off if Distribution is given without a preset",
        Group = HelpGroup.Expert)]
    [Implies(nameof(Distribution), DotDistribution.Tone, WithoutPreset = true)]
    [NotWith(nameof(InkOptions.Separation), Separation.Cmyk, OnlyGiven = true)]
    public bool AllowOverlap { get; init; } = true;

    [Option("How gray levels become ink coverage; Linear is much darker.", Group = HelpGroup.Tone)]
    [Implies(nameof(Distribution), DotDistribution.Tone, WithoutPreset = true)]
    public ToneCurve ToneCurve { get; init; } = ToneCurve.Encoded;

    /// <summary>Separation into inks, and their halftone screens.</summary>
    [OptionGroup("")]
    public InkOptions Inks { get; init; } = new();

    /// <summary>Lines and ink areas.</summary>
    [OptionGroup("")]
    public LineOptions Lines { get; init; } = new();

    /// <summary>Tone controls of the photograph.</summary>
    [OptionGroup("")]
    public ToneOptions Tone { get; init; } = new();

    [Option("Gradient strength required for a dot; higher values give fewer dots.", Unit = "share", Min = 0, Max = 1)]
    [Implies(nameof(Distribution), DotDistribution.Gradient, WithoutPreset = true)]
    public float DensityThreshold { get; init; } = 0.1f;

    [Option("Radius of the weakest gradient dot.", Unit = "pixels", Above = 0, Max = 100, Group = HelpGroup.Expert)]
    [Implies(nameof(Distribution), DotDistribution.Gradient, WithoutPreset = true)]
    public float MinRadius { get; init; } = 0.5f;

    [Option("Radius of the strongest gradient dot.", Unit = "pixels", Above = 0, Max = 100, Group = HelpGroup.Expert)]
    [Implies(nameof(Distribution), DotDistribution.Gradient, WithoutPreset = true)]
    [AtLeast(nameof(MinRadius))]
    public float MaxRadius { get; init; } = 3f;

    [Option("Vary the size of the dots; otherwise all have one size.", Group = HelpGroup.Expert)]
    [NotForWashes(onlyGiven: true)]
    [NotWith(nameof(InkOptions.Separation), Separation.Cmyk, OnlyGiven = true)]
    public bool AdaptiveSizing { get; init; } = true;

    // The minimum distance of two centers is this factor times the sum of the radii, plus Gap.
    [Option("Smallest distance between gradient dots, relative to the sum of radii.", Unit = "factor",
        Min = 1, Max = 20, Group = HelpGroup.Expert)]
    [Implies(nameof(Distribution), DotDistribution.Gradient, WithoutPreset = true)]
    public float SpacingFactor { get; init; } = 1f;

    [Option("Extra distance between gradient dots.", Unit = "pixels", Min = 0, Max = 100, OnlyInPresets = true)]
    [Implies(nameof(Distribution), DotDistribution.Gradient, WithoutPreset = true)]
    public float Gap { get; init; } = 1f;

    [Option("Largest random shift of a dot.", Unit = "pixels", Min = 0, Max = 50, Group = HelpGroup.Expert)]
    [OnlyWith(nameof(Distribution), DotDistribution.Gradient, Or = true, OnlyGiven = true)]
    [OnlyWith(nameof(AllowOverlap), false, Or = true, OnlyGiven = true)]
    [OnlyWith(nameof(Pattern), DotPattern.Hexagonal, DotPattern.Square, Or = true, OnlyGiven = true)]
    public float PositionJitter { get; init; }

    [Option("Random variation of the radius, as a share of it.", Unit = "share", Min = 0, Max = 0.9,
        Group = HelpGroup.Expert)]
    [NotWith(nameof(InkOptions.Separation), Separation.Cmyk, OnlyGiven = true)]
    public float SizeVariation { get; init; }

    [Option("Opacity of the weakest gradient dot; the strongest is opaque.", Unit = "share", Min = 0, Max = 1,
        Group = HelpGroup.Expert)]
    [Implies(nameof(Distribution), DotDistribution.Gradient, WithoutPreset = true)]
    [NotForPens]
    public float MinOpacity { get; init; } = 0.6f;

    [Option("Random reduction of the opacity, as a share of it.", Unit = "share", Min = 0, Max = 1,
        OnlyInPresets = true)]
    [NotForPens]
    public float OpacityVariation { get; init; }

    [Option("Place dots on one megapixel if the image is larger.", OnlyInPresets = true)]
    public bool ScaleWithImage { get; init; }

    /// <summary>Detection of the background.</summary>
    [OptionGroup("Background")]
    public BackgroundOptions Background { get; init; } = new();

    /// <summary>Sheet, pens and speeds of a plotter.</summary>
    [OptionGroup("")]
    public PlotOptions Plot { get; init; } = new();

    [Option("Draw one line per color through its dots, without crossings.")]
    [ForKinds(KindTraits.Shapes)]
    [NotWith(nameof(InkOptions.Separation), Separation.Inks, Separation.Cmyk)]
    public bool SingleLine { get; init; }

    [Option("Place gradient dots by tone between edges.", OnlyInPresets = true)]
    [Implies(nameof(Distribution), DotDistribution.Gradient, WithoutPreset = true)]
    public bool FillsAreas { get; init; } = true;

    [Option("Order dots along a short path, with one layer per color.", Group = HelpGroup.Plotter,
        Synonyms = ["optimize", "sort", "linesort"])]
    [ForKinds(KindTraits.Shapes)]
    public bool PlotterOrder { get; init; }

    [Option("Target time per image; quality is lowered to meet it.", Above = 0, Group = HelpGroup.Batch)]
    public TimeSpan? TargetTime { get; init; }

    [Option(FrameOptions.HelpWithAll, ValueName = "n", Min = 0, Words = [FrameOptions.First, FrameOptions.All],
        Default = FrameOptions.FirstOnly, Group = HelpGroup.Expert)]
    public int? Frame { get; init; }

    [Option("Seed of the random numbers.", Group = HelpGroup.Expert)]
    public int Seed { get; init; } = 42;

    [Option("Decimals of the coordinates.", Unit = "decimals", Min = 0, Max = 4, Group = HelpGroup.Expert)]
    public int Precision { get; init; } = 1;

    // The similarity of two colors is 1 - (CIE76 difference) / 100.
    [Option("Merge colors at least this similar; 1 keeps all colors.", Unit = "share", Min = 0, Max = 1,
        OnlyInPresets = true)]
    public float ColorSimilarity { get; init; } = 0.98f;

    PaperOptions? IDrawingOptions.Paper => Plot.HasSheet || Plot.IsForPens(Format) ? Plot.Sheet : null;

    /// <summary>Returns the options that differ from their defaults.</summary>
    public override string ToString() => OptionText.Differences(this);

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.ForRecord<DotArtOptions>().Check(this);
        Tone.Validate();
        DrawingIds.Check(IdPrefix);
        Plot.Validate();
        Lines.Validate();
        Inks.Validate();

        // The machine can be a file, so no rule between options can state it.
        if (Plot.Machine.VariesPower(Format) && !SingleLine && !TraitsAttribute.Has(Distribution, KindTraits.Strokes)
            && !Lines.Outlines)
        {
            throw Errors.PowerByTone.With("Machine");
        }

        InkCounts.Check(this);
    }
}
