using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.VectorArt;

/// <summary>Areas as formats draw them without pens.</summary>
internal sealed class TracedDrawing(
    TracedPicture picture, IReadOnlyList<AreaShape> shapes, VectorArtPlan plan, DrawingLabel label) : IDrawing
{
    private const int Decimals = 2;

    private static readonly Rgba32 Black = new(0, 0, 0);

    public DrawingLabel Label => label;

    /// <summary>The number of the only ink of the drawing, which is drawn in black with registration marks; null for all colors. An ink
    /// that the picture does not have leaves the drawing empty.</summary>
    public int? Ink { get; init; }

    /// <summary>True if the shapes are not stacked.</summary>
    public bool IsFlat { get; init; }

    public DrawingPage Page
    {
        get
        {
            var (width, height) = (picture.Width + (2 * Border), picture.Height + (2 * Border));
            var page = DrawingPage.ForImage(plan.Sheet, width, height, null);
            return Ink is null ? page
                : plan.Sheet is { } sheet ? page with { Marks = PlotMark.AtCorners(sheet, plan.Margin) }
                : page with
                {
                    Marks = PlotMark.Crosses(new(Middle, Middle, width - Middle, height - Middle), Border / 3.0),
                    MarkPen = new(Border / 50.0, Black),
                };
        }
    }

    /// <summary>Width of the border around an ink without a sheet, for registration marks, in pixels.</summary>
    private int Border => Ink is null || plan.Sheet is not null ? 0 : Math.Max(8, Math.Max(picture.Width, picture.Height) / 20);

    /// <summary>Middle of the border.</summary>
    private double Middle => Border / 2.0;

    private Placement Placement => plan.Sheet?.Placement ?? new(Border, Border, 1);

    /// <summary>The shapes with their numbers, from 1.</summary>
    private IEnumerable<(int Number, AreaShape Shape)> Shapes =>
        shapes.Select((shape, i) => (i + 1, shape)).Where(numbered => Ink is null || Ink == numbered.Item1);

    public void Draw(IDrawingCanvas canvas)
    {
        foreach (var (number, shape) in Shapes)
        {
            var hex = shape.Color.ToHex();
            var color = Ink is null ? shape.Color : Black;
            canvas.Layer(new(Ink is null ? $"{number} {hex}" : hex)
            {
                Id = plan.IdPrefix + (Ink is null ? $"color-{number}" : "ink"), Color = color, Placement = Placement, Decimals = Decimals,
                IsPartition = IsFlat, Gradient = shape.Gradient, Pen = PenOf(shape, color),
            });
            foreach (var stroke in shape.Strokes)
            {
                canvas.Stroke(AreaShape.PathOf([stroke.Curve], areClosed: stroke.IsClosed), stroke.Width, color);
            }

            if (shape.Strokes.Count > 0) continue;

            canvas.Fill(shape.Outline, color);
            if (Ink is null && shape.Seams.Count > 0)
            {
                canvas.Seams(shape.SeamPath, color);
            }
        }
    }

    /// <summary>Returns a pen of the median width of the strokes of a shape; null for areas.</summary>
    private static Pen? PenOf(AreaShape shape, Rgba32 color) => shape.Strokes.Count == 0 ? null
        : new(shape.Strokes.Select(stroke => stroke.Width).Order().ElementAt(shape.Strokes.Count / 2), color);

    /// <summary>Returns the outlines as strokes of one pen for each color. The machine compensates for its tool.</summary>
    public PlotDrawing Plot()
    {
        var placement = Placement;
        var layers = new List<PlotLayer>();
        foreach (var (number, shape) in Shapes)
        {
            var pen = new Pen(Pen.DefaultWidth, Ink is null ? shape.Color : Black);
            var tolerance = CutOrder.Tolerance / placement.Scale;
            var lines = shape.Strokes.Count > 0
                ? CutOrder.Nearest(shape.Strokes.SelectMany(stroke => Lines(AreaShape.PathOf([stroke.Curve], stroke.IsClosed))))
                : CutOrder.Sort([.. Lines(shape.Outline)]);
            var (points, starts) = (new List<Dot>(), new List<int>());
            var (drawn, traveled) = (0.0, 0.0);
            foreach (var line in lines)
            {
                starts.Add(points.Count);
                if (points.Count > 0)
                {
                    traveled += CutOrder.Distance((points[^1].X, points[^1].Y), line[0]);
                }

                for (var i = 0; i < line.Count; i++)
                {
                    var (x, y) = line[i];
                    drawn += i > 0 ? CutOrder.Distance(line[i - 1], (x, y)) : 0;
                    points.Add(new((float)x, (float)y, (float)(pen.Width / 2), pen.Color));
                }
            }

            layers.Add(new(number, pen, $"{number} {shape.Color.ToHex()}", [.. points], [.. starts], drawn, traveled, 0));

            IEnumerable<List<(double X, double Y)>> Lines(DrawingPath path) => path.Flatten(tolerance).Select(part =>
            {
                if (part.IsClosed) part.Points.Add(part.Points[0]);
                return part.Points.ConvertAll(point => placement.At(point.X, point.Y));
            });
        }

        if (layers.Count == 0 && Ink is { } missing)
        {
            layers.Add(new(missing, new Pen(Pen.DefaultWidth, Black), $"{missing}", [], null, 0, 0, 0));
        }

        return new(plan.Sheet!.Value, layers, plan.Tool) { Label = label, Marks = Page.Marks };
    }
}
