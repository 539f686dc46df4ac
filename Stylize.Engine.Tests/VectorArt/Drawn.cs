using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Curves;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.Tests.VectorArt;

/// <summary>Pictures drawn from formulas, and the curves that are found in them.</summary>
internal static class Drawn
{
    public static readonly Rgba32 White = new(255, 255, 255), Black = new(0, 0, 0), Red = new(220, 40, 30),
        Blue = new(30, 60, 200);

    /// <summary>Draws a picture with 16 x 16 samples per pixel, or fewer in a pixel whose first 4 x 4 have one
    /// color.</summary>
    public static Raster<Rgba32> Picture(int width, int height, Func<double, double, Rgba32> color)
    {
        const int Samples = 16, Coarse = 4;
        var image = new Raster<Rgba32>(width, height);
        foreach (var (x, y) in Coordinates(width, height))
        {
            double r = 0, g = 0, b = 0, a = 0;
            var first = color(x + (0.5 / Coarse), y + (0.5 / Coarse));
            var isEven = true;
            for (var i = 1; i < Coarse * Coarse && isEven; i++)
            {
                isEven = color(x + (((i % Coarse) + 0.5) / Coarse), y + (((i / Coarse) + 0.5) / Coarse)) == first;
            }

            if (isEven)
            {
                image[x, y] = first;
                continue;
            }

            for (var i = 0; i < Samples * Samples; i++)
            {
                var sample = color(x + (((i % Samples) + 0.5) / Samples), y + (((i / Samples) + 0.5) / Samples));
                r += sample.R * sample.A;
                g += sample.G * sample.A;
                b += sample.B * sample.A;
                a += sample.A;
            }

            image[x, y] = a == 0 ? default
                : new(Byte(r / a), Byte(g / a), Byte(b / a), Byte(a / (Samples * Samples)));
        }

        return image;

        static byte Byte(double value) => (byte)Math.Round(value);
    }

    /// <summary>Returns the length of a vector.</summary>
    public static double Hypot(double x, double y) => Math.Sqrt((x * x) + (y * y));

    /// <summary>Returns the distance of a point from the line between two others.</summary>
    public static double Distance((Point From, Point To) line, Point at)
    {
        var along = line.To - line.From;
        var share = Math.Clamp(Point.Dot(at - line.From, along) / Point.Dot(along, along), 0, 1);
        return Point.Distance(at, line.From + (share * along));
    }

    /// <summary>Returns true inside a polygon.</summary>
    public static bool IsInside(IReadOnlyList<Point> polygon, double x, double y)
    {
        var inside = false;
        for (int i = 0, j = polygon.Count - 1; i < polygon.Count; j = i++)
        {
            var (a, b) = (polygon[i], polygon[j]);
            if (a.Y > y != b.Y > y && x < ((b.X - a.X) * (y - a.Y) / (b.Y - a.Y)) + a.X)
            {
                inside = !inside;
            }
        }

        return inside;
    }

    /// <summary>Traces a picture.</summary>
    public static TracedPicture Trace(Raster<Rgba32> image, VectorArtOptions? options = null) =>
        VectorArtOperation.Trace(
            image.Clone(), new(options ?? new(), image.Width, image.Height), OperationContext.Quiet);

    /// <summary>Draws a picture in its own size.</summary>
    public static Raster<Rgba32> Pixels(TracedPicture picture)
    {
        var plan = new VectorArtPlan(new(), picture.Width, picture.Height);
        var shapes = AreaShape.ForPicture(picture, isStacked: false);
        var drawing = new TracedDrawing(picture, shapes, plan, DrawingLabel.None) { IsFlat = true };
        return RasterCanvas.Draw(drawing, picture.Width, picture.Height, 1, default);
    }

    /// <summary>Returns the curves that are not the frame.</summary>
    public static IReadOnlyList<Curve> Inner(TracedPicture picture) =>
        [.. picture.Curves.Where((_, i) => !picture.Boundaries[i].IsFrame)];

    /// <summary>Returns points along a curve, 32 per piece.</summary>
    public static IEnumerable<Point> Along(Curve curve)
    {
        var start = curve.Start;
        foreach (var piece in curve.Pieces)
        {
            for (var k = 0; k < 32; k++)
            {
                yield return piece.At(start, k / 32.0);
            }

            start = piece.End;
        }
    }

    /// <summary>Returns the ends of the pieces.</summary>
    public static IEnumerable<Point> Nodes(TracedPicture picture) =>
        Inner(picture).SelectMany(curve => curve.Pieces.Select(piece => piece.End));

    /// <summary>Runs the operation.</summary>
    public static IArtifact Run(Raster<Rgba32> image, VectorArtOptions options, ProvenanceRecord? record = null) =>
        new VectorArtOperation(options).Run(
            ImageInput.Pixels(image, ImageCodecs.Default, "picture.png"),
            OperationContext.Quiet with { Provenance = record });

    /// <summary>Returns the text of the result.</summary>
    public static string Svg(Raster<Rgba32> image, VectorArtOptions options)
    {
        using var result = Run(image, options);
        return result.Text();
    }

    /// <summary>Returns the rings of a shape as polygons.</summary>
    public static List<List<Point>> Polygons(AreaShape shape) =>
        [.. shape.Rings.Select(ring => Along(ring).ToList())];
}
