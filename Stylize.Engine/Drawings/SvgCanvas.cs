namespace Stylize.Engine.Drawings;

/// <summary>Writes a drawing as SVG (SVG 2, W3C 2018). A layer is a group, which Inkscape lists by its name; shapes
/// have only the attributes that their group does not have.</summary>
internal sealed class SvgCanvas : IDrawingCanvas
{
    /// <summary>Millimeters per second of 1% of the speed of an AxiDraw.</summary>
    private const double AxiDrawSpeed = 8.6979 * 25.4 / 110;

    private readonly ByteWriter _to;
    private readonly DrawingPage _page;
    private DrawingLayer _layer = new();
    private double _unit;
    private int _decimals;
    private int _layers, _pens;
    private readonly string _prefix;
    private bool _hasGroup, _hasClip;

    private SvgCanvas(ByteWriter to, IDrawing drawing) =>
        (_to, _page, _prefix) = (to, drawing.Page, drawing.Label.IdPrefix ?? "");

    /// <inheritdoc cref="DrawingWriter"/>
    public static void Write(Stream target, IDrawing drawing)
    {
        using var to = new ByteWriter(target);
        var canvas = new SvgCanvas(to, drawing);
        canvas.WriteHead(drawing.Label);
        drawing.DrawAll(canvas);
        canvas.EndLayer();
        to.Text("</svg>\n");
    }

    /// <summary>Returns a color as three hex digits if that is exact; otherwise as six.</summary>
    public static string Hex(Rgba32 c) =>
        c.R % 17 == 0 && c.G % 17 == 0 && c.B % 17 == 0 ? $"#{c.R / 17:x}{c.G / 17:x}{c.B / 17:x}" : c.ToHex();

    public void Layer(DrawingLayer layer)
    {
        EndLayer();
        (_layer, _unit) = (layer, PortableMath.Pow(10, layer.Decimals));
        _decimals = IsInTenths ? 0 : layer.Decimals;
        var group = new StringBuilder();
        if (layer.Name is not null)
        {
            var id = _prefix + (layer.Id ?? $"layer{++_layers}");
            group.Append($" id=\"{id}\" inkscape:groupmode=\"layer\" inkscape:label=\"{Markup.Xml(LabelOf(layer))}\"");
        }

        var (left, top, scale) = layer.Placement;
        scale /= IsInTenths ? _unit : 1;
        string[] transforms =
        [
            .. left == 0 && top == 0 ? [] : (string[])[Invariant($"translate({left:0.####} {top:0.####})")],
            .. scale == 1 ? [] : (string[])[Invariant($"scale({scale:0.########})")],
        ];
        group.Append(transforms.Length == 0 ? "" : $" transform=\"{string.Join(' ', transforms)}\"");

        if (layer.Clip is { } clip)
        {
            _to.Text(_hasClip ? ""
                : $"<clipPath id=\"{_prefix}image\">"
                    + $"<path d=\"M0 0H{clip.Width}V{clip.Height}H0z\"/></clipPath>\n");
            _hasClip = true;
            group.Append($" clip-path=\"url(#{_prefix}image)\"");
        }

        group.Append(layer.IsMultiplied ? " style=\"mix-blend-mode:multiply\"" : "");
        group.Append(layer.Pen is { } pen ? PenAttributes(pen.Width, pen.Color)
            : layer.Color is { } color ? $" fill=\"{PaintOf(color)}\"" : "");
        _hasGroup = group.Length > 0;
        _to.Text(_hasGroup ? $"<g{group}>\n" : "");
        if (layer.Gradient is not { } gradient) return;

        var kind = gradient.IsRadial ? "radial" : "linear";
        _to.Text($"<{kind}Gradient id=\"{_prefix}{layer.Id}g\" gradientUnits=\"userSpaceOnUse\"");
        var (x, y, right, down) = (gradient.X, gradient.Y, gradient.X + gradient.DX, gradient.Y + gradient.DY);
        _to.Text(gradient.IsRadial ? Invariant($" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{gradient.DX:0.#}\">")
            : Invariant($" x1=\"{x:0.#}\" y1=\"{y:0.#}\" x2=\"{right:0.#}\" y2=\"{down:0.#}\">"));
        foreach (var (position, stop) in gradient.Stops)
        {
            _to.Text(position > 0 ? Invariant($"<stop offset=\"{position:0.###}\"") : "<stop");
            _to.Text($" stop-color=\"{Hex(stop)}\"/>");
        }

        _to.Text($"</{kind}Gradient>\n");
    }

    /// <summary>Returns the name of a layer. On a sheet, those of pens are in the syntax of layers of AxiDraw's
    /// software: ! pauses before the layer, so that the pen can be changed, and +S is the speed in percent.</summary>
    private string LabelOf(DrawingLayer layer)
    {
        if (layer.Pen is null || !_page.IsInMillimeters || layer.Number is not { } number) return layer.Title!;

        // The first pen has drawn the registration marks.
        var pause = layer.Id != DrawingLayer.RegistrationId && _pens++ > 0 ? "!" : "";
        var speed = _page.Tool is { IsSpeedGiven: true, DrawSpeed: var given }
            ? Invariant($"+S{Math.Clamp((int)Math.Round(given / AxiDrawSpeed), 1, 100)}") : "";
        return $"{pause}{number}{speed} {layer.Name}";
    }

    public void Dots(ReadOnlySpan<Dot> dots, DotStyle style) => new SvgDotWriter(_to, style).Write(dots);

    public void Fill(DrawingPath path, Rgba32 color, bool isEvenOdd)
    {
        _to.Ascii("<path"u8);
        if (_layer.Pen is not null || _layer.Color != color)
        {
            _to.Text($" fill=\"{PaintOf(color)}\"");
            _to.Ascii(_layer.Pen is null ? ""u8 : " stroke=\"none\""u8);
        }

        _to.Text(OpacityOf("fill", color));
        _to.Ascii(isEvenOdd ? " fill-rule=\"evenodd\""u8 : ""u8);
        EndPath(path);
    }

    public void Seams(DrawingPath path, Rgba32 color)
    {
        _to.Text($"<path fill=\"none\" stroke=\"{PaintOf(color)}\"");
        EndPath(path);
    }

    public void Stroke(DrawingPath path, double width, Rgba32 color)
    {
        _to.Ascii("<path"u8);
        if (_layer.Pen is not { } pen || pen.Color != color)
        {
            _to.Text(PenAttributes(width, color));
        }
        else if (pen.Width != width)
        {
            _to.Text(Invariant($" stroke-width=\"{WidthOf(width)}\""));
        }

        EndPath(path);
    }

    /// <summary>True for many thin lines, of whose bytes decimal points would be a fifth: the unit of their group is
    /// 0.1 pixels.</summary>
    private bool IsInTenths => _layer is { Pen: not null, Decimals: 1 } && _page.Tool is null;

    private string PaintOf(Rgba32 color) => _layer.Gradient is null ? Hex(color) : $"url(#{_prefix}{_layer.Id}g)";

    private static string OpacityOf(string paint, Rgba32 color) =>
        color.A == 255 ? "" : Invariant($" {paint}-opacity=\"{color.A / 255.0:.###}\"");

    private string WidthOf(double width) => Invariant($"{(IsInTenths ? _unit : 1) * width:0.####}");

    private string PenAttributes(double width, Rgba32 color) => Invariant(
        $" fill=\"none\" stroke=\"{Hex(color)}\"{OpacityOf("stroke", color)}")
        + Invariant($" stroke-width=\"{WidthOf(width)}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"");

    private void WriteHead(DrawingLabel label)
    {
        var page = _page;
        var (unit, size) = page.Millimeters is { } length ? ("mm", length) : ("", 1);
        _to.Text(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\"");
        _to.Text(Invariant(
            $" width=\"{size * page.Width:0.###}{unit}\" height=\"{size * page.Height:0.###}{unit}\""));
        _to.Text(Invariant($" viewBox=\"0 0 {page.Width:0.###} {page.Height:0.###}\""));

        // The paper below pens is a style for viewers, not an element that a machine would draw.
        _to.Text(page is { Tool: not null, Paper: { } below } ? $" style=\"background:{Hex(below)}\">\n" : ">\n");
        _to.Text(label.Title.Length == 0 ? "" : $"<title>{Markup.Xml(label.Title)}</title>\n");
        _to.Text(label.IsBrief ? "" : $"<desc>{Markup.Xml(label.Description)}</desc>\n");
        _to.Text(label.Provenance is { } provenance ? ProvenanceMarkup.Svg(provenance) + "\n" : "");
        _to.Text(page is { Tool: null, Paper: { } paper }
            ? Invariant(
                $"<rect width=\"{page.Width:0.###}\" height=\"{page.Height:0.###}\" fill=\"{Hex(paper)}\"/>\n") : "");
    }

    private void EndLayer() => _to.Text(_hasGroup ? "</g>\n" : "");

    /// <summary>Writes path data and the end of an element. Positions are rounded before their differences are taken,
    /// so that errors do not add up and a boundary has the same positions in both of its areas.</summary>
    private void EndPath(DrawingPath path)
    {
        _to.Ascii(" d=\""u8);
        var steps = path.Steps;
        (double X, double Y) from = default;
        (long X, long Y) at = default, start = default;
        var (last, point, isFirst) = (' ', false, true);
        for (var i = 0; i < steps.Length; i++)
        {
            ref readonly var step = ref steps[i];
            var end = Rounded(step.X, step.Y);
            switch (step.Kind)
            {
                case PathStepKind.Close:
                    _to.Ascii("z"u8);
                    (at, last) = (start, 'z');
                    continue;
                case PathStepKind.Move:
                    (last, start) = (' ', end);
                    Command('m');
                    Coordinates(end);
                    break;
                case PathStepKind.Curve:
                    Command('c');
                    Coordinates(Rounded(step.X1, step.Y1));
                    Coordinates(Rounded(step.X2, step.Y2));
                    Coordinates(end);
                    break;
                case PathStepKind.HalfCircle:
                    double across = step.X - from.X, down = step.Y - from.Y;
                    var radius = Whole(Math.Sqrt((across * across) + (down * down)) / 2);
                    Command('a');
                    Number(radius);
                    Number(radius);
                    _to.Ascii(" 0 0 1"u8);
                    point = false;
                    Coordinates(end);
                    break;

                // Closing the path draws the line.
                case PathStepKind.Line
                    when end == start && i + 1 < steps.Length && steps[i + 1].Kind == PathStepKind.Close:
                    break;
                case PathStepKind.Line when end.Y == at.Y:
                    Command('h');
                    Number(end.X - at.X);
                    break;
                case PathStepKind.Line when end.X == at.X:
                    Command('v');
                    Number(end.Y - at.Y);
                    break;
                default:
                    Command('l');
                    Coordinates(end);
                    break;
            }

            (from, at) = ((step.X, step.Y), end);
        }

        // Some readers drop lines of length 0.
        _to.Ascii(steps.Length == 1 ? IsInTenths ? "h.1\"/>\n"u8 : "h.01\"/>\n"u8 : "\"/>\n"u8);

        void Command(char command)
        {
            isFirst = command != last;
            if (isFirst) _to.Ascii([(byte)command]);
            last = command;
        }

        void Coordinates((long X, long Y) to)
        {
            Number(to.X - at.X);
            Number(to.Y - at.Y);
        }

        void Number(long value)
        {
            _to.Number(value, _decimals, ref point, isFirst);
            isFirst = false;
        }

        (long X, long Y) Rounded(double x, double y) => (Whole(x), Whole(y));

        long Whole(double length) => (long)Math.Round(length * _unit, MidpointRounding.AwayFromZero);
    }
}
