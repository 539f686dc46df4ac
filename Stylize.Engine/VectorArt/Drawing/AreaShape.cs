using Stylize.Engine.VectorArt.Boundaries;
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
        var covered = isStacked ? Covered(picture, label) : [];
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

        bool IsInside(Side side) => side.Label == label || covered.Contains(side.Region);
    }

    private static bool IsLater(TracedPicture picture, int label, Side side) =>
        side.Region >= 0 && side.Label > label && side.Label < picture.Colors.Count;

    /// <summary>Returns the regions of later colors below which a shape continues, so that it has as few nodes as possible. An outline
    /// below two other colors would show through their antialiased edge, unless its color lies between theirs.</summary>
    private static HashSet<int> Covered(TracedPicture picture, int label)
    {
        const int Source = 0, Sink = 1;
        const double MaxThrough = 20;
        const long Forbidden = 1 << 30;
        Lab[] labs = [.. picture.Colors.Select(LabConversion.FromRgba)];
        var numbers = new Dictionary<int, int>();
        var weights = new Dictionary<(int A, int B), long>();
        for (var i = 0; i < picture.Boundaries.Count; i++)
        {
            var boundary = picture.Boundaries[i];
            var (left, right) = (NodeOf(boundary.Left), NodeOf(boundary.Right));
            if (left == right || left + right == Source + Sink) continue;

            // Between this color and a later one, a seam is needed.
            long pieces = picture.Curves[i].Pieces.Count;
            var weight = Math.Min(left, right) switch
            {
                Source => 2 * pieces,
                Sink => pieces + (ShowsThrough(boundary) ? Forbidden : 0),
                _ => pieces,
            };
            var key = (Math.Min(left, right), Math.Max(left, right));
            weights[key] = weights.GetValueOrDefault(key) + weight;
        }

        var cut = new MinimumCut(numbers.Count + 2);
        foreach (var ((a, b), weight) in weights)
        {
            cut.Add(a, b, weight);
        }

        var isCovered = cut.Cut();
        return [.. numbers.Where(pair => isCovered[pair.Value]).Select(pair => pair.Key)];

        int NodeOf(Side side)
        {
            if (side.Region >= 0 && side.Label == label) return Source;
            if (!IsLater(picture, label, side)) return Sink;

            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, side.Region, out var isKnown);
            if (!isKnown)
            {
                number = numbers.Count + 1;
            }

            return number;
        }

        bool ShowsThrough(Boundary boundary) => !boundary.IsFrame
            && (boundary.Left.Label >= labs.Length || boundary.Right.Label >= labs.Length
                || DistanceFromMixtures(labs[label], labs[boundary.Left.Label], labs[boundary.Right.Label]) > MaxThrough);
    }

    /// <summary>Returns the distance of a color from the mixtures of two others.</summary>
    private static double DistanceFromMixtures(Lab color, Lab a, Lab b)
    {
        var (l, ga, gb) = ((double)b.L - a.L, (double)b.A - a.A, (double)b.B - a.B);
        var along = ((color.L - a.L) * l) + ((color.A - a.A) * ga) + ((color.B - a.B) * gb);
        var share = Math.Clamp(along / Math.Max(1e-6, (l * l) + (ga * ga) + (gb * gb)), 0, 1);
        return Lab.Distance(color, new((float)(a.L + (share * l)), (float)(a.A + (share * ga)), (float)(a.B + (share * gb))));
    }
}
