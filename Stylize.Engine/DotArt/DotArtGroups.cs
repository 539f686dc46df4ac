using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt;

/// <summary>Sheet, pens and machine of a plotter.</summary>
public sealed record PlotOptions : IOptionRecord
{
    /// <summary>Size, margin and orientation of the sheet.</summary>
    [OptionGroup("")]
    public PaperOptions Sheet { get; init; } = new();

    [Option("Pens: width,color such as 0.3mm,black; CMYK; Grays; Poster; or a file.",
        Name = "Pen", ValueName = "width,color", Unit = "pens", Min = 1, Max = 16,
        Default = "none; 0.3mm,black for HPGL and G-code")]
    [NotForWashes]
    [Suggests<SeveralColors>(nameof(InkOptions.Separation), Separation.Inks)]
    public IReadOnlyList<Pen>? Pens { get; init; }

    [Option("Draw with taps of the pen only, as the tone needs.", Group = HelpGroup.Plotter)]
    [OnlyWith("Pen", Or = true)]
    [OnlyWith<PenFormats>(nameof(DotArtOptions.Format), Or = true)]
    [ForKinds(KindTraits.Taps)]
    [OnlyWith(nameof(DotArtOptions.Pattern), DotPattern.Free)]
    [NotWith(nameof(DotArtOptions.DotCount))]
    [NotWith(nameof(DotArtOptions.SingleLine))]
    [NotWith(nameof(InkOptions.Separation), Separation.Cmyk)]
    [NotWith(nameof(InkOptions.ScreenAngle))]
    [NotWith(nameof(InkOptions.ScreenRuling))]
    public bool Taps { get; init; }

    [Option("Drawn length after which a new layer starts for a refill.", Unit = "meters", Above = 0, Max = 1_000_000,
        Default = "never", Group = HelpGroup.Plotter)]
    [ForPens]
    public float? RefillLength { get; init; }

    /// <summary>The machine and its speeds.</summary>
    [OptionGroup("")]
    public MachineOptions Machine { get; init; } = new();

    [Option("Also write one file per pen or ink that draws, with marks.", Group = HelpGroup.Plotter,
        Synonyms = ["layers"])]
    [NotForWashes]
    public bool Separate { get; init; }

    /// <inheritdoc/>
    public override string ToString() => OptionText.Differences(this);

    internal bool IsForPens(DrawingFormat format)
    {
        var definition = DrawingFormatDefinition.ForFormat(format);
        return definition.IsForPens || (Pens is not null && definition.HasStrokes);
    }

    /// <summary>True if a drawing without pens has a sheet; drawings with pens always have one.</summary>
    internal bool HasSheet => Sheet.PaperSize is not null || Separate;

    /// <exception cref="StylizeException">OptionInvalid, naming the option.</exception>
    internal void Validate()
    {
        Sheet.Validate(HasSheet || Pens is not null, hasMarks: Separate);
        foreach (var pen in Pens ?? [])
        {
            if (pen.Width is not (>= Pen.MinWidth and <= Pen.MaxWidth))
            {
                throw StylizeException.Option("Pen", pen, "0.001mm to 50mm wide");
            }
        }
    }
}

/// <summary>Separation into inks, and the halftone screens.</summary>
public sealed record InkOptions : IOptionRecord
{
    [Option("How colors are separated into inks.")]
    [ForKinds(KindTraits.Separation)]
    public Separation Separation { get; init; } = Separation.None;

    [Option("Angle of each ink's halftone screen, in the order of inks.", Unit = "degrees", Min = -360, Max = 360,
        Default = "15, 75, 0, 45, 30, 60, 90, 22.5", Group = HelpGroup.Expert)]
    [OnlyWith(nameof(Separation), Separation.Inks, Separation.Cmyk)]
    public IReadOnlyList<float>? ScreenAngle { get; init; }

    [Option("Ruling of the halftone screens: one for all, or per ink.", Unit = "lines/cm", Above = 0, Max = 500,
        Default = "from the number of dots", Group = HelpGroup.Expert)]
    [OnlyWith(nameof(Separation), Separation.Inks, Separation.Cmyk)]
    [OnlyWith(nameof(DotArtOptions.Distribution), DotDistribution.Tone)]
    public IReadOnlyList<float>? ScreenRuling { get; init; }

    [Option("Draw black areas with the darkest ink alone.", Group = HelpGroup.Expert)]
    [OnlyWith(nameof(Separation), Separation.Inks, Separation.Cmyk)]
    public bool KeepBlack { get; init; }

    [Option("Shift of each ink on the sheet, such as 0.5mm.", ValueName = "length", Default = "none",
        Group = HelpGroup.Expert)]
    [OnlyWith(nameof(Separation), Separation.Inks, Separation.Cmyk)]
    public Length? Misregistration { get; init; }

    /// <inheritdoc/>
    public override string ToString() => OptionText.Differences(this);

    /// <exception cref="StylizeException">OptionInvalid, naming the option.</exception>
    internal void Validate()
    {
        const double Max = 20;
        if (Misregistration is { } shift && shift.Millimeters is not (>= 0 and <= Max))
        {
            throw StylizeException.Option(nameof(Misregistration), shift, $"{default(Length)} to {new Length(Max)}");
        }
    }

    internal bool HasScreens => Separation == Separation.Cmyk || ScreenAngle is not null || ScreenRuling is not null;
}

/// <summary>Detection of the background. Colors sampled at the edge of the image are clustered in CIE Lab (D65). A
/// pixel is background if its CIE76 difference from a cluster, divided by 100, is at most <see cref="Tolerance"/>. A
/// result of 95% of the image or more is ignored.</summary>
[FormerOption("NumClusters", BackgroundOptions.FormerConstant, "3")]
[FormerOption("ClusterColors", BackgroundOptions.FormerConstant, "true")]
[FormerOption("SampleEdgePixels", BackgroundOptions.FormerConstant, "true")]
[FormerOption("EdgeSampleRatio", BackgroundOptions.FormerConstant, "0.1")]
[FormerOption("Seed", BackgroundOptions.FormerConstant, "42")]
public sealed record BackgroundOptions : IOptionRecord
{
    internal const string FormerConstant = "Use {BackgroundTolerance} or {BackgroundMask}.";

    [Option("Whether the background is detected and left without dots.", Name = "")]
    [NotWith("BackgroundMask", When = [BackgroundUse.Ignore], OnlyGiven = true)]
    public BackgroundUse Use { get; init; } = BackgroundUse.Auto;

    [Option("Largest color difference from the background (CIE76 divided by 100).", Unit = "share", Min = 0, Max = 1,
        Group = HelpGroup.Expert)]
    [ForDetection]
    public float Tolerance { get; init; } = 0.15f;

    [Option("Image whose dark or transparent parts are the background.", Name = "Mask", IsFile = true, IsImage = true,
        Group = HelpGroup.Expert)]
    public string? MaskPath { get; init; }

    /// <inheritdoc/>
    public override string ToString() => OptionText.Differences(this);
}

/// <summary>Lines and ink areas.</summary>
public sealed record LineOptions : IOptionRecord
{
    [Option("Brightness below which areas become ink; lower values give less ink.", Unit = "share", Above = 0, Max = 1)]
    [Implies(nameof(DotArtOptions.Distribution), DotDistribution.Ink, WithoutPreset = true)]
    public float InkThreshold { get; init; } = 0.62f;

    [Option("Strength of the edges relative to the tones.", Unit = "factor", Min = 0, Max = 100,
        Group = HelpGroup.Expert)]
    [Implies(nameof(DotArtOptions.Distribution), DotDistribution.Ink, WithoutPreset = true)]
    public float InkSharpness { get; init; } = 18f;

    [Option("Draw the outlines of the ink areas as closed paths, without dots.", Group = HelpGroup.Expert)]
    [Implies(nameof(DotArtOptions.Distribution), DotDistribution.Ink, WithoutPreset = true)]
    [NotWith(nameof(DotArtOptions.SingleLine))]
    [NotWith(nameof(PlotOptions.Taps))]
    public bool Outlines { get; init; }

    [Option("Width of the lines on the sheet, such as 0.5mm.", ValueName = "length",
        Default = "0.3mm; with Ink, 0.4% of the longest side")]
    [ForKinds(KindTraits.LineWidth)]
    public Length? LineWidth { get; init; }

    [Option("Directions of hatching, from light to dark tones.", Name = "HatchAngle",
        Aliases = ["HatchAngles"], Unit = "degrees", Min = -360, Max = 360, Default = "45, 70, 20, 95",
        Group = HelpGroup.Expert)]
    [ForKinds(KindTraits.Directions)]
    public IReadOnlyList<float>? HatchAngles { get; init; }

    [Option("Lines of an engraving.")]
    [Implies(nameof(DotArtOptions.Distribution), DotDistribution.Engrave, WithoutPreset = true)]
    public EngravePattern EngravePattern { get; init; } = EngravePattern.Lines;

    /// <inheritdoc/>
    public override string ToString() => OptionText.Differences(this);

    /// <exception cref="StylizeException">OptionInvalid, naming the option.</exception>
    internal void Validate()
    {
        const double Min = 0.01, Max = 50;
        const int MaxAngles = 8;
        if (LineWidth is { } width && width.Millimeters is not (>= Min and <= Max))
        {
            throw StylizeException.Option(nameof(LineWidth), width, $"{new Length(Min)} to {new Length(Max)}");
        }

        if (HatchAngles is { Count: 0 or > MaxAngles } angles)
        {
            throw StylizeException.Option("HatchAngle", $"{angles.Count} values", $"1 to {MaxAngles} angles");
        }
    }
}
