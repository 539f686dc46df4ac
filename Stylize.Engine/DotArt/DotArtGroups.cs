using Stylize.Engine.Operations.Options;

namespace Stylize.Engine.DotArt;

/// <summary>Sheet, pens and speeds of a plotter.</summary>
public sealed record PlotOptions
{
    [Option("Size of the sheet: A0 to A6, Letter, Legal, Tabloid, or width x height such as 297x420mm.", ValueName = "size",
        Default = "none; A4 with pens")]
    public PaperSize? PaperSize { get; init; }

    [Option("Blank edge of the sheet, such as 10mm, 1cm or 0.4in; a bare number is in millimeters.", ValueName = "length")]
    public Length Margin { get; init; } = new(10);

    [Option("How the sheet lies. Auto: as the image does.")]
    public SheetOrientation Orientation { get; init; } = SheetOrientation.Auto;

    [Option("Pens of a plotter, each as width,color such as 0.3mm,black; or CMYK, Grays, or a file with a pen on each line.",
        Name = "Pen", ValueName = "width,color", Unit = "pens", Min = 1, Max = 16, Default = "none; 0.3mm,black for HPGL")]
    public IReadOnlyList<Pen>? Pens { get; init; }

    [Option("Speed of the pen while it draws, for the time that is told.", Unit = "mm/s", Above = 0, Max = 10_000)]
    public float DrawSpeed { get; init; } = 50;

    [Option("Speed of the pen while it travels, for the time that is told.", Unit = "mm/s", Above = 0, Max = 10_000)]
    public float TravelSpeed { get; init; } = 150;

    [Option("Begin another layer after so much has been drawn, to refill the pen.", Unit = "meters", Above = 0, Max = 1_000_000,
        Default = "never")]
    public float? RefillLength { get; init; }

    internal bool IsForPens(DotFormat format) => format == DotFormat.Hpgl || (Pens is not null && format == DotFormat.Svg);

    /// <exception cref="StylizeException">OptionInvalid, naming the option.</exception>
    internal void Validate()
    {
        if (!(Margin.Millimeters >= 0)) throw StylizeException.Option(nameof(Margin), Margin, "0mm or more");

        if (PaperSize is { } size && !(size.Width > 0 && size.Height > 0))
        {
            throw StylizeException.Option(nameof(PaperSize), size, "wider and higher than 0");
        }

        var sheet = PaperSize ?? (Pens is null ? null : DotArt.PaperSize.A4);
        if (sheet is { } paper && 2 * Margin.Millimeters >= Math.Min(paper.Width, paper.Height))
        {
            throw StylizeException.Option(nameof(Margin), Margin,
                $"less than {new Length(Math.Min(paper.Width, paper.Height) / 2)}, half the shorter side, so that paper is left");
        }

        foreach (var pen in Pens ?? [])
        {
            if (pen.Width is not (> 0 and <= Pen.MaxWidth)) throw StylizeException.Option("Pen", pen, "wider than 0mm, at most 50mm");
        }
    }
}

/// <summary>Separation into inks, and the screens of a halftone.</summary>
public sealed record InkOptions
{
    [Option("None: each dot has one color. Inks: colors are mixed of the pens or of the palette. Cmyk: halftone screens of four inks.")]
    public Separation Separation { get; init; } = Separation.None;

    [Option("Angle of each ink's halftone screen, in the order of the inks.", Unit = "degrees", Min = -360, Max = 360,
        Default = "of Cmyk 15, 75, 0, 45; without a ruling Inks have no screens")]
    public IReadOnlyList<float>? ScreenAngle { get; init; }

    [Option("Ruling of the halftone screens, one for all or one for each ink.", Unit = "lines/cm", Above = 0, Max = 500,
        Default = "what the number of dots gives")]
    public IReadOnlyList<float>? ScreenRuling { get; init; }
    internal bool HasScreens => Separation == Separation.Cmyk || ScreenAngle is not null || ScreenRuling is not null;
}

/// <summary>How the background is recognized. Colors sampled at the image's edge are clustered in CIE Lab (D65), and every pixel whose
/// CIE76 difference from a cluster, divided by 100, is at most <see cref="Tolerance"/> is background. Where that would be 95 % of the image
/// or more, nothing is.</summary>
public sealed record BackgroundOptions
{
    [Option("Whether dots are kept off the background. Auto: with the gradient distribution only.", Name = "")]
    public BackgroundUse Use { get; init; } = BackgroundUse.Auto;

    [Option("Largest color difference from the background, as CIE76 delta E over 100.", Unit = "share", Min = 0, Max = 1)]
    public float Tolerance { get; init; } = 0.15f;

    [Option("Sample the four edges of the image instead of its four corners.")]
    public bool SampleEdgePixels { get; init; } = true;

    [Option("Cluster the samples into several background colors instead of taking their mean.")]
    public bool ClusterColors { get; init; } = true;

    [Option("Number of background colors.", Min = 1, Max = 16, Name = "ClusterCount")]
    public int NumClusters { get; init; } = 3;

    [Option("Seed of the clustering.")]
    public int Seed { get; init; } = 42;

    [Option("Share of the edge pixels that is sampled.", Unit = "share", Above = 0, Max = 1)]
    public float EdgeSampleRatio { get; init; } = 0.1f;

    [Option("Image whose dark or transparent parts are background; nothing is detected then.", Name = "Mask", IsFile = true,
        IsImage = true)]
    public string? MaskPath { get; init; }
}
