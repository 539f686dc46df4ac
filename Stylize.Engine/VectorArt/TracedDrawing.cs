using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Curves;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.VectorArt;

/// <summary>Areas as formats draw them without pens.</summary>
internal sealed class TracedDrawing(
    TracedPicture picture, IReadOnlyList<AreaShape> shapes, VectorArtPlan plan, DrawingLabel label) : IDrawing
{
    private const int Decimals = 2;

    /// <summary>Largest distance of lines from curves in millimeters; that of a step of HP-GL.</summary>
    private const double Tolerance = 0.025;

    private static readonly Rgba32 Black = new(0, 0, 0), White = new(255, 255, 255);

    public DrawingLabel Label => label;

    /// <summary>The number of the only ink of the drawing, which is drawn in black with registration marks; null for
    /// all colors.
    /// </summary>
    public int? Ink { get; init; }

    /// <summary>A cut line around all shapes, and the outline of the white below them; null for none.</summary>
    public (IReadOnlyList<Curve> Line, IReadOnlyList<Curve> Print)? Contour { get; init; }

    /// <summary>True if the shapes are not stacked.</summary>
    public bool IsFlat { get; init; }

    public DrawingPage Page
    {
        get
        {
            var (width, height) = (picture.Width + (2 * Border), picture.Height + (2 * Border));
            var page = DrawingPage.ForImage(plan.Sheet, width, height, null, plan.Pixel);
            return Ink is null ? page
                : plan.Sheet is { } sheet
                ? page with { Marks = PlotMark.AtCorners(sheet, plan.Options.Sheet), MarkNumber = Ink }
                : page with
                {
                    Marks = PlotMark.Crosses(new(Middle, Middle, width - Middle, height - Middle), Border / 3.0),
                    MarkPen = new(Border / 50.0, Black),
                    MarkNumber = Ink,
                };
        }
    }

    /// <summary>True if the strokes are cut lines alone.</summary>
    private bool IsCut => plan.Options.Cut || (plan.Options.Contour is not null && plan.Format.IsForPens);

    /// <summary>Width of the border around an ink without a sheet, for registration marks, in pixels.</summary>
    private int Border =>
        Ink is null || plan.Sheet is not null ? 0 : Math.Max(8, Math.Max(picture.Width, picture.Height) / 20);

    /// <summary>Middle of the border.</summary>
    private double Middle => Border / 2.0;

    private Placement Placement => plan.Sheet?.Placement ?? new(Border, Border, 1);

    /// <summary>The shapes with their numbers, from 1.</summary>
    private IEnumerable<(int Number, AreaShape Shape)> Shapes =>
        shapes.Select((shape, i) => (i + 1, shape)).Where(numbered => Ink is null || Ink == numbered.Item1);

    public void Draw(IDrawingCanvas canvas)
    {
        if (Contour is { Print: { Count: > 0 } print })
        {
            canvas.Layer(new("White")
            {
                Id = "white", Ink = "White", Color = White, Placement = Placement, Decimals = Decimals,
            });
            canvas.Fill(AreaShape.PathOf(print, areClosed: true), White);
        }

        DrawShapes(canvas);
        if (Contour is not { } contour) return;

        var pen = new Pen(plan.CutWidth, CutContour.Color, CutContour.Name);
        canvas.Layer(new(CutContour.Name)
        {
            Id = "cut", Ink = CutContour.Name, Pen = pen, Placement = Placement, Decimals = Decimals,
        });
        foreach (var curve in contour.Line)
        {
            canvas.Stroke(AreaShape.PathOf([curve], areClosed: true), pen.Width, pen.Color);
        }
    }

    private void DrawShapes(IDrawingCanvas canvas)
    {
        foreach (var (number, shape) in Shapes)
        {
            var color = Ink is null ? shape.Color : Black;
            canvas.Layer(new(NameOf(shape))
            {
                Number = number,
                Id = Ink is null ? $"color-{number}" : "ink",
                Ink = IsCut ? CutContour.Name : plan.Inks == 0 ? null : Pen.InkName(null, color),
                Color = color, Placement = Placement,
                Decimals = Decimals,
                IsPartition = IsFlat && shape.Strokes.Count == 0,
                Below = Contour is { Print.Count: > 0 } ? White : null,
                Gradient = shape.Gradient, Pen = PenOf(shape, color),
            });
            foreach (var stroke in shape.Strokes)
            {
                canvas.Stroke(AreaShape.PathOf([stroke.Curve], areClosed: stroke.IsClosed), stroke.Width, color);
            }

            if (shape.Strokes.Count > 0) continue;

            canvas.Fill(shape.Outline, color);
            if (Ink is not null && plan.Trap > 0) canvas.Stroke(shape.SeamPath, 2 * plan.Trap, color);
            if (Ink is null && shape.Seams.Count > 0)
            {
                canvas.Seams(shape.SeamPath, color);
            }
        }
    }

    /// <summary>Returns the name of a given color, or the hex digits of a found one.</summary>
    private string NameOf(AreaShape shape) => IsCut ? CutContour.Name
        : plan.Options.Palette is null ? shape.Color.ToHex() : DotColor.WordOf(shape.Color);

    /// <summary>Returns a pen of the median width of the strokes of a shape; null for areas.</summary>
    private static Pen? PenOf(AreaShape shape, Rgba32 color) => shape.Strokes.Count == 0 ? null
        : new(shape.Strokes.Select(stroke => stroke.Width).Order().ElementAt(shape.Strokes.Count / 2), color);

    /// <summary>Returns the outlines as strokes of one pen for each color. The machine compensates for its
    /// tool.</summary>
    public PlotDrawing Plot(CancellationToken cancellation)
    {
        var sheet = plan.Sheet!.Value;
        var placement = Placement;
        var layers = new List<PlotLayer>();
        foreach (var (number, shape) in Shapes)
        {
            var pen = new Pen(Pen.DefaultWidth, Ink is null ? shape.Color : Black, NameOf(shape));
            var lines = new StrokeSet();
            foreach (var path in shape.Strokes.Select(stroke => AreaShape.PathOf([stroke.Curve], stroke.IsClosed)))
            {
                Lines(path).ForEach(line => lines.Add(line));
            }

            lines = IsCut ? lines : StrokeOrder.Apply(
                lines, sheet.Width, sheet.Height, joins: !plan.Options.Centerline, cancellation);
            if (shape.Strokes.Count == 0)
            {
                CutOrder.Sort(Lines(shape.Outline)).ForEach(line => lines.Add(line));
            }

            var layer = new PlotLayerBuilder(layers, number, pen);
            for (var line = 0; line < lines.Count; line++)
            {
                var own = lines[line];
                for (var i = 0; i < own.Length; i++)
                {
                    layer.AddPoint(own[i], isFirst: i == 0);
                }
            }

            layer.Finish();

            List<Dot[]> Lines(DrawingPath path) =>
            [
                .. path.Flatten(Tolerance / placement.Scale).Select(part =>
                {
                    if (part.IsClosed) part.Points.Add(part.Points[0]);
                    return part.Points.Select(point => placement.At(point.X, point.Y))
                        .Select(at => new Dot((float)at.X, (float)at.Y, (float)(pen.Width / 2), pen.Color)).ToArray();
                }),
            ];
        }

        return new(sheet, layers, plan.Tool) { Label = label, Marks = Page.Marks };
    }
}
