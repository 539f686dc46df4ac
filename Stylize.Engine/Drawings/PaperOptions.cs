namespace Stylize.Engine.Drawings;

/// <summary>The sheet of a drawing.</summary>
public sealed record PaperOptions : IOptionRecord
{
    private const double MinMarkMargin = 3;

    [Option("Size of the sheet, such as A3, Letter or 297x420mm.", ValueName = "size", Default = "none; A4 with pens",
        Synonyms = ["size"])]
    public PaperSize? PaperSize { get; init; }

    [Option("Blank margin of the sheet, such as 10mm, 1cm or 0.4in.", ValueName = "length", Group = HelpGroup.Plotter)]
    [ForSheets]
    public Length Margin { get; init; } = new(10);

    [Option("Orientation of the sheet; Auto follows the image.", Group = HelpGroup.Plotter,
        Synonyms = ["portrait", "landscape"])]
    [ForSheets]
    public SheetOrientation Orientation { get; init; } = SheetOrientation.Auto;

    [Option("Resolution of pixels; without a sheet, also sets its size.", Unit = "pixels per inch", Min = 1,
        Max = 10_000, ValueName = "n", Group = HelpGroup.Plotter, Default = "trace: that of the scan",
        Synonyms = ["resolution"])]
    [NotWith("PngSize", OnlyGiven = true)]
    public double? Dpi { get; init; }

    [Option("Colors of a PDF: inks for a press, or RGB.", Group = HelpGroup.Plotter)]
    [OnlyWith("Format", DrawingFormat.Pdf)]
    public PageColors ColorSpace { get; init; } = PageColors.Inks;

    [Option("Place of registration marks: corners of margin, image or sheet.", Group = HelpGroup.Plotter)]
    [OnlyWith("Separate")]
    public MarkPlace Marks { get; init; } = MarkPlace.Margin;

    /// <inheritdoc/>
    public override string ToString() => OptionText.Differences(this);

    /// <summary>Warns of a length that is so short that its unit was probably forgotten.</summary>
    internal void WarnOfUnits(OperationContext context)
    {
        var hint = PaperSize is { OtherUnits: { } others } small
            ? $"The sheet has only {small}. A size without a unit is in millimeters; for another unit, write {others}."
            : Margin is { Millimeters: > 0 and < 1, HasUnit: false }
            ? Invariant($"The margin is only {Margin}. For another unit, write {Margin.Millimeters:0.####}in.") : null;
        if (hint is not null) context.Warning?.Invoke(hint);
    }

    /// <summary>Millimeters of a pixel of an image without a sheet; null if not given.</summary>
    internal double? Pixel => Length.OfPixel(Dpi);

    /// <summary>Returns the options for a reduced copy of the image.</summary>
    internal PaperOptions ForCopy(double scale) => this with { Dpi = Dpi * scale };

    /// <param name="isUsed">True if the drawing has a sheet, which is A4 if no size is given.</param>
    /// <param name="hasMarks">True if registration marks are in the margin.</param>
    /// <exception cref="StylizeException">OptionInvalid, naming the option.</exception>
    internal void Validate(bool isUsed, bool hasMarks)
    {
        const double MaxSide = Drawings.PaperSize.MaxSide;
        if (PaperSize is { } size && !(size is { Width: > 0 and <= MaxSide, Height: > 0 and <= MaxSide }))
        {
            throw StylizeException.Option(
                nameof(PaperSize), size, $"a width and a height above 0, at most {new Length(MaxSide)}");
        }

        if (Dpi is { } dpi && PaperSize is { } page
            && PixelCanvas.MaxSide * 25.4 / Math.Max(page.Width, page.Height) is var most && dpi > most)
        {
            throw StylizeException.Option(
                nameof(Dpi), dpi, Invariant($"at most {Math.Floor(most)} for a sheet of {page}"));
        }

        // The default sheet and the shorter side of a sheet are not values of an option, and lengths have no numbers to
        // declare.
        var sheet = PaperSize ?? (isUsed ? Drawings.PaperSize.A4 : null);
        var least = hasMarks ? MinMarkMargin : 0;
        var limit = sheet is { } paper ? Math.Min(paper.Width, paper.Height) / 2 : double.BitIncrement(MaxSide);
        if (PaperSize is { OtherUnits: { } others } small && Margin.Millimeters >= limit)
        {
            throw StylizeException.Option(nameof(PaperSize), small,
                $"larger than its margins of {Margin}: a size without a unit is in millimeters, so write {others}");
        }

        if (!(Margin.Millimeters >= least && Margin.Millimeters < limit))
        {
            throw StylizeException.Option(
                nameof(Margin), Margin, sheet is null ? $"{default(Length)} to {new Length(MaxSide)}"
                    : $"at least {new Length(least)}{(hasMarks ? " with {Separate}, for registration marks," : "")} and "
                        + $"less than {new Length(limit)}, half the shorter side of the sheet");
        }
    }
}

/// <summary>Colors of a page for printing.</summary>
public enum PageColors
{
    /// <summary>Grays in black ink, and inks and pens on plates of their own, which the file names.</summary>
    Inks,

    /// <summary>Red, green and blue for all.</summary>
    Rgb,
}

/// <summary>Orientation of a sheet.</summary>
public enum SheetOrientation
{
    /// <summary>Same orientation as the image.</summary>
    Auto,

    /// <summary>Taller than wide.</summary>
    Portrait,

    /// <summary>Wider than tall.</summary>
    Landscape,
}

/// <summary>Place of registration marks.</summary>
public enum MarkPlace
{
    /// <summary>In the margin, at its inner corners, which machines and printers reach.</summary>
    Margin,

    /// <summary>Outside the image, at its corners.</summary>
    Image,

    /// <summary>Inside the sheet, at its corners, to be cut off.</summary>
    Sheet,
}

/// <summary>Options of an operation that draws on sheets.</summary>
internal interface IDrawingOptions
{
    /// <summary>The sheet; null for a drawing without one.</summary>
    PaperOptions? Paper { get; }
}
