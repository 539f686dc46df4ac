namespace Stylize.Engine.Drawings;

/// <summary>Writes a drawing as HP-GL (HP 7475A Interfacing and Programming Manual, 1983): units of 1/40 mm from the lower left corner of
/// the sheet, y axis upward.</summary>
internal static class HpglWriter
{
    private const double UnitsPerMillimeter = 40;

    /// <inheritdoc cref="DrawingWriter"/>
    public static void Write(Stream target, IDrawing source)
    {
        var drawing = source.Plot;
        using var to = new StreamWriter(target, Encoding.ASCII, 1 << 16, leaveOpen: true) { NewLine = "\n" };
        to.Write("IN;\n");
        if (source.Label.Provenance is { } provenance)
        {
            to.Write(ProvenanceMarkup.Hpgl(provenance) + "\n");
        }

        var speed = Math.Max(1, (int)Math.Round(drawing.Tool.DrawSpeed / 10));
        var marks = drawing.Marks;
        foreach (var layer in drawing.Layers)
        {
            to.Write(Invariant($"SP{layer.Number};VS{speed};\n"));
            foreach (var mark in marks)
            {
                Write(to, [Point(drawing.Sheet, mark.X1, mark.Y1), Point(drawing.Sheet, mark.X2, mark.Y2)]);
            }

            marks = [];
            var points = new List<(int X, int Y)>();
            if (layer.Starts is not null)
            {
                foreach (var line in layer.Lines())
                {
                    points.Clear();
                    points.AddRange(line.Select(d => Point(drawing.Sheet, d.X, d.Y)));
                    Write(to, points);
                }
            }
            else
            {
                foreach (var dot in layer.Dots)
                {
                    points.Clear();
                    Trace(drawing.Sheet, dot, PenStroke.ForDot(dot.Radius, layer.Pen.Width), points);
                    Write(to, points);
                }
            }

            // SP0 parks the pen, so that it can be changed or refilled.
            to.Write("PU;SP0;\n");
        }
    }

    private static void Write(StreamWriter to, List<(int X, int Y)> points)
    {
        to.Write(Invariant($"PU{points[0].X},{points[0].Y};PD"));
        for (var i = 1; i < points.Count; i++)
        {
            to.Write(Invariant($"{(i > 1 ? "," : "")}{points[i].X},{points[i].Y}"));
        }

        to.Write(";\n");
    }

    private static void Trace(in PaperLayout sheet, in Dot dot, in PenStroke stroke, List<(int X, int Y)> points)
    {
        points.Add(Point(sheet, dot.X + (stroke.IsTap ? 0 : stroke.StartX), dot.Y));
        var chords = new List<(double X, double Y)>();
        for (var k = 1; k <= stroke.AllHalfCircles; k++)
        {
            PenStroke.AddChords(k == 1 ? stroke.StartX : stroke.EndOf(k - 1), stroke.EndOf(k), chords);
        }

        foreach (var (x, y) in chords)
        {
            var next = Point(sheet, dot.X + x, dot.Y + y);
            if (points[^1] != next)
            {
                points.Add(next);
            }
        }
    }

    private static (int X, int Y) Point(in PaperLayout sheet, double x, double y) =>
        ((int)Math.Round(x * UnitsPerMillimeter), (int)Math.Round((sheet.Height - y) * UnitsPerMillimeter));
}
