namespace Stylize.Engine.Drawings;

/// <summary>Writes a drawing as G-code (NIST RS274NGC, 2000) for a machine: millimeters, absolute coordinates, arcs with I and J relative
/// to their start.</summary>
/// <param name="target">The stream, which remains open.</param>
/// <param name="feed">Feed rates with the pen down and up, in mm/min.</param>
internal sealed class GcodeWriter(Stream target, PaperLayout sheet, Machine machine, (double Draw, double Travel) feed) : IDisposable
{
    /// <summary>Maximum number of characters of a line with a comment; some controllers refuse longer lines.</summary>
    private const int LineLength = ProvenanceMarkup.GcodeLength;

    private readonly StreamWriter _to = new(target, Encoding.ASCII, 1 << 16, leaveOpen: true) { NewLine = "\n" };
    private readonly List<(double X, double Y)> _chords = [];

    /// <inheritdoc cref="DrawingWriter"/>
    public static void Write(Stream target, IDrawing source)
    {
        var tool = source.Plot.Tool;
        using var writer = new GcodeWriter(target, source.Plot.Sheet, tool.Machine, (60 * tool.DrawSpeed, 60 * tool.TravelSpeed));
        writer.Write(source.Plot, source.Label);
    }

    public void Dispose() => _to.Dispose();

    private void Write(PlotDrawing drawing, DrawingLabel label)
    {
        Comments($"{label.Title}: {label.Description}");
        if (label.Provenance is { } provenance)
        {
            _to.Write(ProvenanceMarkup.Gcode(provenance) + "\n");
        }

        Commands(machine.Start, null);
        for (var i = 0; i < drawing.Layers.Count; i++)
        {
            var layer = drawing.Layers[i];
            Commands(i == 0 ? machine.PenUp : machine.PenChange, layer);
            Comments(layer.Label);
            if (i == 0)
            {
                foreach (var mark in drawing.Marks)
                {
                    Lower(layer, mark.X1, mark.Y1);
                    Line(mark.X2, mark.Y2);
                    Commands(machine.PenUp, layer);
                }
            }

            if (layer.Starts is not null)
            {
                foreach (var line in layer.Lines())
                {
                    Lower(layer, line[0].X, line[0].Y);
                    for (var point = 1; point < line.Count; point++)
                    {
                        Line(line[point].X, line[point].Y, Power(layer, line[point - 1], line[point]));
                    }

                    Commands(machine.PenUp, layer);
                }
            }
            else
            {
                foreach (ref readonly var dot in layer.Dots.AsSpan())
                {
                    var stroke = PenStroke.ForDot(dot.Radius, layer.Pen.Width);
                    Lower(layer, dot.X + (stroke.IsTap ? 0 : stroke.StartX), dot.Y);
                    Fill(dot, stroke);
                    Commands(machine.PenUp, layer);
                }
            }
        }

        Commands(machine.End, null);
    }

    /// <summary>Moves to the start of a stroke and lowers the pen.</summary>
    private void Lower(PlotLayer layer, double x, double y)
    {
        _to.Write("G0 ");
        Point(x, y);
        _to.Write(Invariant($" F{feed.Travel:0.###}\n"));
        Commands(machine.PenDown, layer);
        _to.Write(Invariant($"F{feed.Draw:0.###}\n"));
    }

    private void Fill(in Dot dot, in PenStroke stroke)
    {
        var from = stroke.StartX;
        for (var k = 1; k <= stroke.AllHalfCircles; k++)
        {
            var to = stroke.EndOf(k);
            if (machine.HasArcs)
            {
                // Half circles are clockwise on the sheet.
                _to.Write(machine.IsYUp ? "G2 " : "G3 ");
                Point(dot.X + to, dot.Y);
                _to.Write(Invariant($" I{(to - from) / 2:0.###} J0\n"));
            }
            else
            {
                _chords.Clear();
                PenStroke.AddChords(from, to, _chords);
                foreach (var (x, y) in _chords)
                {
                    Line(dot.X + x, dot.Y + y);
                }
            }

            from = to;
        }
    }

    private void Line(double x, double y, string power = "")
    {
        _to.Write("G1 ");
        Point(x, y);
        _to.Write(power + "\n");
    }

    /// <summary>Returns the word for the power of a laser between two points: that of the mean of their widths.</summary>
    private string Power(PlotLayer layer, in Dot from, in Dot to) => machine.Power is { } full
        ? Invariant($" S{full * Math.Min(1, (from.Radius + to.Radius) / layer.Pen.Width):0}") : "";

    /// <summary>Writes a point of the sheet, in millimeters from its upper left corner, in the coordinates of the machine.</summary>
    private void Point(double x, double y)
    {
        var (right, down) = machine.Origin switch
        {
            PlotOrigin.BottomLeft => (0, 1),
            PlotOrigin.BottomRight => (1, 1),
            PlotOrigin.TopRight => (1, 0),
            PlotOrigin.Center => (0.5, 0.5),
            _ => (0.0, 0.0),
        };
        y -= down * sheet.Height;
        _to.Write(Invariant($"X{x - (right * sheet.Width):0.###} Y{(machine.IsYUp ? 0 - y : y):0.###}"));
    }

    private void Commands(IReadOnlyList<string> commands, PlotLayer? layer)
    {
        foreach (var command in commands)
        {
            _to.Write((command.Contains('{') ? Filled(command, layer) : command) + "\n");
        }
    }

    private string Filled(string command, PlotLayer? layer)
    {
        var label = Comment(layer?.Label ?? "");
        label = label[..Math.Clamp(LineLength - command.Length, 0, label.Length)];
        object[] values = [layer?.Number ?? 0, label, feed.Draw, feed.Travel, sheet.Width, sheet.Height];
        for (var i = 0; i < values.Length; i++)
        {
            command = command.Replace(
                Machine.Fields[i], Invariant($"{values[i]:0.###}"), StringComparison.Ordinal);
        }

        return command;
    }

    /// <summary>Writes text as comments, in lines of whole words; longer words are split.</summary>
    private void Comments(string text)
    {
        const int Width = LineLength - 2;
        for (var rest = Comment(text).Trim(); rest.Length > 0;)
        {
            var end = rest.Length <= Width ? rest.Length : rest.LastIndexOf(' ', Width);
            end = end > 0 ? end : Width;
            _to.Write($"; {rest[..end].TrimEnd()}\n");
            rest = rest[end..].TrimStart();
        }
    }

    /// <summary>Returns text for a comment: ASCII on one line, without characters that end comments or that controllers act on.</summary>
    private static string Comment(string text) =>
        string.Concat(text.Select(c => c is < ' ' or >= '~' || "();%!?".Contains(c) ? ' ' : c));
}
