namespace Stylize.Engine.DotArt;

/// <summary>Sheet, pens and speeds of a plotter.</summary>
public sealed record PlotOptions : IOptionRecord
{
    private const double MinMarkMargin = 3;

    [Option("Size of the sheet, such as A3, Letter or 297x420mm.", ValueName = "size", Default = "none; A4 with pens")]
    public PaperSize? PaperSize { get; init; }

    [Option("Blank margin of the sheet, such as 10mm, 1cm or 0.4in.", ValueName = "length", Group = HelpGroup.Plotter)]
    [ForSheets]
    public Length Margin { get; init; } = new(10);

    [Option("Orientation of the sheet; Auto follows the image.", Group = HelpGroup.Plotter)]
    [ForSheets]
    public SheetOrientation Orientation { get; init; } = SheetOrientation.Auto;

    [Option("Pens: width,color such as 0.3mm,black; CMYK; Grays; Poster; or a file.",
        Name = "Pen", ValueName = "width,color", Unit = "pens", Min = 1, Max = 16, Default = "none; 0.3mm,black for HPGL and G-code")]
    [NotWith(nameof(DotArtOptions.Distribution), DotDistribution.Wash)]
    [Suggests<SeveralColors>(nameof(InkOptions.Separation), Separation.Inks)]
    public IReadOnlyList<Pen>? Pens { get; init; }

    [Option("Draw with taps of the pen only, as the tone needs.", Group = HelpGroup.Plotter)]
    [OnlyWith("Pen", Or = true)]
    [OnlyWith<PenFormats>(nameof(DotArtOptions.Format), Or = true)]
    [OnlyWith(nameof(DotArtOptions.Distribution), DotDistribution.Tone, DotDistribution.Ink)]
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

    [Option("Speed with the pen down.", Unit = "mm/s", Above = 0, Max = 10_000, Default = "50; with G-code, that of the machine",
        Group = HelpGroup.Plotter)]
    [ForPens]
    public float? DrawSpeed { get; init; }

    [Option("Speed with the pen up.", Unit = "mm/s", Above = 0, Max = 10_000, Default = "150; with G-code, that of the machine",
        Group = HelpGroup.Plotter)]
    [ForPens]
    public float? TravelSpeed { get; init; }

    [Option("Time to raise and lower the pen once, for the minutes.", Unit = "seconds", Min = 0, Max = 60,
        Default = "0.4; with G-code, that of the machine", Group = HelpGroup.Plotter)]
    [ForPens]
    public float? LiftTime { get; init; }

    [Option("Machine that reads the G-code: a name, or a file.", Name = "Machine", IsFile = true, ValueName = "name",
        Words = [Machine.DefaultName, "grbl-z", "grbl-laser", "laser", "marlin-servo", "marlin-z"], Default = Machine.DefaultName,
        Group = HelpGroup.Plotter)]
    [Implies(nameof(DotArtOptions.Format), DotFormat.Gcode)]
    public string? MachineName { get; init; }

    [Option("Also write one file per pen or ink, with registration marks.", Group = HelpGroup.Plotter)]
    [NotWith(nameof(DotArtOptions.Distribution), DotDistribution.Wash)]
    public bool Separate { get; init; }

    /// <inheritdoc/>
    public override string ToString() => OptionText.Differences(this);

    /// <summary>True if a drawing without pens has a sheet; drawings with pens always have one.</summary>
    internal bool HasSheet => PaperSize is not null || Separate;

    internal bool IsForPens(DotFormat format)
    {
        var definition = DotFormatDefinition.Of(format);
        return definition.IsForPens || (Pens is not null && definition.HasStrokes);
    }

    /// <summary>Returns the speeds with the pen down and up in mm/s.</summary>
    internal (double Draw, double Travel) Speeds(DotFormat format)
    {
        var machine = DotFormatDefinition.Of(format).UsesMachine ? MachineOf() : null;
        return (DrawSpeed ?? machine?.DrawFeed / 60 ?? 50, TravelSpeed ?? machine?.TravelFeed / 60 ?? 150);
    }

    /// <summary>Returns the time to raise and lower the pen once, in seconds.</summary>
    internal double LiftSeconds(DotFormat format) =>
        LiftTime ?? (DotFormatDefinition.Of(format).UsesMachine ? MachineOf() : Machine.Known[Machine.DefaultName]).LiftTime;

    /// <summary>Returns true if the tone of a line is the power of a laser.</summary>
    internal bool VariesPower(DotFormat format) => DotFormatDefinition.Of(format).UsesMachine && MachineOf().Power is not null;

    /// <summary>Returns the machine that reads the G-code.</summary>
    /// <exception cref="StylizeException">OptionInvalid.</exception>
    internal Machine MachineOf() => MachineFile.Read(MachineName ?? Machine.DefaultName);

    /// <exception cref="StylizeException">OptionInvalid, naming the option.</exception>
    internal void Validate()
    {
        const double MaxSide = DotArt.PaperSize.MaxSide;
        if (PaperSize is { } size && !(size is { Width: > 0 and <= MaxSide, Height: > 0 and <= MaxSide }))
        {
            throw StylizeException.Option(nameof(PaperSize), size, $"a width and a height above 0, at most {new Length(MaxSide)}");
        }

        // The default sheet and the shorter side of a sheet are not values of an option, and lengths have no numbers to declare.
        var sheet = PaperSize ?? (Pens is null && !Separate ? null : DotArt.PaperSize.A4);
        var least = Separate ? MinMarkMargin : 0;
        var limit = sheet is { } paper ? Math.Min(paper.Width, paper.Height) / 2 : double.BitIncrement(MaxSide);
        if (!(Margin.Millimeters >= least && Margin.Millimeters < limit))
        {
            throw StylizeException.Option(nameof(Margin), Margin, sheet is null ? $"{default(Length)} to {new Length(MaxSide)}"
                : $"{(Separate ? $"at least {new Length(least)} with {{Separate}}, for registration marks, and " : "")}"
                    + $"less than {new Length(limit)}, half the shorter side of the sheet");
        }

        foreach (var pen in Pens ?? [])
        {
            if (pen.Width is not (>= Pen.MinWidth and <= Pen.MaxWidth)) throw StylizeException.Option("Pen", pen, "0.001mm to 50mm wide");
        }
    }
}

/// <summary>Separation into inks, and the halftone screens.</summary>
public sealed record InkOptions : IOptionRecord
{
    [Option("How colors are separated into inks.")]
    [OnlyWith(
        nameof(DotArtOptions.Distribution), DotDistribution.Tone, DotDistribution.Hatch, DotDistribution.Engrave, DotDistribution.Flow)]
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

/// <summary>Detection of the background. Colors sampled at the edge of the image are clustered in CIE Lab (D65). A pixel is background if
/// its CIE76 difference from a cluster, divided by 100, is at most <see cref="Tolerance"/>. A result of 95% of the image or more is
/// ignored.</summary>
public sealed record BackgroundOptions : IOptionRecord
{
    [Option("Whether the background is detected and left without dots.", Name = "")]
    [NotWith("BackgroundMask", When = [BackgroundUse.Ignore], OnlyGiven = true)]
    public BackgroundUse Use { get; init; } = BackgroundUse.Auto;

    [Option("Largest color difference from the background (CIE76 divided by 100).", Unit = "share", Min = 0, Max = 1,
        Group = HelpGroup.Expert)]
    [ForDetection]
    public float Tolerance { get; init; } = 0.15f;

    [Option("Image whose dark or transparent parts are the background.", Name = "Mask", IsFile = true, IsImage = true)]
    public string? MaskPath { get; init; }

    [Option("Number of background colors.", Min = 1, Max = 16, Name = "ClusterCount", Group = HelpGroup.Expert)]
    [ForDetection]
    [OnlyWith("BackgroundClusterColors", OnlyGiven = true)]
    public int NumClusters { get; init; } = 3;

    [Option("Cluster the samples into several colors instead of their mean.", Group = HelpGroup.Expert)]
    [ForDetection]
    public bool ClusterColors { get; init; } = true;

    [Option("Sample all four edges of the image, not only the corners.", Group = HelpGroup.Expert)]
    [ForDetection]
    public bool SampleEdgePixels { get; init; } = true;

    [Option("Share of the edge pixels to sample.", Unit = "share", Above = 0, Max = 1, Group = HelpGroup.Expert)]
    [ForDetection]
    [OnlyWith("BackgroundSampleEdgePixels", OnlyGiven = true)]
    public float EdgeSampleRatio { get; init; } = 0.1f;

    [Option("Seed of the color clustering.", Group = HelpGroup.Expert)]
    [ForDetection]
    [OnlyWith("BackgroundClusterColors", OnlyGiven = true)]
    public int Seed { get; init; } = 42;

    /// <inheritdoc/>
    public override string ToString() => OptionText.Differences(this);
}
