namespace Stylize.Engine.Tests.Drawings;

/// <summary>A drawing of known shapes.</summary>
/// <param name="draw">Draws the shapes.</param>
internal sealed class FixedDrawing(DrawingPage page, Action<IDrawingCanvas> draw) : IDrawing
{
    public DrawingLabel Label { get; } = new("Sch\u00f6n (1)", "shapes", null);

    public DrawingPage Page => page;

    public void Draw(IDrawingCanvas canvas) => draw(canvas);

    /// <summary>Returns the file of a format.</summary>
    public byte[] File(DrawingFormat format)
    {
        using var target = new MemoryStream();
        DrawingFormatDefinition.ForFormat(format).Write!(target, this);
        return target.ToArray();
    }
}
