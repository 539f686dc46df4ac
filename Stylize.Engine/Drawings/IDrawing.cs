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
