namespace Stylize.Engine.Drawings;

/// <summary>Writes a drawing for pens as HP-GL (HP 7475A Interfacing and Programming Manual, 1983): units of 1/40 mm
/// from the lower left corner of the sheet, y axis upward. Areas are drawn along their outlines.</summary>
internal sealed class HpglCanvas : IDrawingCanvas
{
    private const double UnitsPerMillimeter = 40;

    /// <summary>Largest distance of chords from arcs in millimeters.</summary>
    public const double Tolerance = 0.01;

    private readonly StreamWriter _to;
    private readonly DrawingPage _page;
    private DrawingLayer? _layer;

    private HpglCanvas(StreamWriter to, DrawingPage page) => (_to, _page) = (to, page);

    /// <inheritdoc cref="DrawingWriter"/>
    public static void Write(Stream target, IDrawing drawing)
    {
        using var to = new StreamWriter(target, Encoding.ASCII, 1 << 16, leaveOpen: true) { NewLine = "\n" };
        to.Write("IN;\n");
        if (drawing.Label.Provenance is { } provenance)
        {
            to.Write(ProvenanceMarkup.Hpgl(provenance) + "\n");
        }

        var canvas = new HpglCanvas(to, drawing.Page);
        drawing.Draw(canvas);
        canvas.EndLayer();
    }

    public void Layer(DrawingLayer layer)
    {
        EndLayer();
        var isFirst = _layer is null;
        _layer = layer;
        _to.Write(Invariant($"SP{layer.Number ?? 1};VS{Math.Max(1, (int)Math.Round(_page.Tool!.DrawSpeed / 10))};\n"));
        if (isFirst) _page.DrawMarks(this);
    }

    public void Fill(DrawingPath path, Rgba32 color, bool isEvenOdd) => Stroke(path, 0, color);

    public void Stroke(DrawingPath path, double width, Rgba32 color)
    {
        foreach (var (points, isClosed) in path.Flatten(Tolerance))
        {
            if (isClosed) points.Add(points[0]);
            var last = Rounded(points[0]);
            _to.Write(Invariant($"PU{last.X},{last.Y};PD"));
            var separator = "";
            foreach (var point in points)
            {
                var next = Rounded(point);
                if (next == last) continue;

                _to.Write(Invariant($"{separator}{next.X},{next.Y}"));
                (last, separator) = (next, ",");
            }

            _to.Write(";\n");
        }
    }

    /// <summary>Parks the pen, so that it can be changed or refilled.</summary>
    private void EndLayer() => _to.Write(_layer is null ? "" : "PU;SP0;\n");

    private (int X, int Y) Rounded((double X, double Y) point)
    {
        var (x, y) = _layer!.Placement.At(point.X, point.Y);
        return ((int)Math.Round(x * UnitsPerMillimeter), (int)Math.Round((_page.Height - y) * UnitsPerMillimeter));
    }
}
