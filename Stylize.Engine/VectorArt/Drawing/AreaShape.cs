using Stylize.Engine.VectorArt.Curves;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>All areas of a color, as a drawing program fills them.</summary>
/// <param name="Color">The color.</param>
/// <param name="Rings">Closed curves, clockwise around areas and counterclockwise around holes.</param>
/// <param name="Seams">Curves to the areas of later colors. A stroke of this color along them closes the gaps that antialiasing would leave
/// between areas side by side.</param>
internal sealed record AreaShape(Rgba32 Color, IReadOnlyList<Curve> Rings, IReadOnlyList<Curve> Seams)
{
    /// <summary>Number of curve pieces.</summary>
    public int Nodes => Rings.Sum(ring => ring.Pieces.Count) + Seams.Sum(seam => seam.Pieces.Count);

    /// <summary>Returns the shapes of a picture in drawing order.</summary>
    /// <param name="isStacked">True to let shapes continue below later ones that they surround.</param>
    public static IReadOnlyList<AreaShape> Of(TracedPicture picture, bool isStacked) =>
        [.. Enumerable.Range(0, picture.Colors.Count).Select(label => Of(picture, label, isStacked)).Where(shape => shape.Rings.Count > 0)];

    private static AreaShape Of(TracedPicture picture, int label, bool isStacked)
    {
        var covered = isStacked ? Surrounded(picture, label) : [];
        var rings = new RingJoiner();
        var seams = new List<Curve>();
        for (var i = 0; i < picture.Boundaries.Count; i++)
        {
            var boundary = picture.Boundaries[i];
            bool left = IsInside(boundary.Left), right = IsInside(boundary.Right);
            if (left == right) continue;

            var curve = picture.Curves[i];
            rings.Add(boundary, right ? curve : curve.Reverse(), right);
            if (IsLater(picture, label, left ? boundary.Right : boundary.Left))
            {
                seams.Add(curve);
            }
        }

        return new(picture.Colors[label], rings.Join(), seams);

        bool IsInside(Boundaries.Side side) => side.Label == label || covered.Contains(side.Region);
    }

    private static bool IsLater(TracedPicture picture, int label, Boundaries.Side side) =>
        side.Region >= 0 && side.Label > label && side.Label < picture.Colors.Count;

    /// <summary>Returns the regions of later colors in groups that touch no other color than this one.</summary>
    private static HashSet<int> Surrounded(TracedPicture picture, int label)
    {
        var parents = new Dictionary<int, int>();
        var touched = new List<int>();
        foreach (var (_, left, right) in picture.Boundaries)
        {
            bool leftIsLater = IsLater(picture, label, left), rightIsLater = IsLater(picture, label, right);
            if (leftIsLater && rightIsLater)
            {
                parents[Root(left.Region)] = Root(right.Region);
            }
            else if (leftIsLater || rightIsLater)
            {
                var (later, other) = leftIsLater ? (left, right) : (right, left);
                if (other.Region >= 0 && other.Label != label)
                {
                    touched.Add(later.Region);
                }

                Root(later.Region);
            }
        }

        var open = touched.Select(Root).ToHashSet();
        return [.. parents.Keys.ToArray().Where(region => !open.Contains(Root(region)))];

        int Root(int region)
        {
            parents.TryAdd(region, region);
            while (parents[region] != region)
            {
                region = parents[region] = parents[parents[region]];
            }

            return region;
        }
    }
}
