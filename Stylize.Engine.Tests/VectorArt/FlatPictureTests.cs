using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.Tests.VectorArt;

/// <summary>Pictures without gray edges: their colors and shapes; and the light, crossings and dots of line
/// art.</summary>
public sealed class FlatPictureTests
{
    /// <summary>The share of a shape that is wrong, by samples. The limits are those of potrace 1.16 for the same
    /// shapes.</summary>
    [Theory]
    [InlineData(5, 32, 0.0175)]
    [InlineData(5, 48, 0.0099)]
    [InlineData(5, 200, 0.0024)]
    [InlineData(4, 100, 0.0067)]
    [InlineData(360, 48, 0.0219)]
    [InlineData(360, 200, 0.0045)]
    public void Stairs_are_straight_sides_and_round_arcs(int corners, int size, double maxWrong)
    {
        double cx = (size / 2.0) + 0.3, cy = (size / 2.0) + 0.1, radius = 0.42 * size;
        Point[] shape = [.. Enumerable.Range(0, corners).Select(i => Math.SinCos(0.7 + (Math.Tau * i / corners)))
            .Select(turn => new Point(cx + (radius * turn.Cos), cy + (radius * turn.Sin)))];
        using var image =
            Paint<Rgba32>(size, size, (x, y) => Drawn.IsInside(shape, x + 0.5, y + 0.5) ? Drawn.Black : Drawn.White);
        Point[] found = [.. Drawn.Along(Assert.Single(Drawn.Inner(Drawn.Trace(image))))];
        var (wrong, inside) = (0, 0);
        foreach (var (x, y) in Coordinates(size * 3, size * 3))
        {
            double px = (x + 0.5) / 3, py = (y + 0.5) / 3;
            var isInside = Drawn.Hypot(px - cx, py - cy) < radius + 1 && Drawn.IsInside(shape, px, py);
            inside += isInside ? 1 : 0;
            wrong += isInside != (Drawn.Hypot(px - cx, py - cy) < radius + 3 && Drawn.IsInside(found, px, py)) ? 1 : 0;
        }

        Assert.InRange(wrong / (double)inside, 0, maxWrong);
    }

    [Fact]
    public void Corners_without_gray_pixels_are_sharp()
    {
        Point[] shape = [new(5.9, 8.1), new(40.8, 4.9), new(44, 30.2), new(20, 43.2), new(8.9, 36)];
        using var image = Paint<Rgba32>(
            48, 48, (x, y) => Drawn.IsInside(shape, x + 0.5, y + 0.5) ? Drawn.Black : Drawn.White);
        var curve = Assert.Single(Drawn.Inner(Drawn.Trace(image)));
        Assert.All(
            shape, corner => Assert.InRange(curve.Pieces.Min(piece => Point.Distance(piece.End, corner)), 0, 0.7));
    }

    /// <summary>Cells of a table on paper of two tints that share a color: a faint edge is exact if nothing is
    /// noisy.</summary>
    [Fact]
    public void Faint_rectangles_keep_their_corners()
    {
        using var image = Drawn.Picture(160, 120, (x, y) => x + (y / 2) > 150 ? Drawn.White
            : x is > 20 and < 98 && y is > 16 and < 94 && (x - 20) % 26 < 20 && (y - 16) % 26 < 20 ? new(205, 204, 200)
            : x > 60 ? new(239, 238, 236) : new Rgba32(236, 235, 233));
        var curves = Drawn.Inner(Drawn.Trace(image))
            .Where(curve => curve.Start.X < 96 && curve.End == curve.Start).ToList();
        Assert.Equal(9, curves.Count);
        Assert.All(curves, curve => Assert.Equal(4, curve.Pieces.Count));
        Assert.All(curves.SelectMany(curve => curve.Pieces), piece => Assert.True(piece.IsLine));
    }

    /// <summary>A sprite of more colors than a graphic has, in areas of 16 pixels.</summary>
    [Fact]
    public void Sprites_keep_all_colors()
    {
        Rgba32[] colors = [.. Enumerable.Range(0, 27).Select(i => new Rgba32(
            (byte)(i % 3 * 120), (byte)(i / 3 % 3 * 120), (byte)(i / 9 * 120)))];
        using var image = Paint<Rgba32>(
            36, 16, (x, y) => y is > 1 and < 14 ? colors[(7 * ((x / 4) + (9 * ((y - 2) / 4)))) % 27] : Drawn.White);
        Assert.Equal(28, Drawn.Trace(image).Colors.Distinct().Count());
    }

    /// <summary>As many colors as the picture has, some of few pixels, some similar.</summary>
    [Fact]
    public void Flat_colors_are_exact_if_as_many_are_asked_for()
    {
        Rgba32[] colors =
        [
            new(222, 222, 222), new(210, 200, 220), new(200, 205, 210), new(150, 160, 200), new(160, 160, 180),
            new(220, 30, 40), new(20, 160, 60),
        ];
        using var image = Paint<Rgba32>(60, 60, (x, y) =>
            x is > 20 and < 27 && y is > 20 and < 25 ? colors[5] : x is > 40 and < 46 && y is > 30 and < 35
                ? colors[6] : colors[x / 12]);
        Assert.Equal(colors.Order(Comparer<Rgba32>.Create((a, b) => a.Bits.CompareTo(b.Bits))),
            Drawn.Trace(image, new() { Colors = 7 }).Colors.Order(
                Comparer<Rgba32>.Create((a, b) => a.Bits.CompareTo(b.Bits))));
        using var grays = Paint<Rgba32>(32, 32, (x, y) => (x < 16, y < 16) switch
        {
            (true, true) => Drawn.Black,
            (true, false) => new(80, 80, 80),
            (false, true) => new(160, 160, 160),
            _ => new(240, 240, 240),
        });
        var picture = Drawn.Trace(grays);
        Assert.Equal(4, picture.Colors.Count);
        Assert.All(Drawn.Inner(picture), curve => Assert.Single(curve.Pieces));
    }

    /// <summary>A disk among shades, a nose in fur, two green eyes, a blue tie with dark stripes, and a mark on a roof
    /// of a dull red.
    /// </summary>
    [Theory]
    [InlineData("disk", 8)]
    [InlineData("disk", 12)]
    [InlineData("nose", 12)]
    [InlineData("eyes", 12)]
    [InlineData("tie", 12)]
    [InlineData("roof", 8)]
    [InlineData("roof", 16)]
    public void A_small_vivid_color_takes_a_place_among_many_shades(string kind, int colors)
    {
        var random = new Random(5);
        var (vivid, shade) = kind switch
        {
            "nose" =>
                (new Rgba32(150, 40, 20),
                    (Func<int, int, Rgba32>)((x, y) => Shade(170 - (x / 3) - (y / 4), 0.74, 0.48))),
            "eyes" => (new(120, 150, 40), (x, y) => Shade(180 - (x / 2) - (y / 4), 0.76, 0.62)),
            "tie" => (new(40, 70, 190), (x, y) => Shade(230 - x, 0.97, 0.94)),
            "roof" =>
                (new(230, 20, 30),
                    (x, y) => y < 60 ? Shade(150 + (x / 4), 1.05, 1.2) : Shade(150 - ((y - 60) / 2), 0.62, 0.55)),
            _ => (new(200, 30, 40),
                (x, y) => new((byte)(60 + (x / 2) + random.Next(20)), (byte)(70 + (y / 2) + random.Next(20)),
                    (byte)(60 + (x / 4) + random.Next(20)))),
        };
        using var image = Paint<Rgba32>(200, 150, (x, y) => IsVivid(x, y) ? vivid : shade(x, y));
        Assert.Contains(Drawn.Trace(image, new() { Colors = colors }).Colors, color => Math.Abs(color.R - vivid.R) < 40
            && Math.Abs(color.G - vivid.G) < 40 && Math.Abs(color.B - vivid.B) < 40);

        Rgba32 Shade(int red, double green, double blue)
        {
            var light = red + random.Next(-12, 12);
            return new((byte)light, (byte)Math.Min(255, green * light), (byte)Math.Min(255, blue * light));
        }

        bool IsVivid(int x, int y) => kind switch
        {
            "eyes" => Drawn.Hypot(x - 70, y - 60) < 6 || Drawn.Hypot(x - 120, y - 60) < 6,
            "tie" => x is > 90 and < 110 && y > 110 && (x + y) % 8 > 2,
            "roof" => x is > 60 and < 72 && y is > 90 and < 100,
            _ => Drawn.Hypot(x - 90, y - 70) < 6,
        };
    }

    /// <summary>Strokes on a page whose left side is a third as light.</summary>
    [Fact]
    public void Line_art_on_an_unevenly_lit_page_is_readable_in_the_shade()
    {
        using var image = Drawn.Picture(300, 160, (x, y) =>
        {
            var light = (0.33 + (0.67 * Math.Clamp(x / 200, 0, 1))) * (IsInk(x, y) ? 60 : 230);
            return new((byte)light, (byte)light, (byte)light);
        });
        using var drawn = Drawn.Pixels(Drawn.Trace(image, VectorArtOptions.Presets["LineArt"]));
        var (found, ink, more) = (0, 0, 0);
        foreach (var (x, y) in Coordinates(150, 160))
        {
            var isInk = IsInk(x + 0.5, y + 0.5);
            (ink, found, more) = (ink + (isInk ? 1 : 0), found + (isInk && drawn[x, y].A > 127 ? 1 : 0),
                more + (!isInk && drawn[x, y].A > 127 ? 1 : 0));
        }

        Assert.InRange(found / (double)ink, 0.9, 1);
        Assert.InRange(more / (double)ink, 0, 0.1);

        static bool IsInk(double x, double y) => x % 12 < 4 && y % 20 < 13;
    }

    [Fact]
    public void Strokes_cross_at_a_small_angle_and_dots_are_points()
    {
        (Point From, Point To)[] lines = [(new(20, 20), new(220, 80)), (new(20, 82), new(220, 24))];
        using var image =
            Paint<Rgba32>(240, 130, (x, y) => lines.Any(line => Drawn.Distance(line, new(x + 0.5, y + 0.5)) < 1.6)
                || (Drawn.Hypot((x % 15) + 0.5 - 7.4, y + 0.5 - 112.3) < 2.1) ? Drawn.Black : Drawn.White);
        var shape =
            Assert.Single(AreaShape.ForPicture(Drawn.Trace(image, new() { Centerline = true }), isStacked: true));
        Assert.Equal(16, shape.Strokes.Count(stroke => stroke.Curve.Pieces.Count == 0));
        var strokes = shape.Strokes.Where(stroke => stroke.Curve.Pieces.Count > 0).ToList();
        Assert.Equal(2, strokes.Count);
        Assert.All(strokes.SelectMany(stroke => Drawn.Along(stroke.Curve)),
            point => Assert.InRange(lines.Min(line => Drawn.Distance(line, point)), 0, 0.8));
    }

    [Theory]
    [InlineData("ellipse and bar", 1)]
    [InlineData("disk", 1)]
    [InlineData("square", 1)]
    [InlineData("triangle", 1)]
    [InlineData("star", 1)]
    [InlineData("ring", 0)]
    [InlineData("dots", 0)]
    [InlineData("cross", 0)]
    public void Solid_shapes_as_middle_lines_are_warned_of_once(string shape, int expected)
    {
        var warnings = new List<string>();
        using var image = Drawn.Picture(120, 90, (x, y) => IsInk(x - 60, y - 45) ? Drawn.Black : Drawn.White);
        var plan = new VectorArtPlan(new() { Centerline = true }, image.Width, image.Height);
        VectorArtOperation.Trace(image.Clone(), plan, OperationContext.Quiet with { Warning = warnings.Add });
        Assert.Equal(expected, warnings.Count);
        Assert.All(warnings, warning => Assert.Contains("{DarkOnly}", warning, StringComparison.Ordinal));

        bool IsInk(double x, double y) => shape switch
        {
            "ellipse and bar" => (x * x / 2400) + (y * y / 900) < 1 || (x is > 20 and < 50 && y > -5),
            "disk" => (x * x) + (y * y) < 1600,
            "square" => Math.Max(Math.Abs(x), Math.Abs(y)) < 35,
            "triangle" => y < 30 && y > (2 * Math.Abs(x)) - 40,
            "star" => Star(x, y),
            "ring" => (x * x) + (y * y) is > 400 and < 1600,
            "dots" => ((x + 60) % 15) is < 5 && ((y + 45) % 15) is < 5,
            _ => Math.Min(Math.Abs(x), Math.Abs(y)) < 3,
        };

        // Five points: inside at least four of the five lines between them.
        bool Star(double x, double y) => Enumerable.Range(0, 5)
            .Count(i => (x * Math.Sin(i * Math.Tau / 5)) - (y * Math.Cos(i * Math.Tau / 5)) > -13) >= 4;
    }
}
