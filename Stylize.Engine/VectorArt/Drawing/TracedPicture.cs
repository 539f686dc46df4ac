using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Areas;
using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Curves;

namespace Stylize.Engine.VectorArt.Drawing;

/// <summary>A picture as areas of plain colors, whose boundaries are curves that neighbors share.</summary>
/// <param name="Colors">The colors of the labels, from the largest area to the smallest; further labels are
/// transparent.</param>
internal sealed record TracedPicture(
    int Width, int Height, IReadOnlyList<Rgba32> Colors, IReadOnlyList<Boundary> Boundaries,
    IReadOnlyList<Curve> Curves)
{
    /// <summary>The gradient of each label; null for a plain color.</summary>
    public IReadOnlyList<Gradient?> Gradients { get; private init; } = [.. Colors.Select(_ => (Gradient?)null)];

    /// <summary>The strokes of each label instead of areas; null for areas.</summary>
    public IReadOnlyList<IReadOnlyList<TracedStroke>>? Strokes { get; init; }

    /// <summary>Returns strokes along the middle of areas.</summary>
    public static TracedPicture Centerlines(
        LabelMap map, Raster<Rgba32> image, AreaFills fills, int scale, double smoothness,
        CancellationToken cancellation) =>
        new TracedPicture(map.Width, map.Height, fills.Colors, [], [])
        {
            Strokes = [.. fills.Colors.Select((_, label) =>
                Drawing.Centerlines.Find(map, (byte)label, image, fills, scale, smoothness, cancellation))],
        }.Reduced(scale);

    /// <summary>Returns curves along boundaries.</summary>
    /// <param name="scale">The factor by which the image is enlarged, and the picture is reduced.</param>
    /// <param name="isPhotograph">True to save nodes where colors are similar.</param>
    public static TracedPicture Fit(
        BoundaryPoints edges, AreaFills fills, int scale, bool isPhotograph, double smoothness, ThreadGrant threads,
        CancellationToken cancellation)
    {
        var boundaries = edges.Boundaries;
        var junctions = Junctions.Place(edges);
        var curves = new Curve[boundaries.Count];
        var fitter = new CurveFitter(smoothness, UsualNoise(edges), scale);
        var stairs = new StairFitter(fitter, edges.CornerOf);
        RowBands.ForEachRow(
            boundaries.Count, threads, cancellation,
            i =>
            {
                var boundary = boundaries[i];
                curves[i] = boundary.IsFrame ? Frame(boundary, edges, junctions)
                    : smoothness > 0 && edges.IsStair(i) ? stairs.Fit(
                        boundary, junctions.GetValueOrDefault(boundary.Start),
                        junctions.GetValueOrDefault(boundary.End))
                    : Exactness(boundary) is var (noise, leniency) && boundary.IsClosed
                        ? fitter.FitClosed(edges.Of(i), noise, leniency)
                    : fitter.FitOpen(junctions[boundary.Start], edges.Of(i), junctions[boundary.End], noise, leniency);
            },
            BoundaryPoints.Band);
        var picture = new TracedPicture(
            edges.Width, edges.Height, fills.Colors, boundaries, curves) { Gradients = fills.Gradients };
        return picture.Reduced(scale);

        // The positions of points are sums of shares that differences of colors change. In a photograph, a displaced
        // boundary is as visible as the difference of its colors.
        (double Noise, double Leniency) Exactness(Boundary boundary)
        {
            const double ColorNoiseFactor = 3;
            var (x, y) = edges.CornerOf(boundary.Corners[boundary.Corners.Length / 2]);
            if (fills.ColorOf(boundary.Left.Label, x, y) is not { } left
                || fills.ColorOf(boundary.Right.Label, x, y) is not { } right) return (0, 1);

            var noise =
                ColorNoiseFactor * edges.ColorNoise / Math.Sqrt(Math.Max(1, EdgeSharpener.Distance(left, right)));
            return (noise, isPhotograph ? Math.Max(1, ColorContrast.AreaFactor(
                Lab.SquaredExactly(UniformColor.FromRgba(left), UniformColor.FromRgba(right)))) : 1);
        }
    }

    /// <summary>Returns the picture at a size divided by a factor.</summary>
    private TracedPicture Reduced(int factor)
    {
        if (factor == 1) return this;

        return this with
        {
            Width = Width / factor,
            Height = Height / factor,
            Curves = [.. Curves.Select(ReducedCurve)],
            Gradients = [.. Gradients.Select(gradient => gradient is null ? null : gradient with
            {
                X = gradient.X / factor, Y = gradient.Y / factor, DX = gradient.DX / factor, DY = gradient.DY / factor,
            })],
            Strokes = Strokes?.Select(label => label.Select(stroke => stroke with
            {
                Curve = ReducedCurve(stroke.Curve),
                Width = stroke.Width / factor,
            }).ToArray()).ToArray(),
        };

        Curve ReducedCurve(Curve curve) => curve.At(0, 1.0 / factor);
    }

    /// <summary>Returns the median of the noise of all boundaries, weighted by their numbers of points.</summary>
    private static double UsualNoise(BoundaryPoints edges)
    {
        var noises = new List<(double Noise, int Count)>();
        for (var i = 0; i < edges.Boundaries.Count; i++)
        {
            var points = edges.Of(i);
            if (points.Count >= CurveFitter.MinPoints)
            {
                noises.Add((CurveFitter.Noise(points, edges.Boundaries[i].IsClosed), points.Count));
            }
        }

        noises.Sort();
        var half = noises.Sum(noise => (long)noise.Count) / 2;
        return noises.FirstOrDefault(noise => (half -= noise.Count) <= 0).Noise;
    }

    /// <summary>Returns straight lines along the frame.</summary>
    private static Curve Frame(Boundary boundary, BoundaryPoints edges, Dictionary<int, Point> junctions)
    {
        var pieces = new List<CurvePiece>();
        foreach (var corner in boundary.Corners.AsSpan(1..^1))
        {
            var at = edges.CornerOf(corner);
            if ((at.X == 0 || at.X == edges.Width) && (at.Y == 0 || at.Y == edges.Height))
            {
                pieces.Add(CurvePiece.Line(at));
            }
        }

        var start = boundary.IsClosed ? edges.CornerOf(boundary.Start) : junctions[boundary.Start];
        pieces.Add(CurvePiece.Line(boundary.IsClosed ? start : junctions[boundary.End]));
        return new(start, pieces);
    }
}
