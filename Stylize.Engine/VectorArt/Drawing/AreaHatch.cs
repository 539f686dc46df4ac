using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Curves;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>Fills areas with parallel lines for pens. The darker an area, the closer its lines, which all areas have at
/// multiples of their own spacing.</summary>
internal static class AreaHatch
{
    /// <summary>Share of the paper below which an area stays blank.</summary>
    private const double MinCoverage = 0.04;

    /// <summary>Largest distance of lines from curves in pixels.</summary>
    private const double Tolerance = 0.05;

    /// <summary>Returns true for a color that the paper has.</summary>
    public static bool IsBlank(Rgba32 color) => Coverage(color) <= MinCoverage;

    private static double Coverage(Rgba32 color) => 1 - (LabConversion.FromRgba(OverWhite.Blend(color)).L / 100);

    /// <summary>Returns the picture as strokes.</summary>
    /// <param name="width">Width of the pen in pixels.</param>
    /// <param name="angle">Direction of the lines in degrees, counterclockwise from the right.</param>
    /// <param name="hasOutlines">True to draw the boundaries of areas too, each with the pen of its darker
    /// side.</param>
    public static TracedPicture Apply(TracedPicture picture, double width, double angle, bool hasOutlines)
    {
        double[] coverage = [.. picture.Colors.Select(Coverage)];
        var strokes = picture.Colors.Select(_ => new List<TracedStroke>()).ToArray();
        foreach (var shape in AreaShape.ForPicture(picture, isStacked: false)
            .Where(shape => coverage[shape.Label] > MinCoverage))
        {
            var spacing = width / coverage[shape.Label];
            strokes[shape.Label].AddRange(Lines(shape.Outline, spacing, width / 2, angle)
                .Select(line => new TracedStroke(new(line.From, [CurvePiece.Line(line.To)]), width, IsClosed: false)));
        }

        for (var i = 0; hasOutlines && i < picture.Boundaries.Count; i++)
        {
            var boundary = picture.Boundaries[i];
            var (left, right) = (CoverageOf(boundary.Left.Label), CoverageOf(boundary.Right.Label));
            if (!boundary.IsFrame && Math.Max(left, right) > MinCoverage)
            {
                strokes[left > right ? boundary.Left.Label : boundary.Right.Label]
                    .Add(new(picture.Curves[i], width, boundary.IsClosed));
            }
        }

        return picture with { Strokes = strokes };

        double CoverageOf(int label) => label < coverage.Length ? coverage[label] : 0;
    }

    /// <summary>Returns the parts of parallel lines inside a path, by the even-odd rule, in turn forward and
    /// backward.</summary>
    /// <param name="inset">Distance of the ends from the path.</param>
    private static IEnumerable<(Point From, Point To)> Lines(
        DrawingPath path, double spacing, double inset, double angle)
    {
        var (sin, cos) = PortableMath.SinCosDegrees(angle);
        var crossings = new SortedDictionary<int, List<double>>();
        foreach (var (points, _) in path.Flatten(Tolerance))
        {
            // The x axis along the lines, which are at whole y.
            var turned = points.ConvertAll(
                at => new Point((at.X * cos) - (at.Y * sin), ((at.X * sin) + (at.Y * cos)) / spacing));
            for (var i = 0; i < turned.Count; i++)
            {
                var (a, b) = (turned[i], turned[(i + 1) % turned.Count]);
                if (a.Y > b.Y) (a, b) = (b, a);
                for (var line = (int)Math.Ceiling(a.Y); line < b.Y; line++)
                {
                    if (!crossings.TryGetValue(line, out var own)) crossings[line] = own = [];
                    own.Add(a.X + ((b.X - a.X) * (line - a.Y) / (b.Y - a.Y)));
                }
            }
        }

        foreach (var (line, own) in crossings)
        {
            own.Sort();
            for (var i = 0; i + 1 < own.Count; i += 2)
            {
                var (from, to) = (At(own[i] + inset, line), At(own[i + 1] - inset, line));
                if (own[i + 1] - own[i] > 4 * inset) yield return line % 2 == 0 ? (from, to) : (to, from);
            }
        }

        Point At(double x, int line) => new((x * cos) + (line * spacing * sin), (line * spacing * cos) - (x * sin));
    }
}
