using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Curves;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.VectorArt;

/// <summary>Areas as formats write them.</summary>
internal sealed class TracedDrawing : IDrawing
{
    private readonly TracedPicture _picture;
    private readonly IReadOnlyList<AreaShape> _shapes;
    private readonly VectorArtPlan _plan;
    private readonly PaperLayout? _layout;
    private PlotDrawing? _plot;

    public TracedDrawing(TracedPicture picture, IReadOnlyList<AreaShape> shapes, VectorArtPlan plan, DrawingLabel label) =>
        (_picture, _shapes, _plan, _layout, Label) = (picture, shapes, plan, plan.Sheet, label);

    public DrawingLabel Label { get; }

    /// <summary>The number of the only ink of the drawing, which is drawn in black with registration marks; null for all colors. An ink
    /// that the picture does not have leaves the drawing empty.</summary>
    public int? Ink { get; init; }

    public DrawingPage Page => _layout is { } sheet ? new(sheet.Width, sheet.Height, true, null)
        : new(_picture.Width + (2 * Border), _picture.Height + (2 * Border), false, null);

    public PlotDrawing Plot => _plot ??= Plan();

    /// <summary>Width of the border around an ink without a sheet, for registration marks.</summary>
    private int Border => Ink is null || _layout is not null ? 0 : AreaSvgWriter.MarginOf(_picture);

    private double Scale => _layout?.Scale ?? 1;

    private IReadOnlyList<PlotMark> Marks => Ink is null ? []
        : _layout is { } sheet ? PlotMark.AtCorners(sheet, _plan.Margin)
        : AreaSvgWriter.MarksOf(_picture);

    /// <summary>The shapes with their numbers, from 1.</summary>
    private IEnumerable<(int Number, AreaShape Shape)> Shapes => Ink is not { } ink
        ? _shapes.Select((shape, i) => (i + 1, shape))
        : ink <= _shapes.Count ? [(ink, _shapes[ink - 1] with { Color = new(0, 0, 0), Seams = [] })] : [];

    public void WriteSvg(Stream target)
    {
        if (Ink is { } ink)
        {
            AreaSvgWriter.WriteInk(target, _picture, ink <= _shapes.Count ? _shapes[ink - 1] : null, Label, _layout, Marks);
        }
        else
        {
            AreaSvgWriter.Write(target, _picture, _shapes, Label, _layout);
        }
    }

    public void Draw(IDrawingCanvas canvas)
    {
        PlotMark.Draw(canvas, Marks, new Pen(_layout is null ? Border / 50.0 : PlotMark.PrintedWidth, new Rgba32(0, 0, 0)));
        var path = new DrawingPath();
        foreach (var (number, shape) in Shapes)
        {
            canvas.Layer($"{number} {_shapes[number - 1].Color.ToHex()}");
            path.Clear();
            foreach (var ring in shape.Rings)
            {
                Add(path, ring);
                path.Close();
            }

            canvas.Fill(path, shape.Color, isEvenOdd: false);
            foreach (var seam in shape.Seams)
            {
                Add(path.Clear(), seam);
                canvas.Seam(path, Scale, shape.Color);
            }
        }
    }

    private void Add(DrawingPath path, Curve curve)
    {
        path.Move(X(curve.Start.X), Y(curve.Start.Y));
        foreach (var (control1, control2, end, isLine) in curve.Pieces)
        {
            if (isLine)
            {
                path.Line(X(end.X), Y(end.Y));
            }
            else
            {
                path.Curve(X(control1.X), Y(control1.Y), X(control2.X), Y(control2.Y), X(end.X), Y(end.Y));
            }
        }
    }

    /// <summary>Returns the outlines as strokes of one pen for each color. The machine compensates for its tool.</summary>
    private PlotDrawing Plan()
    {
        var layers = new List<PlotLayer>();
        foreach (var (number, shape) in Shapes)
        {
            var pen = new Pen(Pen.DefaultWidth, shape.Color);
            var path = new DrawingPath();
            foreach (var ring in shape.Rings)
            {
                Add(path, ring);
                path.Close();
            }

            var (points, starts) = (new List<Dot>(), new List<int>());
            var (drawn, traveled) = (0.0, 0.0);
            foreach (var ring in CutOrder.Sort([.. path.Flatten(CutOrder.Tolerance).Select(part => part.Points)]))
            {
                starts.Add(points.Count);
                if (points.Count > 0)
                {
                    traveled += CutOrder.Distance((points[^1].X, points[^1].Y), ring[0]);
                }

                for (var i = 0; i <= ring.Count; i++)
                {
                    var (x, y) = ring[i % ring.Count];
                    drawn += i > 0 ? CutOrder.Distance(ring[i - 1], (x, y)) : 0;
                    points.Add(new((float)x, (float)y, (float)(pen.Width / 2), pen.Color));
                }
            }

            layers.Add(new(number, pen, $"{number} {_shapes[number - 1].Color.ToHex()}", [.. points], [.. starts], drawn, traveled, 0));
        }

        if (layers.Count == 0 && Ink is { } missing)
        {
            layers.Add(new(missing, new Pen(Pen.DefaultWidth, new Rgba32(0, 0, 0)), $"{missing}", [], null, 0, 0, 0));
        }

        return new(_layout!.Value, layers, _plan.Tool) { Marks = Marks };
    }

    private double X(double x) => (_layout?.Left ?? Border) + (Scale * x);

    private double Y(double y) => (_layout?.Top ?? Border) + (Scale * y);
}
