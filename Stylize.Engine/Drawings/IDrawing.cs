namespace Stylize.Engine.Drawings;

/// <summary>A drawing of an operation, which every format writes.</summary>
internal interface IDrawing
{
    /// <summary>What the file says about itself.</summary>
    DrawingLabel Label { get; }

    /// <summary>The page, and its unit.</summary>
    DrawingPage Page { get; }

    /// <summary>The strokes of pens, for formats that hold nothing else.</summary>
    PlotDrawing Plot { get; }

    /// <summary>Writes SVG, whose elements each operation arranges for small files.</summary>
    /// <param name="target">The stream, which remains open.</param>
    void WriteSvg(Stream target);

    /// <summary>Draws all shapes. Every call draws the same.</summary>
    void Draw(IDrawingCanvas canvas);
}

/// <summary>What a file says about itself.</summary>
/// <param name="Description">One line of text.</param>
/// <param name="Provenance">Provenance to embed; null for none.</param>
internal sealed record DrawingLabel(string Title, string Description, ProvenanceRecord? Provenance);

/// <summary>Receives the shapes of a drawing, in drawing order. Positions and lengths are in the unit of the page; y grows downward.
/// </summary>
internal interface IDrawingCanvas
{
    /// <summary>Starts a layer, which the next one ends.</summary>
    /// <param name="name">The name of the layer; null if its shapes have colors of the image.</param>
    /// <param name="isMultiplied">True if the layer as a whole is multiplied with those below it, as transparent inks are.</param>
    /// <param name="clip">The part of the page that shows the layer; null for all.</param>
    void Layer(string? name, bool isMultiplied = false, PageArea? clip = null);

    void Circle(double x, double y, double radius, Rgba32 color);

    /// <param name="isEvenOdd">True for the even-odd rule, false for the nonzero rule.</param>
    void Fill(DrawingPath path, Rgba32 color, bool isEvenOdd);

    /// <summary>Draws along the common boundary of two filled paths, so that viewers leave no gap; outlines need none.</summary>
    void Seam(DrawingPath path, double width, Rgba32 color)
    {
    }

    /// <summary>Draws along a path, with round ends and joins.</summary>
    void Stroke(DrawingPath path, double width, Rgba32 color);
}

/// <summary>The page of a drawing.</summary>
/// <param name="IsInMillimeters">True if the unit is a millimeter; otherwise it is a pixel of the image.</param>
/// <param name="Paper">Color of the paper; null if it is not drawn.</param>
internal readonly record struct DrawingPage(double Width, double Height, bool IsInMillimeters, Rgba32? Paper);

/// <summary>A rectangle of a page.</summary>
internal readonly record struct PageArea(double Left, double Top, double Right, double Bottom);
