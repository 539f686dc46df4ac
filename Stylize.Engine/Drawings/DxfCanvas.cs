namespace Stylize.Engine.Drawings;

/// <summary>Writes a drawing as DXF of release 12 (AutoCAD Release 12 Customization Manual, 1992; AC1009): circles, and
/// polylines whose half circles are arcs and whose curves are lines at most 0.05 mm from them. A layer for each pen,
/// ink or color has the nearest color of the AutoCAD color index. Lengths are in millimeters, or in pixels without a
/// sheet; the origin is the lower left corner.</summary>
internal sealed class DxfCanvas : IDrawingCanvas
{
    /// <summary>Largest distance of lines from curves, in millimeters or pixels.</summary>
    private const double Tolerance = 0.05;

    private const int Decimals = 4;

    private readonly IDrawing _drawing;
    private readonly ByteWriter _to;
    private readonly Dictionary<string, Rgba32> _layers = [];
    private bool _isFinding;
    private DrawingLayer _layer = new();
    private string? _name;
    private Rgba32 _color;

    private DxfCanvas(ByteWriter to, IDrawing drawing) => (_to, _drawing) = (to, drawing);

    /// <inheritdoc cref="DrawingWriter"/>
    public static void Write(Stream target, IDrawing drawing)
    {
        using var to = new ByteWriter(target);
        new DxfCanvas(to, drawing).Write();
    }

    public void Layer(DrawingLayer layer)
    {
        var (left, top, scale) = layer.Placement;
        _layer = layer with { Placement = new(Unit * left, Unit * top, Unit * scale) };
        _name = null;
    }

    public void Dots(ReadOnlySpan<Dot> dots, DotStyle style)
    {
        var path = new DrawingPath();
        foreach (ref readonly var dot in dots)
        {
            if (style.Shape != DotShape.Circle)
            {
                Fill(style.Outline(path, dot), dot.Color, isEvenOdd: false);
            }
            else if (Begin("CIRCLE", dot.Color))
            {
                Point(dot.X, dot.Y);
                Number(40, _layer.Placement.Scale * dot.Radius);
            }
        }
    }

    public void Fill(DrawingPath path, Rgba32 color, bool isEvenOdd) => Lines(path.Steps, null, color);

    public void Stroke(DrawingPath path, double width, Rgba32 color) =>
        Lines(path.StrokeSteps, _layer.Placement.Scale * width, color);

    /// <summary>The unit of the file in the unit of the page.</summary>
    private double Unit => _drawing.Page.Millimeters ?? 1;

    private void Write()
    {
        _isFinding = true;
        _drawing.DrawAll(this);
        _isFinding = false;

        var page = _drawing.Page;
        Comment($"{_drawing.Label.Title}: {_drawing.Label.Description}");
        Comment(page.Millimeters is not null ? "Lengths are in millimeters." : "Lengths are in pixels.");
        if (_drawing.Label.Provenance is { } provenance)
        {
            _to.Text(ProvenanceMarkup.Dxf(provenance));
        }

        // The units have this variable only since release 14; readers of release 12 ignore it.
        Groups((0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1009"), (9, "$INSUNITS"),
            (70, page.Millimeters is not null ? "4" : "0"));
        Layer(new());
        Groups((9, "$EXTMIN"));
        Point(0, page.Height);
        Groups((9, "$EXTMAX"));
        Point(page.Width, 0);
        Groups((0, "ENDSEC"), (0, "SECTION"), (2, "TABLES"));
        Groups((0, "TABLE"), (2, "LTYPE"), (70, "1"), (0, "LTYPE"), (2, "CONTINUOUS"), (70, "0"), (3, "Solid line"));
        Groups((72, "65"), (73, "0"), (40, "0.0"), (0, "ENDTAB"));
        Groups((0, "TABLE"), (2, "LAYER"), (70, $"{_layers.Count + 1}"));
        Groups((0, "LAYER"), (2, "0"), (70, "0"), (62, "7"), (6, "CONTINUOUS"));
        foreach (var (name, color) in _layers)
        {
            Groups((0, "LAYER"), (2, name), (70, "0"), (62, $"{ColorIndex.Nearest(color)}"), (6, "CONTINUOUS"));
        }

        Groups((0, "ENDTAB"), (0, "ENDSEC"), (0, "SECTION"), (2, "ENTITIES"));
        _drawing.DrawAll(this);
        Groups((0, "ENDSEC"), (0, "EOF"));
    }

    private void Lines(ReadOnlySpan<PathStep> steps, double? width, Rgba32 color)
    {
        for (int first = 0, next; first < steps.Length; first = next)
        {
            next = first + 1;
            while (next < steps.Length && steps[next].Kind != PathStepKind.Move)
            {
                next++;
            }

            if (!Begin("POLYLINE", color)) return;

            Groups((66, "1"), (10, "0.0"), (20, "0.0"), (30, "0.0"),
                (70, steps[next - 1].Kind == PathStepKind.Close ? "1" : "0"));
            if (width is { } wide)
            {
                Number(40, wide);
                Number(41, wide);
            }

            Vertices(steps[first..next], color);
            Groups((0, "SEQEND"));
            Group(8, NameOf(color));
        }
    }

    /// <summary>Writes the points of one part of a path.</summary>
    private void Vertices(ReadOnlySpan<PathStep> steps, Rgba32 color)
    {
        var points = new List<(double X, double Y)>();
        var start = (steps[0].X, steps[0].Y);
        var at = start;
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            if (step.Kind == PathStepKind.Close) return;

            points.Clear();
            if (step.Kind == PathStepKind.Curve)
            {
                step.AddPoints(at, Tolerance / _layer.Placement.Scale, points);
            }
            else
            {
                points.Add((step.X, step.Y));
            }

            at = (step.X, step.Y);
            if (i + 1 < steps.Length && steps[i + 1].Kind == PathStepKind.Close && at == start && i > 0)
            {
                points.RemoveAt(points.Count - 1);
            }

            foreach (var (x, y) in points)
            {
                Begin("VERTEX", color);
                Point(x, y);
            }

            if (i + 1 < steps.Length && steps[i + 1].Kind == PathStepKind.HalfCircle)
            {
                // The tangent of a quarter of the angle; negative for clockwise arcs.
                Groups((42, "-1"));
            }
        }
    }

    /// <summary>Starts an entity; returns false if only layers are looked for.</summary>
    private bool Begin(string entity, Rgba32 color)
    {
        var name = NameOf(color);
        if (_isFinding)
        {
            _layers.TryAdd(name, color);
            return false;
        }

        Group(0, entity);
        Group(8, name);
        return true;
    }

    /// <summary>Returns the name of a layer: at most 31 letters, digits, hyphens and underscores.</summary>
    private string NameOf(Rgba32 color)
    {
        const int MaxLength = 31;
        if (_name is not null && _color == color) return _name;

        var name = string.Concat((_layer.Title ?? $"COLOR_{color.ToHex()[1..]}").Trim().ToUpperInvariant()
            .Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
        (_name, _color) = (name[..Math.Min(MaxLength, name.Length)], color);
        return _name;
    }

    private void Point(double x, double y)
    {
        (x, y) = _layer.Placement.At(x, y);
        Number(10, x);
        Number(20, (Unit * _drawing.Page.Height) - y);
    }

    private void Number(int code, double value)
    {
        _to.Text($"{code}\n");
        _to.Number(value, Decimals);
        _to.Ascii("\n"u8);
    }

    private void Groups(params ReadOnlySpan<(int Code, string Value)> groups)
    {
        foreach (var (code, value) in groups)
        {
            Group(code, value);
        }
    }

    private void Group(int code, string value) => _to.Text($"{code}\n{value}\n");

    private void Comment(string text)
    {
        const int MaxLength = 250;
        var ascii = string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));
        Group(999, ascii[..Math.Min(MaxLength, ascii.Length)]);
    }
}
