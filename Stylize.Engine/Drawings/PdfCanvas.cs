namespace Stylize.Engine.Drawings;

/// <summary>Writes a drawing as a page of PDF 1.6 (ISO 32000-1): vector shapes in compressed streams, one for each
/// layer, which viewers can show and hide. The bytes depend only on the drawing.</summary>
internal sealed class PdfCanvas : IDrawingCanvas
{
    /// <summary>Decimals of lengths on the page.</summary>
    private const int Decimals = 3;

    /// <summary>Longest side of a page in its own unit; larger pages have a larger unit.</summary>
    private const double MaxSide = 14_400;

    private const int Catalog = 1, Pages = 2, Page = 3, Contents = 4, Resources = 5, Information = 6, Metadata = 7;

    // States of graphics. An ink that overprints leaves those of other plates as they are.
    private const string Normal = "Normal", Multiply = "Multiply", Overprint = "Overprint",
        Over = "/OP true /op true /OPM 1";

    private readonly IDrawing _drawing;
    private readonly Stream _target;
    private readonly Dictionary<int, long> _offsets = [];
    private readonly List<(int Form, int Group, string Mode)> _layers = [];
    private readonly List<(string Name, Rgba32 Color)> _inks = [];
    private readonly SortedSet<byte> _alphas = [];
    private readonly List<int> _patterns = [];

    private long _written;
    private int _next = Metadata;
    private MemoryStream _content = new();
    private ByteWriter? _shapes;
    private DrawingLayer _layer = new();
    private Rgba32? _fill, _stroke;
    private byte _alpha;
    private double _width;

    private PdfCanvas(Stream target, IDrawing drawing) => (_target, _drawing) = (target, drawing);

    private bool _isColored;

    private bool IsInked => _layer.Ink is not null && !_drawing.Label.IsRgb;

    /// <summary>The color space in which layers are mixed.</summary>
    private string GroupSpace => _inks.Count > 0 ? "/DeviceCMYK" : _isColored ? "/DeviceRGB" : "/DeviceGray";

    /// <inheritdoc cref="DrawingWriter"/>
    public static void Write(Stream target, IDrawing drawing) => new PdfCanvas(target, drawing).Write();

    public void Layer(DrawingLayer layer)
    {
        EndLayer();
        _content = new MemoryStream();
        _shapes = new ByteWriter(new ZLibStream(_content, CompressionLevel.Optimal, leaveOpen: true), ownsTarget: true);
        (_layer, _fill, _stroke, _alpha, _width) = (layer, null, null, byte.MaxValue, double.NaN);
        _shapes.Ascii("1 J 1 j\n"u8);
        if (layer.Placement != Placement.OnPage)
        {
            var (left, top, scale) = layer.Placement;
            _shapes.Text(Invariant($"{scale:0.########} 0 0 {scale:0.########} {left:0.####} {top:0.####} cm\n"));
        }

        if (layer.Gradient is { } gradient)
        {
            _patterns.Add(++_next);
            Object(_next, Pattern(gradient, layer.Placement));
        }

        if (layer.Clip is { } clip)
        {
            Numbers(0, 0, clip.Width, clip.Height);
            _shapes.Ascii("re W n\n"u8);
        }
    }

    public void Fill(DrawingPath path, Rgba32 color, bool isEvenOdd)
    {
        SetColor(ref _fill, color, "rg\n"u8);
        Path(path.Steps);
        _shapes!.Ascii(isEvenOdd ? "f*\n"u8 : "f\n"u8);
    }

    public void Seams(DrawingPath path, Rgba32 color) => Stroke(path, 1, color);

    public void Stroke(DrawingPath path, double width, Rgba32 color)
    {
        SetColor(ref _stroke, color, "RG\n"u8);
        if (_width != width)
        {
            _width = width;
            Numbers(width);
            _shapes!.Ascii("w\n"u8);
        }

        Path(path.StrokeSteps);
        _shapes!.Ascii("S\n"u8);
    }

    private void Write()
    {
        // The bytes above 127 mark the file as binary.
        Put("%PDF-1.6\n%\u00e2\u00e3\u00cf\u00d3\n");
        if (_drawing.Label.Provenance is { } provenance)
        {
            var xmp = ProvenanceMarkup.Pdf(provenance);
            Object(Metadata, $"<< /Type /Metadata /Subtype /XML /Length {Encoding.UTF8.GetByteCount(xmp)} >>",
                Encoding.UTF8.GetBytes(xmp));
        }

        _drawing.DrawAll(this);
        EndLayer();
        WritePage();
        WriteEnd();
    }

    private void WritePage()
    {
        var (width, height) = (_drawing.Page.Width, _drawing.Page.Height);
        var points = _drawing.Page.Millimeters * 72 / 25.4 ?? 1;
        var unit = Math.Ceiling(points * Math.Max(width, height) / MaxSide);
        var scale = points / unit;
        var page = new StringBuilder();
        page.Append(Invariant($"{scale:0.########} 0 0 {-scale:0.########} 0 {scale * height:0.####} cm\n"));
        // A press with inks does not print its paper.
        if (_drawing.Page.Paper is { } color && (_inks.Count == 0 || color == new Rgba32(255, 255, 255)))
        {
            page.Append(Operation(color, isFill: true));
            page.Append(Invariant($"0 0 {width:0.####} {height:0.####} re f\n"));
        }

        foreach (var (form, _, mode) in _layers)
        {
            page.Append(mode == Normal ? Invariant($"/L{form} Do\n")
                : Invariant($"/{mode} gs /L{form} Do /{Normal} gs\n"));
        }

        var bytes = Encoding.ASCII.GetBytes(page.ToString());
        Object(Contents, $"<< /Length {bytes.Length} >>", bytes);
        Object(
            Page,
            Invariant(
                $"<< /Type /Page /Parent {Pages} 0 R /MediaBox [0 0 {scale * width:0.####} {scale * height:0.####}]")
            + (unit > 1 ? Invariant($" /UserUnit {unit}") : "")
            + Invariant($" /TrimBox [0 0 {scale * width:0.####} {scale * height:0.####}]")
            // In a group, grays would become colors.
            + (_alphas.Any(alpha => alpha < byte.MaxValue) || _layers.Any(layer => layer.Mode == Multiply)
                ? $" /Group << /S /Transparency /CS {GroupSpace} >>" : "")
            + $" /Resources {Resources} 0 R /Contents {Contents} 0 R >>");
        Object(Pages, $"<< /Type /Pages /Kids [{Page} 0 R] /Count 1 >>");
        var alphas = string.Concat(_alphas.Select(alpha =>
            Invariant($" /A{alpha} << /ca {alpha / 255.0:0.####} /CA {alpha / 255.0:0.####} >>")));
        Object(
            Resources,
            $"<< /ExtGState << /{Normal} << /BM /Normal /OP false >> /{Multiply} << /BM /Multiply {Over} >> "
            + $"/{Overprint} << {Over} >>{alphas} >> "
            + $"/ColorSpace <<{string.Concat(_inks.Select(SpaceOf))} >> /XObject <<"
            + string.Concat(_layers.Select(layer => $" /L{layer.Form} {layer.Form} 0 R"))
            + " >> /Pattern <<" + string.Concat(_patterns.Select(pattern => $" /P{pattern} {pattern} 0 R")) + " >> >>");
    }

    /// <summary>Returns a pattern with an axial or radial shading, which constant colors extend, in the unit of the
    /// page.</summary>
    private string Pattern(Gradient gradient, Placement placement)
    {
        var (x, y, dx, dy, stops) = (gradient.X, gradient.Y, gradient.DX, gradient.DY, gradient.Stops);
        var coordinates = gradient.IsRadial
            ? Invariant($"/ShadingType 3 /Coords [{x:0.###} {y:0.###} 0 {x:0.###} {y:0.###} {dx:0.###}]")
            : Invariant($"/ShadingType 2 /Coords [{x:0.###} {y:0.###} {x + dx:0.###} {y + dy:0.###}]");
        var isGray = stops.All(stop => IsGray(stop.Color));
        var functions = stops.Zip(stops.Skip(1), (from, to) =>
            $"<< /FunctionType 2 /Domain [0 1] /N 1 /C0 [{Stop(from.Color)}] /C1 [{Stop(to.Color)}] >>");
        var bounds = string.Join(' ', stops.Skip(1).SkipLast(1).Select(stop => Invariant($"{stop.Position:0.####}")));
        var encode = string.Join(' ', Enumerable.Repeat("0 1", stops.Count - 1));
        return Invariant($"<< /PatternType 2 /Matrix [{placement.Scale:0.########} 0 0 {placement.Scale:0.########}")
            + Invariant($" {placement.Left:0.####} {placement.Top:0.####}]")
            + $" /Shading << {coordinates} /ColorSpace {(isGray ? "/DeviceGray" : "/DeviceRGB")} /Extend [true true] "
            + $"/Function << /FunctionType 3 /Domain [0 1] /Functions [{string.Join(' ', functions)}] "
            + $"/Bounds [{bounds}] /Encode [{encode}] >> >> >>";

        string Stop(Rgba32 color) => isGray ? Invariant($"{color.R / 255.0:0.####}") : Channels(color);
    }

    /// <summary>Returns the color space of an ink: its name, and what shows it where it is not printed, an ink of a
    /// four-color press or a screen color.</summary>
    private static string SpaceOf((string Name, Rgba32 Color) ink, int index)
    {
        string[] process = ["Cyan", "Magenta", "Yellow", "Black"];
        var plate = Array.IndexOf(process, ink.Name);
        var (space, paper, full) = plate < 0 ? ("/DeviceRGB", "1 1 1", Channels(ink.Color))
            : ("/DeviceCMYK", "0 0 0 0", string.Join(' ', process.Select((_, i) => i == plate ? 1 : 0)));
        var name = string.Concat(Encoding.UTF8.GetBytes(ink.Name).Select(
            b => char.IsAsciiLetterOrDigit((char)b) ? $"{(char)b}" : $"#{b:X2}"));
        return $" /C{index} [/Separation /{name} {space} << /FunctionType 2 /Domain [0 1] /N 1 /C0 [{paper}] "
            + $"/C1 [{full}] >>]";
    }

    /// <summary>Returns the operation that sets the color of shapes: full ink, or a color that several inks
    /// mix.</summary>
    private string InkOperation(Rgba32 color, bool isFill)
    {
        if (!IsInked) return Operation(color, isFill);

        var ink = (_layer.Ink!, color with { A = byte.MaxValue });
        if (!_inks.Contains(ink)) _inks.Add(ink);
        return $"/C{_inks.IndexOf(ink)} {(isFill ? "cs 1 scn" : "CS 1 SCN")}\n";
    }

    /// <summary>Returns the operation that sets a color. Presses print grays with black ink alone.</summary>
    private string Operation(Rgba32 color, bool isFill) => IsGray(color)
        ? Invariant($"{color.R / 255.0:0.###} {(isFill ? "g" : "G")}\n")
        : Invariant($"{color.R / 255.0:0.###} {color.G / 255.0:0.###} {color.B / 255.0:0.###} ")
            + (isFill ? "rg\n" : "RG\n");

    /// <summary>Returns true for a gray of a page with inks; other colors need groups of RGB.</summary>
    private bool IsGray(Rgba32 color)
    {
        var isGray = color.R == color.G && color.G == color.B && !_drawing.Label.IsRgb;
        _isColored |= !isGray;
        return isGray;
    }

    private static string Channels(Rgba32 color) =>
        Invariant($"{color.R / 255.0:0.####} {color.G / 255.0:0.####} {color.B / 255.0:0.####}");

    private void WriteEnd()
    {
        var groups = string.Join(' ', _layers.Where(layer => layer.Group > 0).Select(layer => $"{layer.Group} 0 R"));
        var hasMetadata = _offsets.ContainsKey(Metadata);
        Object(
            Catalog, $"<< /Type /Catalog /Pages {Pages} 0 R"
            + (groups.Length > 0
                ? $" /OCProperties << /OCGs [{groups}] /D << /Order [{groups}] /ON [{groups}] >> >>" : "")
            + (hasMetadata ? $" /Metadata {Metadata} 0 R" : "") + " >>");
        Object(
            Information,
            $"<< /Title {Text(_drawing.Label.Title)} /Subject {Text(_drawing.Label.Description)} /Creator "
            + $"{Text("Stylize")} /Trapped /False >>");
        var start = _written;
        var table = new StringBuilder($"xref\n0 {_next + 1}\n0000000000 65535 f \n");
        for (var number = 1; number <= _next; number++)
        {
            table.Append(
                _offsets.TryGetValue(number, out var offset)
                    ? Invariant($"{offset:0000000000} 00000 n \n") : "0000000000 65535 f \n");
        }

        var text = Encoding.UTF8.GetBytes($"{_drawing.Label.Title} {_drawing.Label.Provenance} {table}");
        var id = Convert.ToHexString(SHA256.HashData(text).AsSpan(..16));
        Put(
            $"{table}trailer\n<< /Size {_next + 1} /Root {Catalog} 0 R /Info {Information} 0 R /ID [<{id}> <{id}>] "
            + $">>\nstartxref\n{start}\n%%EOF\n");
    }

    private void EndLayer()
    {
        if (_shapes is null) return;

        _shapes.Dispose();
        _shapes = null;
        var page = _drawing.Page;
        var (form, group) = (++_next, 0);
        if (_layer.Title is { } name)
        {
            group = ++_next;
            Object(group, $"<< /Type /OCG /Name {Text(name)} >>");
        }

        Object(
            form, Invariant($"<< /Type /XObject /Subtype /Form /BBox [0 0 {page.Width:0.####} {page.Height:0.####}]")
            + $" /Resources {Resources} 0 R{(group > 0 ? $" /OC {group} 0 R" : "")}"
            + (_layer.IsMultiplied ? $" /Group << /S /Transparency /CS {GroupSpace} /I true >>" : "")
            + $" /Filter /FlateDecode /Length {_content.Length} >>",
            _content.GetBuffer().AsSpan(0, (int)_content.Length));
        _layers.Add((form, group,
            _layer.IsMultiplied ? Multiply : IsInked && _layer.Pen is not null ? Overprint : Normal));
    }

    private void Path(ReadOnlySpan<PathStep> steps)
    {
        var at = (X: 0.0, Y: 0.0);
        foreach (var step in steps)
        {
            switch (step.Kind)
            {
                case PathStepKind.Move:
                    Numbers(step.X, step.Y);
                    _shapes!.Ascii("m "u8);
                    break;
                case PathStepKind.Line:
                    Numbers(step.X, step.Y);
                    _shapes!.Ascii("l "u8);
                    break;
                case PathStepKind.Curve:
                    Curve(step.X1, step.Y1, step.X2, step.Y2, step.X, step.Y);
                    break;
                case PathStepKind.HalfCircle:
                    var (first, second) = step.Curves(at);
                    Curve(first.X1, first.Y1, first.X2, first.Y2, first.X, first.Y);
                    Curve(second.X1, second.Y1, second.X2, second.Y2, second.X, second.Y);
                    break;
                case PathStepKind.Close:
                    _shapes!.Ascii("h "u8);
                    break;
            }

            at = (step.X, step.Y);
        }
    }

    private void Curve(double x1, double y1, double x2, double y2, double x, double y)
    {
        Numbers(x1, y1, x2, y2, x, y);
        _shapes!.Ascii("c "u8);
    }

    /// <summary>Sets the opacity, and the color for fills or strokes.</summary>
    private void SetColor(ref Rgba32? present, Rgba32 color, ReadOnlySpan<byte> operation)
    {
        if (_alpha != color.A)
        {
            _alpha = color.A;
            _alphas.Add(color.A);
            _shapes!.Text($"/A{color.A} gs\n");
        }

        if (present == color) return;

        present = color;
        if (_layer.Gradient is not null)
        {
            _shapes!.Text(
                $"/Pattern {(operation[0] == 'r' ? "cs" : "CS")} /P{_patterns[^1]} "
                + $"{(operation[0] == 'r' ? "scn" : "SCN")}\n");
            return;
        }

        _shapes!.Text(InkOperation(color, operation[0] == 'r'));
    }

    private void Numbers(params ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            _shapes!.Number(value, Decimals);
            _shapes.Ascii(" "u8);
        }
    }

    private void Object(int number, string dictionary, ReadOnlySpan<byte> stream = default)
    {
        _offsets[number] = _written;
        Put($"{number} 0 obj\n{dictionary}\n");
        if (!stream.IsEmpty)
        {
            Put("stream\n");
            _target.Write(stream);
            _written += stream.Length;
            Put("\nendstream\n");
        }

        Put("endobj\n");
    }

    /// <summary>Writes characters below 256 as bytes.</summary>
    private void Put(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        _target.Write(bytes);
        _written += bytes.Length;
    }

    private static string Text(string text) => $"<FEFF{Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text))}>";
}
