using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Curves;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>All areas of a color, as a drawing program fills them.</summary>
/// <param name="Rings">Closed curves, clockwise around areas and counterclockwise around holes.</param>
/// <param name="Seams">Curves to the areas of later colors. A stroke of this color along them closes the gaps that antialiasing would leave
/// between areas side by side.</param>
internal sealed record AreaShape(Rgba32 Color, IReadOnlyList<Curve> Rings, IReadOnlyList<Curve> Seams)
{
    public int Nodes => Rings.Sum(ring => ring.Pieces.Count) + Seams.Sum(seam => seam.Pieces.Count);

    /// <summary>Returns the shapes of a picture in drawing order.</summary>
    /// <param name="isStacked">True to let shapes continue below later ones that they surround.</param>
    public static IReadOnlyList<AreaShape> ForPicture(TracedPicture picture, bool isStacked)
    {
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
                if (graph.IsLater(label, left ? boundary.Right : boundary.Left))
                {
                    seams.Add(curve);
                }
            }

            inside.ForEach(region => isInside[region] = false);
            return new(picture.Colors[label], rings.Join(), seams);
        }

        bool IsInside(BoundarySide side) => side.Region >= 0 && isInside[side.Region];
    }
}
