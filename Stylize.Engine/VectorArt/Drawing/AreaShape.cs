using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Curves;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>All areas of a color, as a drawing program fills them.</summary>
/// <param name="Rings">Closed curves, clockwise around areas and counterclockwise around holes.</param>
/// <param name="Seams">Curves to the areas of later colors. A stroke of this color along them closes the gaps that
/// antialiasing would leave between areas side by side.</param>
internal sealed record AreaShape(Rgba32 Color, IReadOnlyList<Curve> Rings, IReadOnlyList<Curve> Seams)
{
    /// <summary>The label of the areas.</summary>
    public int Label { get; private init; }

    /// <summary>The gradient that fills the areas instead of their color.</summary>
    public Gradient? Gradient { get; private init; }

    /// <summary>Strokes instead of areas; empty for areas.</summary>
    public IReadOnlyList<TracedStroke> Strokes { get; private init; } = [];

    public int Nodes => Rings.Sum(ring => ring.Pieces.Count) + Seams.Sum(seam => seam.Pieces.Count)
        + Strokes.Sum(stroke => stroke.Curve.Pieces.Count + (stroke.IsClosed ? 0 : 1));

    /// <summary>The rings, in pixels of the image.</summary>
    public DrawingPath Outline { get; } = PathOf(Rings, areClosed: true);

    public DrawingPath SeamPath { get; } = PathOf(Seams, areClosed: false);

    /// <summary>Returns the shapes of a picture in drawing order.</summary>
    /// <param name="isStacked">True to let shapes continue below later ones that they surround.</param>
    /// <param name="isTrapped">True for seams to darker colors instead of later ones.</param>
    public static IReadOnlyList<AreaShape> ForPicture(TracedPicture picture, bool isStacked, bool isTrapped = false)
    {
        if (picture.Strokes is { } strokes)
        {
            return [.. strokes.Select(
                (found, label) => new AreaShape(picture.Colors[label], [], []) { Strokes = found })
                .Where(shape => shape.Strokes.Count > 0)];
        }

        var graph = new AreaGraph(picture);
        var isInside = new bool[graph.Count];
        return [.. Enumerable.Range(0, picture.Colors.Count).Select(ForLabel).Where(shape => shape.Rings.Count > 0)];

        AreaShape ForLabel(int label)
        {
            List<int> inside = [.. graph.RegionsOf(label), .. isStacked ? graph.Covered(label) : []];
            inside.ForEach(region => isInside[region] = true);
            var rings = new RingJoiner();
            var seams = new List<Curve>();
            foreach (var i in graph.BoundariesOf(inside))
            {
                var boundary = picture.Boundaries[i];
                bool left = IsInside(boundary.Left), right = IsInside(boundary.Right);
                if (left == right) continue;

                var curve = picture.Curves[i];
                rings.Add(boundary, right ? curve : curve.Reverse(), right);
                var other = left ? boundary.Right : boundary.Left;
                if (isTrapped ? graph.IsDarker(label, other) : graph.IsLater(label, other))
                {
                    seams.Add(curve);
                }
            }

            inside.ForEach(region => isInside[region] = false);
            return new(
                picture.Colors[label], rings.Join(), seams) { Gradient = picture.Gradients[label], Label = label };
        }

        bool IsInside(BoundarySide side) => side.Region >= 0 && isInside[side.Region];
    }

    public static DrawingPath PathOf(IReadOnlyList<Curve> curves, bool areClosed)
    {
        var path = new DrawingPath(curves.Sum(curve => curve.Pieces.Count + 2));
        foreach (var (start, pieces) in curves)
        {
            path.Move(start.X, start.Y);
            foreach (var (control1, control2, end, isLine) in pieces)
            {
                _ = isLine ? path.Line(end.X, end.Y)
                    : path.Curve(control1.X, control1.Y, control2.X, control2.Y, end.X, end.Y);
            }

            if (areClosed) path.Close();
        }

        return path;
    }
}
