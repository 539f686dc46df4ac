using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Curves;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.Tests.VectorArt;

/// <summary>Curves of drawn shapes, compared with the formulas they were drawn from.</summary>
public sealed class KnownShapeTests
{
    /// <summary>The largest distance of a curve from the true one, in pixels.</summary>
    private const double MaxDistance = 0.15;

    /// <summary>The largest distance of a node from the corner of a polygon, in pixels.</summary>
    private const double MaxCornerDistance = 0.1;

    [Theory]
    [InlineData(50.3, 48.7, 6)]
    [InlineData(50, 50, 8.5)]
    [InlineData(50.25, 49.6, 20)]
    [InlineData(51.2, 48.9, 45)]
    public void A_circle_has_at_most_8_pieces(double x, double y, double radius)
    {
        using var image =
            Drawn.Picture(100, 100, (px, py) => Drawn.Hypot(px - x, py - y) < radius ? Drawn.Black : Drawn.White);
        var curve = Assert.Single(Drawn.Inner(Drawn.Trace(image)));
        Assert.InRange(curve.Pieces.Count, 1, 8);
        Assert.All(
            Drawn.Along(curve), point => Assert.Equal(radius, Drawn.Hypot(point.X - x, point.Y - y), MaxDistance));
    }

    /// <summary>A loop has fewer points than the reach of a tangent.</summary>
    [Fact]
    public void Loops_of_few_points_are_closed_curves()
    {
        for (var count = 3; count <= 12; count++)
        {
            var points = Enumerable.Range(0, count).Select(i => double.Tau * i / count)
                .Select(angle => new Point(10 + (1.5 * Math.Cos(angle)), 10 + (1.2 * Math.Sin(angle)))).ToList();
            var curve = new CurveFitter(1, 0.1, 1).FitClosed(points, 0.3);
            Assert.Equal(curve.Start, curve.Pieces[^1].End);
            Assert.All(Drawn.Along(curve), point => Assert.InRange(Drawn.Hypot(point.X - 10, point.Y - 10), 0, 2.5));
        }
    }

    /// <summary>The blocks of a JPEG file displace edges, which must not become nodes, and its ringing must not become
    /// areas.</summary>
    [Theory]
    [InlineData(75, false, 0.5)]
    [InlineData(90, false, 0.5)]
    [InlineData(50, false, 1)]
    [InlineData(50, true, 1)]
    public void A_circle_of_a_JPEG_file_has_few_pieces(int quality, bool areOpposite, double maxBlocks)
    {
        const int MaxPieces = 12;
        var (inside, around) = areOpposite
            ? (new Rgba32(255, 204, 0), new Rgba32(26, 68, 128)) : (Drawn.Red, Drawn.White);
        using var exact = Drawn.Picture(200, 200, (x, y) => Drawn.Hypot(x - 100.4, y - 99.7) < 81 ? inside : around);
        using var image = ImageCodecs.Default.DecodeRgba(
            ImageSource.Memory(exact.Encoded(new EncodeOptions(ImageFormat.Jpeg) { Quality = quality }), "a.jpg"));
        var curve = Assert.Single(Drawn.Inner(Drawn.Trace(image)));
        Assert.InRange(curve.Pieces.Count, 1, MaxPieces);
        Assert.All(
            Drawn.Along(curve), point => Assert.Equal(81, Drawn.Hypot(point.X - 100.4, point.Y - 99.7), maxBlocks));
    }

    [Theory]
    [InlineData(35, 12, 0)]
    [InlineData(40, 25, 0.5)]
    public void An_ellipse_is_followed(double a, double b, double turn)
    {
        using var image = Drawn.Picture(100, 100, (x, y) => Level(x, y) < 0 ? Drawn.Red : Drawn.White);
        var curve = Assert.Single(Drawn.Inner(Drawn.Trace(image)));
        Assert.InRange(curve.Pieces.Count, 1, 12);
        Assert.All(Drawn.Along(curve), point =>
        {
            const double Step = 1e-4;
            var slope = Drawn.Hypot(
                Level(point.X + Step, point.Y) - Level(point.X - Step, point.Y),
                Level(point.X, point.Y + Step) - Level(point.X, point.Y - Step)) / (2 * Step);
            Assert.InRange(Math.Abs(Level(point.X, point.Y)) / slope, 0, MaxDistance);
        });

        double Level(double x, double y)
        {
            var (sin, cos) = Math.SinCos(turn);
            double u = ((x - 50.2) * cos) + ((y - 49.7) * sin), v = ((y - 49.7) * cos) - ((x - 50.2) * sin);
            return (u * u / (a * a)) + (v * v / (b * b)) - 1;
        }
    }

    [Fact]
    public void A_ring_has_two_circles_and_its_hole_stays_open()
    {
        using var image = Drawn.Picture(
            90, 90, (x, y) => Drawn.Hypot(x - 45.4, y - 44.8) is > 22 and < 35 ? Drawn.Blue : new Rgba32(0, 0, 0, 0));
        var picture = Drawn.Trace(image);
        var curves = Drawn.Inner(picture);
        Assert.Equal(2, curves.Count);
        foreach (var curve in curves)
        {
            var radius = Drawn.Hypot(curve.Start.X - 45.4, curve.Start.Y - 44.8) > 28 ? 35 : 22;
            Assert.All(Drawn.Along(curve),
                point => Assert.Equal(radius, Drawn.Hypot(point.X - 45.4, point.Y - 44.8), MaxDistance));
        }

        using var drawn = Drawn.Pixels(picture);
        Assert.Equal(0, drawn[45, 44].A);
        Assert.Equal(Drawn.Blue, drawn[45, 16]);
    }

    /// <summary>Opaque pixels that are not drawn still mix with the others at edges.</summary>
    [Theory]
    [InlineData("Logo")]
    [InlineData("LineArt")]
    public void Paper_that_is_left_out_does_not_move_edges(string preset)
    {
        using var image = Drawn.Picture(
            90, 90, (x, y) => Drawn.Hypot(x - 45.4, y - 44.8) is > 22 and < 35 or < 8.3 ? Drawn.Blue : Drawn.White);
        var picture = Drawn.Trace(image, VectorArtOptions.Presets[preset]);
        Assert.Single(picture.Colors);
        var curves = Drawn.Inner(picture);
        Assert.Equal(3, curves.Count);
        foreach (var curve in curves)
        {
            var radius =
                Drawn.Hypot(curve.Start.X - 45.4, curve.Start.Y - 44.8) switch { > 28 => 35, > 15 => 22, _ => 8.3 };
            Assert.All(Drawn.Along(curve),
                point => Assert.Equal(radius, Drawn.Hypot(point.X - 45.4, point.Y - 44.8), MaxDistance));
        }
    }

    public static TheoryData<double[]> Polygons => new()
    {
        new double[] { 20.3, 15.2, 80.6, 30.8, 40.1, 85.7 },
        new double[] { 20.5, 20.5, 70.25, 20.5, 70.25, 60.75, 20.5, 60.75 },
        new double[] { 50, 12.5, 87.5, 50, 50, 87.5, 12.5, 50 },
        new double[] { 10, 10, 60, 10, 60, 40, 90, 40, 90, 90, 10, 90 },
    };

    [Theory]
    [MemberData(nameof(Polygons))]
    public void The_corners_of_a_polygon_are_nodes_between_straight_lines(double[] coordinates)
    {
        Point[] polygon = [.. coordinates.Chunk(2).Select(pair => new Point(pair[0], pair[1]))];
        using var image = Drawn.Picture(100, 100, (x, y) => Drawn.IsInside(polygon, x, y) ? Drawn.Black : Drawn.White);
        var curve = Assert.Single(Drawn.Inner(Drawn.Trace(image)));
        Assert.Equal(polygon.Length, curve.Pieces.Count);
        Assert.All(curve.Pieces, piece => Assert.True(piece.IsLine));
        Assert.All(polygon,
            corner =>
                Assert.InRange(curve.Pieces.Min(piece => Point.Distance(piece.End, corner)), 0, MaxCornerDistance));
    }

    [Fact]
    public void Three_areas_meet_in_one_node()
    {
        using var image = Drawn.Picture(80, 60, (x, y) => y < 25.3 ? Drawn.White : x < 40.6 ? Drawn.Red : Drawn.Blue);
        var picture = Drawn.Trace(image);
        Assert.Equal(3, Drawn.Inner(picture).Count);
        var ends = Drawn.Inner(picture).SelectMany(curve => new[] { curve.Start, curve.End })
            .Where(point => point is { X: > 0 and < 80, Y: > 0 and < 60 }).Distinct().ToList();
        Assert.InRange(Point.Distance(Assert.Single(ends), new Point(40.6, 25.3)), 0, MaxDistance);
        Assert.All(Drawn.Inner(picture), curve => Assert.Single(curve.Pieces));
    }

    [Fact]
    public void Squares_that_touch_at_a_corner_keep_their_corners()
    {
        using var image = Drawn.Picture(
            80, 80, (x, y) => x is > 15 and < 65 && y is > 15 and < 65 && x < 40 == y < 40 ? Drawn.Black : Drawn.White);
        var nodes = Drawn.Nodes(Drawn.Trace(image)).ToList();
        foreach (var (x, y) in new[] { (15, 15), (40, 15), (15, 40), (65, 40), (40, 65), (65, 65) })
        {
            Assert.InRange(nodes.Min(node => Point.Distance(node, new Point(x, y))), 0, MaxCornerDistance);
        }
    }

    /// <summary>The mixed colors of an edge are not a color of the picture, even if the palette has one.</summary>
    [Fact]
    public void An_edge_gets_no_band_of_a_color_between()
    {
        using var image = Drawn.Picture(
            80, 60, (x, y) => y > 50 ? new Rgba32(128, 128, 128) : x + (0.3 * y) < 40 ? Drawn.Black : Drawn.White);
        var picture =
            Drawn.Trace(image, new VectorArtOptions { Palette = [Drawn.Black, Drawn.White, new(128, 128, 128)] });
        Assert.Equal(3, picture.Boundaries.Count(boundary => !boundary.IsFrame));
    }
}
