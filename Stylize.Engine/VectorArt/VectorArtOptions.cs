using Stylize.Engine.Drawings;

namespace Stylize.Engine.VectorArt;

/// <summary>Options of vector art. Lengths are in source pixels unless they have a unit.</summary>
public sealed record VectorArtOptions : IOperationOptions, IDrawingOptions
{
    /// <summary>Maximum number of colors; the number of a file has two digits.</summary>
    public const int MaxColors = 99;

    private const double MinContour = 0.1;

    /// <summary>The built-in presets by name. Each access returns a copy.</summary>
    public static IReadOnlyDictionary<string, VectorArtOptions> Presets { get; } = new PresetTable<VectorArtOptions>
    {
        { "Default", new() },
        { "Poster", new() { Colors = 12, MinimumArea = 15, Smoothness = 1.5 } },
        { "Logo", new() { Colors = 6, Background = AreaBackground.Transparent } },
        { "LineArt", new() { Outline = true } },
        {
            "Screenprint", new()
            {
                Colors = 4, MinimumArea = 30, Smoothness = 1.2, Layers = AreaLayers.Flat, Separate = true,
                Tone = new() { LocalContrast = 40 },
            }
        },
    };

    [Option("Number of colors, found in the image.", Group = HelpGroup.Common, Unit = "colors", ValueName = "n",
        Min = 1, Max = MaxColors, Default = "12; in photographs up to 64", Synonyms = ["c"])]
    [NotWith(nameof(Palette))]
    [NotWith("DarkOnly")]
    public int? Colors { get; init; }

    [Option("Colors of the areas: palette name, file, or color list.", Group = HelpGroup.Common,
        Unit = "colors", ValueName = "palette", Min = 1, Max = MaxColors, Default = "found in the image")]
    [NotWith("DarkOnly")]
    public IReadOnlyList<Rgba32>? Palette { get; init; }

    [Option("Trace only the dark lines of line art, in one color.", Name = "DarkOnly", Aliases = ["Outline"],
        Group = HelpGroup.Common)]
    public bool Outline { get; init; }

    [Option("Trace strokes along the middle of lines, with their widths.", Group = HelpGroup.Common,
        Synonyms = ["mode"])]
    [NotWith(nameof(Separate))]
    public bool Centerline { get; init; }

    [Option("Fill areas along a ramp of color with linear and radial gradients.")]
    [NotWith(nameof(Palette))]
    [NotWith("DarkOnly")]
    [NotWith(nameof(Centerline))]
    [NotWith(nameof(Separate))]
    [OnlyWith<TranslucentFormats>(nameof(Format))]
    public bool Gradients { get; init; }

    [Option("Fill areas with parallel lines for pens, closer in dark ones.")]
    [NotWith(nameof(Centerline))]
    [NotWith(nameof(Gradients))]
    public AreaHatching Hatch { get; init; } = AreaHatching.None;

    [Option("Direction of the lines of hatched areas.", Unit = "degrees", Min = -360, Max = 360)]
    [OnlyWith(nameof(Hatch), AreaHatching.Lines, AreaHatching.Outlined)]
    public float HatchAngle { get; init; } = 45;

    [Option("Cut lines alone: shared ones once, inner before outer ones.", Group = HelpGroup.Plotter)]
    [NotWith(nameof(Centerline))]
    [NotWith(nameof(Gradients))]
    [NotWith(nameof(Hatch))]
    [NotWith(nameof(Separate))]
    public bool Cut { get; init; }

    [Option("Distance of a cut line around all that is opaque.", ValueName = "length",
        Default = "no line", Group = HelpGroup.Plotter)]
    [NotWith(nameof(Centerline))]
    [NotWith(nameof(Cut))]
    [NotWith(nameof(Separate))]
    public Length? Contour { get; init; }

    [Option("White print beyond the cut line, such as 1mm.", ValueName = "length", Default = "none",
        Group = HelpGroup.Plotter)]
    [OnlyWith(nameof(Contour))]
    public Length? Bleed { get; init; }

    [Option("Width by which lighter inks continue below darker ones.", ValueName = "length", Default = "none",
        Group = HelpGroup.Plotter)]
    [OnlyWith(nameof(Separate))]
    [OnlyWith<TranslucentFormats>(nameof(Format))]
    [OnlyWith("PaperSize", Or = true)]
    [OnlyWith("Dpi", Or = true)]
    [NotWith(nameof(Hatch))]
    public Length? Trap { get; init; }

    [Option("Area below which a speck joins a neighbor.", Name = "MinArea", Aliases = ["MinimumArea"],
        Group = HelpGroup.Common, Unit = "pixels", Min = 0, Max = 1_000_000,
        Default = "10; 5 in photographs, 3 in small pictures and print")]
    public int? MinimumArea { get; init; }

    [Option("Smoothing of boundaries; 0 follows every detail.", Group = HelpGroup.Common, Unit = "factor",
        Min = 0, Max = 20, Synonyms = ["mode"])]
    public double Smoothness { get; init; } = 1;

    [Option("Areas on top of those that surround them, or side by side.", Group = HelpGroup.Common)]
    public AreaLayers Layers { get; init; } = AreaLayers.Stacked;

    [Option("Keep the color of the background, or leave it out.", Group = HelpGroup.Common)]
    [NotWith("DarkOnly")]
    public AreaBackground Background { get; init; } = AreaBackground.Keep;

    [Option("Format of the output file.", Group = HelpGroup.Common)]
    public DrawingFormat Format { get; init; } = DrawingFormat.Svg;

    [Option("Longest side of a PNG.", Unit = "pixels", Min = 1, Max = 32768, Default = "the size of the image",
        Synonyms = ["size", "resolution"])]
    [OnlyWith<PixelFormats>(nameof(Format))]
    public int? PngSize { get; init; }

    [Option("Also write one file per color that draws, with registration marks.", Group = HelpGroup.Common)]
    public bool Separate { get; init; }

    [Option(DrawingIds.Help, ValueName = "text")]
    [OnlyWith(nameof(Format), DrawingFormat.Svg)]
    public string? IdPrefix { get; init; }

    /// <summary>Size, margin and orientation of the sheet.</summary>
    [OptionGroup("")]
    public PaperOptions Sheet { get; init; } = new();

    /// <summary>The machine that draws or cuts outlines, and its speeds.</summary>
    [OptionGroup("")]
    public MachineOptions Machine { get; init; } = new();

    [Option(FrameOptions.HelpWithAll, ValueName = "n", Min = 0, Words = [FrameOptions.First, FrameOptions.All],
        Default = FrameOptions.FirstOnly)]
    public int? Frame { get; init; }

    /// <summary>Tone controls of the image.</summary>
    [OptionGroup("")]
    public ToneOptions Tone { get; init; } = new();

    /// <summary>True if the drawing has a sheet; pens and cutters always need one.</summary>
    internal bool HasSheet =>
        Sheet.PaperSize is not null || Contour is not null || DrawingFormatDefinition.ForFormat(Format).IsForPens;

    /// <summary>Width of the copy that a preview traces, relative to the image in whose pixels lengths are
    /// given.</summary>
    internal double CopyScale { get; init; } = 1;

    PaperOptions? IDrawingOptions.Paper => HasSheet ? Sheet : null;

    /// <inheritdoc/>
    public override string ToString() => OptionText.Differences(this);

    /// <inheritdoc/>
    public void Validate()
    {
        OptionSet.ForRecord<VectorArtOptions>().Check(this);
        DrawingIds.Check(IdPrefix);
        Tone.Validate();
        Sheet.Validate(HasSheet, hasMarks: HasSheet && Separate);
        Machine.For(Format);
        var outside = (Contour ?? default).Millimeters + (Bleed ?? default).Millimeters;
        if (Contour is { } contour && !(contour.Millimeters >= MinContour && outside <= Sheet.Margin.Millimeters))
        {
            throw StylizeException.Option(nameof(Contour), contour,
                $"at least {new Length(MinContour)} and, with {{Bleed}}, at most the {{Margin}} of {Sheet.Margin}");
        }

        foreach (var (name, given) in new[] { (nameof(Bleed), Bleed), (nameof(Trap), Trap) })
        {
            if (given is not { Millimeters: not >= 0 }) continue;

            throw StylizeException.Option(name, given, $"{default(Length)} or more");
        }
    }
}

/// <summary>How pens fill areas.</summary>
public enum AreaHatching
{
    /// <summary>They do not.</summary>
    None,

    /// <summary>With lines.</summary>
    Lines,

    /// <summary>With lines inside outlines.</summary>
    Outlined,
}

/// <summary>How areas lie on each other.</summary>
public enum AreaLayers
{
    /// <summary>An area continues below the areas that it surrounds.</summary>
    Stacked,

    /// <summary>Areas lie side by side, for cutters and inks that do not cover each other.</summary>
    Flat,
}

/// <summary>Whether the color of the background is drawn.</summary>
public enum AreaBackground
{
    /// <summary>It is drawn.</summary>
    Keep,

    /// <summary>The color that most of the frame has is left out.</summary>
    Transparent,
}
