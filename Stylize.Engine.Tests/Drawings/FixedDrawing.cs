namespace Stylize.Engine.Tests.Drawings;

/// <summary>A drawing of known shapes.</summary>
/// <param name="draw">Draws the shapes.</param>
internal sealed class FixedDrawing(DrawingPage page, Action<IDrawingCanvas> draw) : IDrawing
{
    public DrawingLabel Label { get; } = new("Sch\u00f6n (1)", "shapes", null);

    public DrawingPage Page => page;

    public void Draw(IDrawingCanvas canvas) => draw(canvas);

    /// <summary>Returns a circle of four Bézier curves, whose own error is 0.03% of the radius.</summary>
    public static DrawingPath Circle(double center, double radius)
    {
        var (low, high, handle) = (center - radius, center + radius, 0.5522847498 * radius);
        return new DrawingPath().Move(high, center)
            .Curve(high, center + handle, center + handle, high, center, high)
            .Curve(center - handle, high, low, center + handle, low, center)
            .Curve(low, center - handle, center - handle, low, center, low)
            .Curve(center + handle, low, high, center - handle, high, center).Close();
    }

    /// <summary>Returns a drawing of dots in pixels.</summary>
    public static FixedDrawing ForDots(int width, int height, Rgba32? paper, DotStyle style, params Dot[] dots) =>
        new(new(width, height, false, paper), canvas =>
        {
            canvas.Layer(new());
            canvas.Dots(dots, style);
        });

    /// <summary>Returns the pixels of the drawing.</summary>
    public Raster<Rgba32> Pixels(int width, int height, int threads = 1) =>
        RasterCanvas.Draw(this, width, height, threads, default);

    /// <summary>Returns the file of a format.</summary>
    public byte[] File(DrawingFormat format)
    {
        return EncodedFiles.Written(stream => DrawingFormatDefinition.ForFormat(format).Write!(stream, this));
    }
}
