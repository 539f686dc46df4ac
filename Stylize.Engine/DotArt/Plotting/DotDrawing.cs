using Stylize.Engine.DotArt.Drawing;
using Stylize.Engine.DotArt.Washes;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Plotting;

/// <summary>Dots or lines as formats draw them without pens.</summary>
/// <param name="dots">The dots in drawing order, or the points of lines, in image pixels.</param>
internal sealed class DotDrawing(DotSet dots, DotArtPlan plan, DrawingLabel label) : IDrawing
{
    /// <summary>Largest number of colors that have layers of their own; drawings with the colors of the image have
    /// more.</summary>
    private const int MaxLayers = 64;

    private readonly DotStyle _style = new(plan.Options.Shape, plan.Options.Precision)
    {
        IsSeparate = plan.Options.PlotterOrder,
        Edge = !plan.Kind.HasWetEdges ? null : new(
            WashStyle.EdgeWidth(plan.Width, plan.Height), WashStyle.Alpha(WashStyle.EdgeOpacity),
            WashStyle.Alpha(WashStyle.Opacity)),
    };

    private readonly Lazy<Vector2[][]> _cells = new(() => CellOutlines.Find(dots.Dots, plan.Width, plan.Height));

    /// <summary>Registration marks on the sheet, in millimeters; empty for none.</summary>
    public IReadOnlyList<PlotMark> Marks { get; init; } = [];

    public DrawingLabel Label => label;

    public DrawingPage Page => plan.Page with { Marks = Marks };

    /// <summary>Draws the pixels of a PNG; the caller owns them.</summary>
    public Raster<Rgba32> ToPixels(OperationContext context) =>
        RasterCanvas.Draw(this, plan.Canvas.Width, plan.Canvas.Height, context.MaxThreads, context.Cancellation);

    public void Draw(IDrawingCanvas canvas)
    {
        if (dots.Starts is null)
        {
            DrawDots(canvas);
        }
        else if (plan.Kind.FillsAreas && plan.Options.Plot.Pens is null)
        {
            DrawOutlines(canvas);
        }
        else
        {
            DrawStrokes(canvas);
        }
    }

    private DrawingLayer Layer(int? number, Rgba32 color) => new(
        number is null ? null
        : plan.Options is { Palette: null, Color: null } ? SvgCanvas.Hex(color) : DotColor.WordOf(color))
    {
        Number = number, Ink = plan.Options.Inks.Separation != Separation.None && plan.Inks.Contains(color)
            ? Pen.InkName(null, color) : null,
        Placement = plan.Layout?.Placement ?? Placement.OnPage,
        Decimals = plan.Options.Voronoi ? plan.Options.Precision + 1 : _style.Decimals,
    };

    private void DrawDots(IDrawingCanvas canvas)
    {
        var hasLayers = plan.Options.PlotterOrder || HasLayers();
        var number = 0;
        for (int first = 0, end; first < dots.Count; first = end)
        {
            end = hasLayers ? Dot.EndOfColor(dots.Dots, first) : dots.Count;
            canvas.Layer(Layer(hasLayers ? ++number : null, dots.Dots[first].Color) with
            {
                Color = _style.IsSeparate ? dots.Dots[first].Color : null,
                IsMultiplied = plan.Options.Inks.HasScreens,
                Clip = plan is { CutsDots: true, Layout: not null } ? (plan.Width, plan.Height) : null,
            });
            if (plan.Options.Voronoi)
            {
                DrawCells(canvas, first, end);
            }
            else
            {
                canvas.Dots(dots.Dots[first..end], _style);
            }
        }
    }

    private void DrawCells(IDrawingCanvas canvas, int first, int end)
    {
        var path = new DrawingPath();
        for (var i = first; i < end; i++)
        {
            var cell = _cells.Value[i];
            if (cell.Length < 3 || !canvas.Shows(cell.Min(corner => corner.Y), cell.Max(corner => corner.Y))) continue;

            path.Clear().Move(cell[0].X, cell[0].Y);
            foreach (var corner in cell.AsSpan(1))
            {
                path.Line(corner.X, corner.Y);
            }

            canvas.Fill(path.Close(), dots.Dots[i].Color);
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

    /// <summary>Fills the areas between closed lines of one color.</summary>
    private void DrawOutlines(IDrawingCanvas canvas)
    {
        if (dots.Count == 0) return;

        var path = new DrawingPath();
        for (var line = 0; line < dots.Starts!.Length; line++)
        {
            AddPoints(path, dots.Line(line)[..^1]).Close();
        }

        canvas.Layer(Layer(1, dots.Dots[0].Color));
        canvas.Fill(path, dots.Dots[0].Color, isEvenOdd: true);
    }

    /// <summary>Draws lines of one width as strokes and others as outlines, in a layer for each color. Lines of
    /// a color and a width share paths, which saves bytes, unless a plotter draws them in order.</summary>
    private void DrawStrokes(IDrawingCanvas canvas)
    {
        var most = plan.Options.PlotterOrder ? 1 : 64;
        var (strokes, outlines, outline) = (new DrawingPath(), new DrawingPath(), new List<Dot>());
        var (number, count, width, color) = (0, 0, 0f, new Rgba32?());
        var isMultiplied = Dot.EndOfColor(dots.Dots, 0) < dots.Count;
        for (var line = 0; line < dots.Starts!.Length; line++)
        {
            var own = dots.Line(line);
            var start = own[0];
            if (start.Color != color)
            {
                Finish();
                color = start.Color;
                canvas.Layer(
                    Layer(++number,
                        start.Color) with { Pen = new(2 * start.Radius, start.Color), IsMultiplied = isMultiplied });
            }

            if (plan.Options.SingleLine)
            {
                DrawRuns(canvas, strokes, own);
                strokes.Clear();
                continue;
            }

            var (top, bottom, isEven) = Extent(own);
            if (!canvas.Shows(top, bottom)) continue;

            if (count >= most || own.Length == 1 || (isEven && width != start.Radius)) Finish();
            if (isEven)
            {
                (width, count) = (start.Radius, own.Length == 1 ? most : count + 1);
                AddPoints(strokes, own);
            }
            else
            {
                count++;
                AddPoints(outlines, Outline(own, outline)).Close();
            }
        }

        Finish();

        void Finish()
        {
            if (!outlines.Steps.IsEmpty) canvas.Fill(outlines, color!.Value);
            if (!strokes.Steps.IsEmpty) canvas.Stroke(strokes, 2 * width, color!.Value);
            outlines.Clear();
            strokes.Clear();
            count = 0;
        }
    }

    /// <summary>Draws the parts of a line that have one width.</summary>
    private static void DrawRuns(IDrawingCanvas canvas, DrawingPath path, ReadOnlySpan<Dot> line)
    {
        for (int first = 0, end; first < line.Length; first = end)
        {
            end = first + 1;
            while (end < line.Length && line[end].Radius == line[first].Radius)
            {
                end++;
            }

            // A run ends at the first point of the next one.
            var run = line[first..Math.Min(line.Length, end + 1)];
            var (top, bottom, _) = Extent(run);
            if (canvas.Shows(top, bottom))
            {
                canvas.Stroke(AddPoints(path.Clear(), run), 2 * line[first].Radius, line[first].Color);
            }
        }
    }

    private static DrawingPath AddPoints(DrawingPath path, ReadOnlySpan<Dot> points)
    {
        path.Move(points[0].X, points[0].Y);
        foreach (ref readonly var point in points[1..])
        {
            path.Line(point.X, point.Y);
        }

        return path;
    }

    /// <summary>Returns the heights between which a line is, and whether it has one width.</summary>
    private static (float Top, float Bottom, bool IsEven) Extent(ReadOnlySpan<Dot> line)
    {
        var (top, bottom, isEven) = (float.MaxValue, float.MinValue, true);
        foreach (ref readonly var point in line)
        {
            top = MathF.Min(top, point.Y - point.Radius);
            bottom = MathF.Max(bottom, point.Y + point.Radius);
            isEven &= point.Radius == line[0].Radius;
        }

        return (top, bottom, isEven);
    }

    /// <summary>Returns the outline: the points at the radius to the left of the line, and back on its right.</summary>
    private static Span<Dot> Outline(ReadOnlySpan<Dot> line, List<Dot> buffer)
    {
        CollectionsMarshal.SetCount(buffer, 2 * line.Length);
        var outline = CollectionsMarshal.AsSpan(buffer);
        for (var i = 0; i < line.Length; i++)
        {
            var (before, after) = (line[Math.Max(0, i - 1)], line[Math.Min(line.Length - 1, i + 1)]);
            float dx = after.X - before.X, dy = after.Y - before.Y;
            var length = MathF.Max(1e-6f, MathF.Sqrt((dx * dx) + (dy * dy)));
            float nx = -dy / length * line[i].Radius, ny = dx / length * line[i].Radius;
            outline[i] = line[i] with { X = line[i].X + nx, Y = line[i].Y + ny };
            outline[^(i + 1)] = line[i] with { X = line[i].X - nx, Y = line[i].Y - ny };
        }

        return outline;
    }
}
