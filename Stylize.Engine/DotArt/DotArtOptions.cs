using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.DotArt;

/// <summary>Options of dot art. Lengths are in source pixels; shares are in [0,1].</summary>
public sealed record DotArtOptions : IOperationOptions
{
    /// <summary>Maximum number of dots per image.</summary>
    public const int MaxDots = 1_000_000;

    /// <summary>Maximum number of inks of a separation.</summary>
    public const int MaxInks = 8;

    /// <summary>Number of pixels above which <see cref="ScaleWithImage"/> reduces the image.</summary>
    internal const double ReferencePixels = 1_000_000;

    /// <summary>The built-in presets by name. Each access returns a copy. Default uses the tone distribution, all others the gradient
    /// distribution.</summary>
    public static IReadOnlyDictionary<string, DotArtOptions> Presets { get; } = DotArtPresets.Table();

    [Option("What decides the placement of dots: tone, edges, or color washes.", Group = HelpGroup.Common)]
    public DotDistribution Distribution { get; init; } = DotDistribution.Tone;

    [Option("Number of dots.", Min = 1, Max = MaxDots, Group = HelpGroup.Common,
        Default = "Tone: 14000, or 1 per 8 pixels if fewer; others: not fixed")]
    public int? DotCount { get; init; }

    [Option("One color for all dots: hex digits or a CSS name.", Default = "the colors of the image", Group = HelpGroup.Common)]
    public Rgba32? Color { get; init; }

    [Option("Allowed colors of the dots: palette name, file, or color list.",
        Unit = "colors", ValueName = "palette", Min = 1, Max = 256, Group = HelpGroup.Common)]
    public IReadOnlyList<Rgba32>? Palette { get; init; }

    [Option("Number of colors, found in the image, the pens or the palette.",
        Unit = "colors", Min = 1, Max = 256, Default = "not limited", Group = HelpGroup.Common)]
    public int? Colors { get; init; }

    [Option("Color of the paper; None makes it transparent.", Default = "white; none with pens",
        AllowsNone = true, Group = HelpGroup.Common)]
    public Rgba32? PaperColor { get; init; }

    [Option("Shape of the dots.", Group = HelpGroup.Common)]
    public DotShape Shape { get; init; } = DotShape.Circle;

    [Option("Free placement, or a halftone grid.", Group = HelpGroup.Common)]
    public DotPattern Pattern { get; init; } = DotPattern.Free;

    [Option("Format of the output file.", Group = HelpGroup.Common)]
    public DotFormat Format { get; init; } = DotFormat.Svg;

    [Option("Longest side of a PNG; 0 keeps the size of the image.", Unit = "pixels", Min = 0, Max = 32768,
        Default = "the size of the image, at least 2048 and at most 4096", Group = HelpGroup.Common)]
    public int? PngSize { get; init; }

    [Option("Let tone dots overlap, for truer shadows.", Default = "on; off if Distribution is given without a preset")]
    public bool AllowOverlap { get; init; } = true;

    [Option("How gray levels become ink coverage; Linear is much darker.")]
    public ToneCurve ToneCurve { get; init; } = ToneCurve.Encoded;

    /// <summary>Separation into inks, and their halftone screens.</summary>
    [OptionGroup("")]
    public InkOptions Inks { get; init; } = new();

    /// <summary>Tone controls of the photograph.</summary>
    [OptionGroup("")]
    public ToneOptions Tone { get; init; } = new();

    [Option("Gradient strength required for a dot; higher values give fewer dots.", Unit = "share", Min = 0, Max = 1)]
    public float DensityThreshold { get; init; } = 0.1f;

    [Option("Radius of the weakest gradient dot.", Unit = "pixels", Above = 0, Max = 100)]
    public float MinRadius { get; init; } = 0.5f;

    [Option("Radius of the strongest gradient dot.", Unit = "pixels", Above = 0, Max = 100)]
    public float MaxRadius { get; init; } = 3f;

    [Option("Vary the size of the dots; otherwise all have one size.")]
    public bool AdaptiveSizing { get; init; } = true;

    // The minimum distance of two centers is this factor times the sum of the radii, plus Gap.
    [Option("Smallest distance between gradient dots, relative to the sum of radii.", Unit = "factor", Min = 1, Max = 20)]
    public float SpacingFactor { get; init; } = 1.5f;

    [Option("Extra distance between gradient dots.", Unit = "pixels", Min = 0, Max = 100)]
    public float Gap { get; init; } = 1f;

    [Option("Largest random shift of a dot.", Unit = "pixels", Min = 0, Max = 50)]
    public float PositionJitter { get; init; }

    [Option("Random variation of the radius, as a share of it.", Unit = "share", Min = 0, Max = 0.9)]
    public float SizeVariation { get; init; }

    // The default is that of vec2art.
    [Option("Opacity of the weakest gradient dot; the strongest is opaque.", Unit = "share", Min = 0, Max = 1)]
    public float MinOpacity { get; init; } = 0.3f;

    [Option("Random reduction of the opacity, as a share of it.", Unit = "share", Min = 0, Max = 1)]
    public float OpacityVariation { get; init; }

    [Option("Place dots on one megapixel if the image is larger.")]
    public bool ScaleWithImage { get; init; }

    /// <summary>Detection of the background.</summary>
    [OptionGroup("Background")]
    public BackgroundOptions Background { get; init; } = new();

    /// <summary>Sheet, pens and speeds of a plotter.</summary>
    [OptionGroup("")]
    public PlotOptions Plot { get; init; } = new();

    [Option("Draw one line through all dots that does not cross itself.")]
    public bool SingleLine { get; init; }

    [Option("Order dots along a short path, with one layer per color.")]
    public bool PlotterOrder { get; init; }

    [Option("Target time per image; quality is lowered to meet it.", Above = 0)]
    public TimeSpan? TargetTime { get; init; }

    [Option(FrameOptions.Help, ValueName = "n", Min = 0, Default = FrameOptions.Refused)]
    public int? Frame { get; init; }

    [Option("Seed of the random numbers.")]
    public int Seed { get; init; } = 42;

    [Option("Decimals of the coordinates.", Unit = "decimals", Min = 0, Max = 4, Group = HelpGroup.Expert)]
    public int Precision { get; init; } = 1;

    // The similarity of two colors is 1 - (CIE76 difference) / 100.
    [Option("Merge colors at least this similar; 1 keeps all colors.", Unit = "share", Min = 0, Max = 1, Group = HelpGroup.Expert)]
    public float ColorSimilarity { get; init; } = 0.98f;

    [Option("Use full strength at a Sobel magnitude of 362, like vec2art.", Group = HelpGroup.Expert)]
    public bool SaturateGradient { get; init; }

    /// <summary>The paper color that ink coverage is computed for; white if the paper is transparent.</summary>
    internal Rgba32 PaperOrWhite => PaperColor is { A: > 0 } paper ? paper : new Rgba32(255, 255, 255);

    /// <summary>True if the edge of the image cuts dots, because their grids have cells that are partly outside. Pens draw whole dots.
    /// </summary>
    internal bool CutsDots => (Pattern != DotPattern.Free || Inks.HasScreens) && !Plot.IsForPens(Format);

    /// <summary>The paper color that is written to the file; null if no paper is drawn.</summary>
    internal Rgba32? DrawnPaper => PaperColor switch
    {
        null => Plot.IsForPens(Format) || (PlotterOrder && DotFormatDefinition.Of(Format).HasShapes) ? null : new Rgba32(255, 255, 255),
        { A: 0 } => null,
        { } paper => paper,
    };

    /// <summary>Returns the options that differ from their defaults.</summary>
    public override string ToString() => OptionText.Differences(this);

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.Of<DotArtOptions>().Check(this);
        Tone.Validate();
        Plot.Validate();
        if (DotFormatDefinition.Of(Format).UsesMachine)
        {
            _ = Plot.MachineOf();
        }
        else if (Plot.MachineName is not null)
        {
            throw StylizeException.OnlyWith(nameof(Machine), nameof(Format), DotFormatDefinition.Names(row => row.UsesMachine));
        }

        ValidateCombinations();
        if (MaxRadius < MinRadius)
        {
            throw StylizeException.Option(
                nameof(MaxRadius), MaxRadius, FormattableString.Invariant($"at least {{MinRadius}} ({MinRadius})"));
        }

        if (Color is not null && Palette is not null) throw StylizeException.MutuallyExclusive(nameof(Color), nameof(Palette));
        if (Color is not null && Colors is not null) throw StylizeException.MutuallyExclusive(nameof(Color), nameof(Colors));
    }

    /// <summary>Rejects combinations of pens, inks and lines that contradict each other.</summary>
    private void ValidateCombinations()
    {
        if (Colors is not null && Inks.Separation == Separation.Cmyk)
        {
            throw StylizeException.OnlyWith(nameof(Colors), "Separation", "None or Inks");
        }

        var pens = Plot.Pens?.Count ?? 0;
        var inks = pens > 0 ? pens : Palette?.Count ?? Colors ?? 0;
        inks = Math.Min(inks, Colors ?? inks);
        if (pens > 0 && (Color is not null || Palette is not null))
        {
            var given = Color is not null ? nameof(Color) : nameof(Palette);
            throw StylizeException.MutuallyExclusive(given, "Pen", "pens have their own colors");
        }

        if (Plot.IsForPens(Format) && Shape != DotShape.Circle)
        {
            throw StylizeException.Option(nameof(Shape), Shape, "Circle for drawings with pens");
        }

        if (Distribution == DotDistribution.Wash)
        {
            ValidateWash();
        }

        if (SingleLine && !Plot.IsForPens(Format))
        {
            if (Shape != DotShape.Circle) throw StylizeException.MutuallyExclusive(nameof(SingleLine), nameof(Shape));

            if (inks > 1)
            {
                var given = pens > 0 ? "Pen" : Palette is not null ? nameof(Palette) : nameof(Colors);
                throw StylizeException.MutuallyExclusive(
                    nameof(SingleLine), given, "a line that is not drawn by a plotter has one color");
            }
        }

        if (Inks.Separation == Separation.None)
        {
            if (Inks.HasScreens)
            {
                throw StylizeException.OnlyWith(Inks.ScreenAngle is null ? "ScreenRuling" : "ScreenAngle", "Separation", "Inks or Cmyk");
            }

            return;
        }

        if (Distribution != DotDistribution.Tone) throw StylizeException.OnlyWith("Separation", nameof(Distribution), "Tone");
        if (SingleLine) throw StylizeException.MutuallyExclusive(nameof(SingleLine), "Separation");
        if (Color is not null) throw StylizeException.MutuallyExclusive(nameof(Color), "Separation");
        if (Pattern != DotPattern.Free) throw StylizeException.MutuallyExclusive(nameof(Pattern), "Separation");

        if (Inks.Separation == Separation.Inks && inks is 0 or > MaxInks)
        {
            throw new StylizeException(StylizeError.OptionInvalid, "Separation",
                $"{{Separation}} Inks needs 1 to {MaxInks} inks; inks given: {inks}.",
                $"Give 1 to {MaxInks} pens with {{Pen}}, 1 to {MaxInks} colors with {{Palette}}, or their number with {{Colors}}.");
        }

        if (Inks.Separation == Separation.Cmyk && inks is not (0 or 4))
        {
            throw new StylizeException(StylizeError.OptionInvalid, "Separation",
                $"{{Separation}} Cmyk needs 4 inks; inks given: {inks}.",
                "Leave out {Pen} and {Palette}, or give four colors in the order cyan, magenta, yellow, black.");
        }

        var screens = Inks.Separation == Separation.Cmyk ? 4 : inks;
        if (Inks.ScreenAngle is { } angles && angles.Count != screens)
        {
            throw new StylizeException(StylizeError.OptionInvalid, "ScreenAngle",
                $"{{ScreenAngle}} needs one angle per ink ({screens}); angles given: {angles.Count}.", "Give one angle per ink.");
        }

        if (Inks.ScreenRuling is { } rulings && rulings.Count != 1 && rulings.Count != screens)
        {
            throw new StylizeException(StylizeError.OptionInvalid, "ScreenRuling",
                $"{{ScreenRuling}} needs one value for all inks, or one per ink ({screens}); values given: {rulings.Count}.",
                "Give one value, or one per ink.");
        }
    }

    /// <summary>Rejects options that translucent discs cannot follow: they are round and keep their order and colors.</summary>
    private void ValidateWash()
    {
        if (DotFormatDefinition.Of(Format).IsForPens)
        {
            var able = DotFormatDefinition.Names(row => !row.IsForPens);
            throw StylizeException.Option(nameof(Format), Format, $"{able} with {{Distribution}} Wash");
        }

        var refused = Plot.Pens is not null ? "Pen"
            : Palette is not null ? nameof(Palette)
            : Colors is not null ? nameof(Colors)
            : Shape != DotShape.Circle ? nameof(Shape)
            : Pattern != DotPattern.Free ? nameof(Pattern)
            : SingleLine ? nameof(SingleLine)
            : PlotterOrder ? nameof(PlotterOrder)
            : Plot.Separate ? nameof(Plot.Separate)
            : null;
        if (refused is not null) throw StylizeException.OnlyWith(refused, nameof(Distribution), "Tone or Gradient");
    }
}
