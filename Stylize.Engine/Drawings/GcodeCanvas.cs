namespace Stylize.Engine.Drawings;

/// <summary>Writes a drawing for pens as G-code (NIST RS274NGC, 2000) for a machine: millimeters, absolute coordinates,
/// arcs with I and J relative to their start. Areas are drawn along their outlines.</summary>
internal sealed class GcodeCanvas : IDrawingCanvas
{
    /// <summary>Maximum number of characters of a line with a comment; some controllers refuse longer lines.</summary>
    private const int LineLength = ProvenanceMarkup.GcodeLength;

    private readonly StreamWriter _to;
    private readonly DrawingPage _page;
    private readonly Machine _machine;

    /// <summary>Feed rates with the pen down and up, in mm/min.</summary>
    private readonly (double Draw, double Travel) _feed;

    private readonly List<(double X, double Y)> _chords = [];
    private DrawingLayer? _layer;

    private GcodeCanvas(StreamWriter to, DrawingPage page, PlotTool tool) =>
        (_to, _page, _machine, _feed) = (to, page, tool.Machine, (60 * tool.DrawSpeed, 60 * tool.TravelSpeed));

    /// <inheritdoc cref="DrawingWriter"/>
    public static void Write(Stream target, IDrawing drawing)
    {
        using var to = new StreamWriter(target, Encoding.ASCII, 1 << 16, leaveOpen: true) { NewLine = "\n" };
        var canvas = new GcodeCanvas(to, drawing.Page, drawing.Page.Tool!);
        canvas.Comments($"{drawing.Label.Title}: {drawing.Label.Description}");
        if (drawing.Label.Provenance is { } provenance)
        {
            to.Write(ProvenanceMarkup.Gcode(provenance) + "\n");
        }

        canvas.Commands(canvas._machine.Start, null);
        drawing.Draw(canvas);
        canvas.Commands(canvas._machine.End, null);
    }

    public void Layer(DrawingLayer layer)
    {
        var isFirst = _layer is null;
        _layer = layer;
        Commands(isFirst ? _machine.PenUp : _machine.PenChange, layer);
        Comments(layer.Title ?? "");
        if (isFirst) _page.DrawMarks(this);
    }

    public void Fill(DrawingPath path, Rgba32 color, bool isEvenOdd) => Stroke(path, 0, color);

    public void Stroke(DrawingPath path, double width, Rgba32 color)
    {
        (double X, double Y) at = default, start = default;
        var isDown = false;
        foreach (var step in path.Steps)
        {
            var end = step.Kind == PathStepKind.Close ? start : (step.X, step.Y);
            switch (step.Kind)
            {
                case PathStepKind.Move:
                    if (isDown) Commands(_machine.PenUp, _layer);
                    Lower(end);
                    (start, isDown) = (end, true);
                    break;
                case PathStepKind.HalfCircle when _machine.HasArcs:
                    // Half circles are clockwise on the sheet.
                    _to.Write(_machine.IsYUp ? "G2 " : "G3 ");
                    Point(end);
                    _to.Write(Invariant($" I{_layer!.Placement.Scale * (end.X - at.X) / 2:0.###} J0\n"));
                    break;
                case PathStepKind.Curve or PathStepKind.HalfCircle:
                    _chords.Clear();
                    step.AddPoints(at, HpglCanvas.Tolerance / _layer!.Placement.Scale, _chords);
                    _chords.ForEach(chord => Line(chord));
                    break;
                default:
                    Line(end, _machine.Power is { } full ? Invariant($" S{full * step.Tone:0}") : "");
                    break;
            }

            at = end;
        }

        Commands(_machine.PenUp, _layer);
    }

    /// <summary>Moves to the start of a stroke and lowers the pen.</summary>
    private void Lower((double X, double Y) at)
    {
        _to.Write("G0 ");
        Point(at);
        _to.Write(Invariant($" F{_feed.Travel:0.###}\n"));
        Commands(_machine.PenDown, _layer);
        _to.Write(Invariant($"F{_feed.Draw:0.###}\n"));
    }

    /// <param name="power">The word for the power of a laser.</param>
    private void Line((double X, double Y) to, string power = "")
    {
        _to.Write("G1 ");
        Point(to);
        _to.Write(power + "\n");
    }

    /// <summary>Writes a point of the layer in the coordinates of the machine.</summary>
    private void Point((double X, double Y) point)
    {
        var (right, down) = _machine.Origin switch
        {
            PlotOrigin.BottomLeft => (0, 1),
            PlotOrigin.BottomRight => (1, 1),
            PlotOrigin.TopRight => (1, 0),
            PlotOrigin.Center => (0.5, 0.5),
            _ => (0.0, 0.0),
        };
        var (x, y) = _layer!.Placement.At(point.X, point.Y);
        y -= down * _page.Height;
        _to.Write(Invariant($"X{x - (right * _page.Width):0.###} Y{(_machine.IsYUp ? 0 - y : y):0.###}"));
    }

    private void Commands(IReadOnlyList<string> commands, DrawingLayer? layer)
    {
        foreach (var command in commands)
        {
            _to.Write((command.Contains('{') ? Filled(command, layer) : command) + "\n");
        }
    }

    private string Filled(string command, DrawingLayer? layer)
    {
        var label = Comment(layer?.Title ?? "");
        label = label[..Math.Clamp(LineLength - command.Length, 0, label.Length)];
        object[] values = [layer?.Number ?? 0, label, _feed.Draw, _feed.Travel, _page.Width, _page.Height];
        for (var i = 0; i < values.Length; i++)
        {
            command = command.Replace(
                Machine.Fields[i], Invariant($"{values[i]:0.###}"));
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

    /// <summary>Returns text for a comment: ASCII on one line, without characters that end comments or that controllers
    /// act on.</summary>
    private static string Comment(string text) =>
        string.Concat(text.Select(c => c is < ' ' or >= '~' || "();%!?".Contains(c) ? ' ' : c));
}
