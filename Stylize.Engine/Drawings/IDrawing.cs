namespace Stylize.Engine.Drawings;

/// <summary>A drawing of an operation, which every format draws on its canvas.</summary>
internal interface IDrawing
{
    /// <summary>What the file says about itself.</summary>
    DrawingLabel Label { get; }

    DrawingPage Page { get; }

    /// <summary>Draws all layers. Every call draws the same, also if several threads draw at once.</summary>
    void Draw(IDrawingCanvas canvas);

    /// <summary>Draws the registration marks of the page in a layer of their own, then all other layers.</summary>
    sealed void DrawAll(IDrawingCanvas canvas)
    {
        if (Page.Marks.Count > 0)
        {
            canvas.Layer(
                new("Registration") { Id = DrawingLayer.RegistrationId, Pen = Page.MarkPen, Number = Page.MarkNumber });
            Page.DrawMarks(canvas);
        }

        Draw(canvas);
    }
}

/// <summary>What a file says about itself.</summary>
/// <param name="Description">One line of text.</param>
/// <param name="Provenance">Provenance to embed; null for none.</param>
internal sealed record DrawingLabel(string Title, string Description, ProvenanceRecord? Provenance)
{
    /// <summary>The label of a drawing that does not become a file.</summary>
    public static DrawingLabel None { get; } = new("", "", null);

    /// <summary>Returns the label of the drawing of an image. Browsers show the title of a file that is in a page as a
    /// tooltip, so that one with a given start of ids has none.</summary>
    /// <param name="idPrefix">The given start of all ids; null to derive one from the image and the
    /// options.</param>
    public static DrawingLabel Of(
        ImageSource source, string? idPrefix, object options, string description, ProvenanceRecord? provenance)
    {
        var name = Path.GetFileNameWithoutExtension(source.Name);
        return new(idPrefix is null ? name : "", description, provenance)
        {
            IdPrefix = idPrefix ?? DrawingIds.Default(name, source, options, provenance?.SourceSha256),
        };
    }

    /// <summary>Returns the label of a plate, whose ids differ from those of the others.</summary>
    public DrawingLabel OfPlate(int number, string suffix) =>
        this with { Title = Title + suffix, IdPrefix = $"{IdPrefix}{number}-" };

    /// <summary>The start of all ids in a text file; null for none.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>True if a page for printing has screen colors alone instead of inks.</summary>
    public bool IsRgb { get; init; }

    /// <summary>True if the description would be a large part of a small SVG file, which leaves it out.</summary>
    public bool IsBrief { get; init; }
}

/// <summary>Receives the layers of a drawing and their shapes, in drawing order. Positions and lengths are in the unit
/// of the layer, which its placement puts on the page; y grows downward.</summary>
internal interface IDrawingCanvas
{
    /// <summary>Starts a layer, which the next one ends.</summary>
    void Layer(DrawingLayer layer);

    /// <summary>Returns false if shapes between two heights of the layer can be left out, because they are not
    /// visible.</summary>
    bool Shows(double top, double bottom) => true;

    /// <summary>Draws dots in order.</summary>
    void Dots(ReadOnlySpan<Dot> dots, DotStyle style)
    {
        var path = new DrawingPath();
        foreach (ref readonly var dot in dots)
        {
            Fill(style.Outline(path, dot), dot.Color);
            if (style.EdgeOf(dot) is { } edge)
            {
                Stroke(path, edge.Width, edge.Color);
            }
        }
    }

    /// <param name="isEvenOdd">True for the even-odd rule, false for the nonzero rule.</param>
    void Fill(DrawingPath path, Rgba32 color, bool isEvenOdd = false);

    /// <summary>Draws lines of width 1 along the common boundaries of filled paths, so that viewers leave no gap.
    /// Outlines and exact coverage leave none.</summary>
    void Seams(DrawingPath path, Rgba32 color)
    {
    }

    /// <summary>Draws along a path, with round ends and joins. A path of one point is a tap of the pen.</summary>
    void Stroke(DrawingPath path, double width, Rgba32 color);
}

/// <summary>A part of a drawing that viewers can show and hide, and machines draw with one pen.</summary>
/// <param name="Name">The name of the layer; null if its shapes have colors of the image.</param>
internal sealed record DrawingLayer(string? Name = null)
{
    /// <summary>The identifier of the layer of registration marks.</summary>
    public const string RegistrationId = "registration";

    /// <summary>The name after the number, if the layer has both.</summary>
    public string? Title => Name is null || Number is null ? Name : $"{Number} {Name}";

    public Placement Placement { get; init; } = Placement.OnPage;

    /// <summary>Decimals of positions in a text file.</summary>
    public int Decimals { get; init; } = 3;

    /// <summary>The identifier in a text file; null for one that counts the layers.</summary>
    public string? Id { get; init; }

    /// <summary>Number of the pen or color, starting at 1; null if the drawing has only one.</summary>
    public int? Number { get; init; }

    /// <summary>Width and color of most strokes; null in a layer of areas or dots.</summary>
    public Pen? Pen { get; init; }

    /// <summary>Name of the ink that draws the whole layer, whose color on paper is that of its shapes; null for
    /// colors that several inks mix.</summary>
    public string? Ink { get; init; }

    /// <summary>Color of most areas; null if they differ.</summary>
    public Rgba32? Color { get; init; }

    /// <summary>The gradient that fills areas and seams instead of their color, if the format has gradients.</summary>
    public Gradient? Gradient { get; init; }

    /// <summary>True if the layer as a whole is multiplied with those below it, as transparent inks are.</summary>
    public bool IsMultiplied { get; init; }

    /// <summary>True if areas of this and other layers lie side by side, without gaps and without covering each other.
    /// Their outlines are clockwise, and those of holes counterclockwise.</summary>
    public bool IsPartition { get; init; }

    /// <summary>The opaque color below all parts of a partition; null if nothing is below them.</summary>
    public Rgba32? Below { get; init; }

    /// <summary>The width and height of what the layer shows, from its origin; null to show all.</summary>
    public (double Width, double Height)? Clip { get; init; }
}

/// <summary>The position of a layer on its page.</summary>
/// <param name="Scale">Length on the page of the unit of the layer.</param>
internal readonly record struct Placement(double Left, double Top, double Scale)
{
    public static Placement OnPage => new(0, 0, 1);

    public (double X, double Y) At(double x, double y) => (Left + (Scale * x), Top + (Scale * y));
}

/// <summary>The page of a drawing.</summary>
/// <param name="IsInMillimeters">True if the unit is a millimeter; otherwise it is a pixel of the image.</param>
/// <param name="Paper">Color of the paper; null if it is not drawn.</param>
internal sealed record DrawingPage(double Width, double Height, bool IsInMillimeters, Rgba32? Paper)
{
    /// <summary>Millimeters of the unit; null if a pixel of the image has no known size.</summary>
    public double? Millimeters { get; init; } = IsInMillimeters ? 1 : null;

    /// <summary>Registration marks in the unit of the page; empty for none.</summary>
    public IReadOnlyList<PlotMark> Marks { get; init; } = [];

    public Pen MarkPen { get; init; } = new(PlotMark.PrintedWidth, new Rgba32(0, 0, 0));

    /// <summary>Number of the pen or color that draws the marks; null if it has none.</summary>
    public int? MarkNumber { get; init; }

    /// <summary>The machine whose pens draw the page; null if no pens draw it.</summary>
    public PlotTool? Tool { get; init; }

    /// <summary>Returns the page of an image: its sheet, or the image itself.</summary>
    /// <param name="pixel">Millimeters of a pixel; null if unknown.</param>
    public static DrawingPage ForImage(
        PaperLayout? sheet, double width, double height, Rgba32? paper, double? pixel = null) =>
        sheet is { } placed ? new(placed.Width, placed.Height, true, paper)
            : new(width, height, false, paper) { Millimeters = pixel };

    public void DrawMarks(IDrawingCanvas canvas)
    {
        if (Marks.Count == 0) return;

        var path = new DrawingPath();
        foreach (var mark in Marks)
        {
            path.Move(mark.X1, mark.Y1).Line(mark.X2, mark.Y2);
        }

        canvas.Stroke(path, MarkPen.Width, MarkPen.Color);
    }
}

/// <summary>A rectangle of a page.</summary>
internal readonly record struct PageArea(double Left, double Top, double Right, double Bottom);
