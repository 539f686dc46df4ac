using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Curves;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>The lines that a machine cuts.</summary>
internal static class CutContour
{
    /// <summary>The name by which programs of printers with a knife know the line.</summary>
    public const string Name = "CutContour";

    /// <summary>Width of a line in millimeters.</summary>
    public const double Width = 0.1;

    public static Rgba32 Color { get; } = new(255, 0, 255);

    /// <summary>Returns closed curves as the only lines of a picture.</summary>
    public static TracedPicture Picture(int width, int height, IEnumerable<Curve> curves, double line) =>
        new(width, height, [Color], [], []) { Strokes = [[.. curves.Select(
            curve => new TracedStroke(curve, line, IsClosed: true))]] };

    /// <summary>Returns the boundaries of all areas, each once, and one of both sides of an area that is narrower than
    /// the line. Those with more areas between them and the sheet come first, so that no piece moves before all of it
    /// is cut: in reverse, each line joins pieces to the sheet.</summary>
    /// <param name="line">Width of a line in pixels.</param>
    public static TracedPicture Shared(TracedPicture picture, double line)
    {
        var graph = new AreaGraph(picture);
        var depths = Depths(picture);
        var isCut = new bool[picture.Boundaries.Count];
        var (strokes, straight) = (new List<TracedStroke>(), new HashSet<(Point, Point)>());
        foreach (var boundaries in picture.Colors.SelectMany((_, label) => graph.RegionsOf(label))
            .Select(region => (Region: region, Boundaries: graph.BoundariesOf([region])))
            .OrderBy(own => BoxArea(own.Boundaries.Select(i => picture.Curves[i])))
            .SelectMany(own => own.Boundaries.GroupBy(DepthOf).Select(part => (own.Region, part.Key, Boundaries: part)))
            .OrderByDescending(part => part.Key))
        {
            var rings = new RingJoiner();
            foreach (var i in boundaries.Boundaries.Where(i => !isCut[i] && !IsAgain(picture.Curves[i])))
            {
                isCut[i] = true;
                var (boundary, curve) = (picture.Boundaries[i], picture.Curves[i]);
                var isForward = boundary.Right.Region == boundaries.Region;
                rings.Add(boundary, isForward ? curve : curve.Reverse(), isForward);
            }

            IEnumerable<TracedStroke> own =
                [.. rings.JoinOpen().Select(curve => new TracedStroke(curve, line, IsClosed: false)),
                    .. rings.Join().Select(curve => new TracedStroke(curve, line, IsClosed: true))];
            strokes.AddRange(own.OrderBy(stroke => BoxArea([stroke.Curve])));
        }

        return new(picture.Width, picture.Height, [Color], [], []) { Strokes = [strokes] };

        int DepthOf(int boundary) => Math.Min(
            depths[picture.Boundaries[boundary].Left.Region], depths[picture.Boundaries[boundary].Right.Region]);

        bool IsAgain(Curve curve)
        {
            var (start, end) = (curve.Start, curve.End);
            if (curve.Pieces is not [var piece] || start == end) return false;

            var reach = line / 2 * Point.Distance(start, end);
            var isStraight = new[] { 0.25, 0.5, 0.75 }.All(
                at => Math.Abs(Point.Cross(piece.At(start, at) - start, end - start)) <= reach);
            var isOrdered = start.X < end.X || (start.X == end.X && start.Y < end.Y);
            return isStraight && !straight.Add(isOrdered ? (start, end) : (end, start));
        }
    }

    /// <summary>Returns the number of lines between each region and the sheet: what is outside the image, and
    /// transparent areas at its edge.</summary>
    private static Dictionary<int, int> Depths(TracedPicture picture)
    {
        var neighbors = picture.Boundaries
            .SelectMany(boundary => new[] { (boundary.Left, boundary.Right), (boundary.Right, boundary.Left) })
            .ToLookup(sides => sides.Item1.Region, sides => sides.Item2);
        var depths = new Dictionary<int, int> { [-1] = 0 };
        var todo = new Queue<int>([-1]);
        while (todo.TryDequeue(out var region))
        {
            foreach (var next in neighbors[region])
            {
                var isSheet = region < 0 && next.Label >= picture.Colors.Count;
                if (depths.TryAdd(next.Region, depths[region] + (isSheet ? 0 : 1))) todo.Enqueue(next.Region);
            }
        }

        return depths;
    }

    private static double BoxArea(IEnumerable<Curve> curves)
    {
        Point[] points = [.. curves.SelectMany(curve => curve.Pieces.Select(piece => piece.End).Append(curve.Start))];
        return points.Length == 0 ? 0
            : (points.Max(point => point.X) - points.Min(point => point.X))
                * (points.Max(point => point.Y) - points.Min(point => point.Y));
    }
}
