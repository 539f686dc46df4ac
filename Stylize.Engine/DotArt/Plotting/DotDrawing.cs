using Stylize.Engine.DotArt.Drawing;
using Stylize.Engine.DotArt.Washes;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Plotting;

/// <summary>Dots or lines as formats write them.</summary>
/// <param name="dots">The dots in drawing order, or the points of lines, in image pixels.</param>
internal sealed class DotDrawing(DotSet dots, DotArtPlan plan, DrawingLabel label) : IDrawing
{
    /// <summary>Largest number of colors that have layers of their own; drawings with the colors of the image have more.</summary>
    private const int MaxLayers = 64;

    private readonly PaperLayout? _layout = plan.Layout;

    /// <summary>What pens draw; null if no pens draw.</summary>
    public PlotDrawing? Plotted { get; init; }

    /// <summary>Registration marks on the sheet if no pens draw, in millimeters; empty for none.</summary>
    public IReadOnlyList<PlotMark> Marks { get; init; } = [];

    public DrawingLabel Label => label;

    public DrawingPage Page => (Plotted?.Sheet ?? _layout) is { } sheet
        ? new(sheet.Width, sheet.Height, true, plan.Paper) : new(plan.Width, plan.Height, false, plan.Paper);

    public PlotDrawing Plot => Plotted ?? throw new InvalidOperationException("No pens draw.");

    private double Scale => _layout?.Scale ?? 1;

    public void WriteSvg(Stream target)
    {
        if (Plotted is not null)
        {
            PlotSvgWriter.Write(target, Plotted, plan, label);
        }
        else
        {
            new SvgWriter(plan) { Marks = Marks }.Write(target, dots, label);
        }
    }

    public void Draw(IDrawingCanvas canvas)
    {
        var path = new DrawingPath();
        if (Plotted is not null)
        {
            PlotMark.Draw(canvas, Plotted.Marks, Plotted.Layers.Select(layer => layer.Pen).FirstOrDefault());
            DrawPlotted(Plotted, canvas, path);
            return;
        }

        PlotMark.Draw(canvas, Marks, new Pen(PlotMark.PrintedWidth, new Rgba32(0, 0, 0)));
        if (plan.Kind.FillsAreas)
        {
            canvas.Layer("ink");
            DrawOutlines(canvas, path);
        }
        else if (dots.Starts is not null)
        {
            DrawStrokes(canvas, path);
        }
        else
        {
            DrawDots(canvas, path);
        }
    }

    private void DrawPlotted(PlotDrawing plotted, IDrawingCanvas canvas, DrawingPath path)
    {
        var isMultiplied = plan.Options.Inks.HasScreens || (plan.Kind.HasStrokes && plotted.Layers.Count > 1);
        foreach (var layer in plotted.Layers)
        {
            canvas.Layer(layer.Label, isMultiplied);
            if (layer.Starts is not null)
            {
                foreach (var line in layer.Lines())
                {
                    path.Clear();
                    AddPoints(path, line, isOnSheet: true);
                    canvas.Stroke(path, layer.Pen.Width, layer.Pen.Color);
                }

                continue;
            }

            foreach (ref readonly var dot in layer.Dots.AsSpan())
            {
                var stroke = PenStroke.ForDot(dot.Radius, layer.Pen.Width);
                path.Clear().Move(dot.X + stroke.StartX, dot.Y);
                if (stroke.IsTap)
                {
                    path.Line(dot.X + stroke.EndX, dot.Y);
                }

                for (var half = 1; half <= stroke.AllHalfCircles; half++)
                {
                    path.HalfCircle(dot.X + stroke.EndOf(half), dot.Y);
                }

                canvas.Stroke(path, layer.Pen.Width, layer.Pen.Color);
            }
        }
    }

    private void DrawOutlines(IDrawingCanvas canvas, DrawingPath path)
    {
        path.Clear();
        for (var line = 0; line < dots.Starts!.Length; line++)
        {
            AddPoints(path, dots.Line(line)[..^1]);
            path.Close();
        }

        if (dots.Count > 0)
        {
            canvas.Fill(path, dots.Dots[0].Color, isEvenOdd: true);
        }
    }

    /// <summary>Draws lines of one width as strokes and others as outlines, in a layer for each color.</summary>
    private void DrawStrokes(IDrawingCanvas canvas, DrawingPath path)
    {
        var (number, color) = (0, -1);
        var isMultiplied = Enumerable.Range(0, dots.Starts!.Length).Any(line => dots.Line(line)[0].Rgb != dots.Dots[0].Rgb);
        for (var line = 0; line < dots.Starts.Length; line++)
        {
            var own = dots.Line(line);
            if (own[0].Rgb != color)
            {
                color = own[0].Rgb;
                canvas.Layer($"{++number} {SvgColor.Hex(own[0].Color)}", isMultiplied);
            }

            path.Clear();
            if (StrokeOutline.HasOneWidth(own))
            {
                AddPoints(path, own);
                canvas.Stroke(path, Scale * 2 * own[0].Radius, own[0].Color);
                continue;
            }

            AddPoints(path, StrokeOutline.Outline(own));
            canvas.Fill(path.Close(), own[0].Color, isEvenOdd: false);
        }
    }

    private void DrawDots(IDrawingCanvas canvas, DrawingPath path)
    {
        PageArea? clip = plan.CutsDots
            ? new(X(0), Y(0), X(plan.Width), Y(plan.Height)) : null;
        var hasLayers = HasLayers();
        var (number, color) = (0, -1);
        if (!hasLayers) canvas.Layer(null, false, clip);

        var edge = Scale * WashStyle.EdgeWidth(plan.Width, plan.Height);
        foreach (ref readonly var dot in dots.Dots)
        {
            if (hasLayers && dot.Rgb != color)
            {
                color = dot.Rgb;
                canvas.Layer($"{++number} {SvgColor.Hex(dot.Color)}", plan.Options.Inks.HasScreens, clip);
            }

            if (!plan.Kind.HasWetEdges && plan.Options.Shape != DotShape.Circle)
            {
                DotSpan.AddOutline(path.Clear(), plan.Options.Shape, X(dot.X), Y(dot.Y), Scale, dot.Radius, plan.Options.Precision);
                canvas.Fill(path, dot.Color, isEvenOdd: false);
                continue;
            }

            canvas.Circle(X(dot.X), Y(dot.Y), Scale * dot.Radius, dot.Color);
            if (plan.Kind.HasWetEdges && WashStyle.HasEdge(dot.Color))
            {
                double left = X(dot.X - dot.Radius), right = X(dot.X + dot.Radius), y = Y(dot.Y);
                path.Clear().Move(left, y).HalfCircle(right, y).HalfCircle(left, y).Close();
                canvas.Stroke(path, edge, dot.Color with { A = WashStyle.Alpha(WashStyle.EdgeOpacity) });
            }
        }
    }

    /// <summary>Returns true if the dots of each color follow each other.</summary>
    private bool HasLayers()
    {
        var seen = new HashSet<int>();
        for (var first = 0; first < dots.Count; first = Dot.EndOfColor(dots.Dots, first))
        {
            if (!seen.Add(dots.Dots[first].Rgb) || seen.Count > MaxLayers) return false;
        }

        return !plan.Kind.HasWetEdges;
    }

    /// <param name="isOnSheet">True for points on the sheet, false for points of the image.</param>
    private void AddPoints(DrawingPath path, ReadOnlySpan<Dot> points, bool isOnSheet = false)
    {
        var start = At(points[0]);
        path.Move(start.X, start.Y);
        for (var i = Math.Min(1, points.Length - 1); i < points.Length; i++)
        {
            var (x, y) = At(points[i]);
            path.Line(x, y);
        }

        (double X, double Y) At(in Dot dot) => isOnSheet ? (dot.X, dot.Y) : (X(dot.X), Y(dot.Y));
    }

    private double X(double x) => (_layout?.Left ?? 0) + (Scale * x);

    private double Y(double y) => (_layout?.Top ?? 0) + (Scale * y);
}
