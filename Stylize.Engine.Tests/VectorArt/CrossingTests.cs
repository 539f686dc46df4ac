using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.Tests.VectorArt;

/// <summary>Lines of two inks that cross, as on a scanned map.</summary>
public sealed class CrossingTests
{
    private static readonly Rgba32 Paper = new(250, 248, 240), Ink = new(20, 20, 20);

    private static readonly Point Middle = new(61.3, 58.6);

    public static TheoryData<string, int, double> Crossings =>
        [.. from ink in (string[])["#aa6428", "#2a50c0", "#c02838", "#2c8c46", "#808080"]
            from width in (int[])[2, 3, 5]
            from angle in (double[])[-50, -12, 8, 25, 40]
            select (ink, width, angle)];

    /// <summary>The darker line is one stroke, and the other one goes on to both of its sides.</summary>
    [Theory]
    [MemberData(nameof(Crossings))]
    [InlineData("#aa6428", 1, 7)]
    [InlineData("#aa6428", 1, 38)]
    [InlineData("#808080", 4, 25)]
    [InlineData("#2c8c46", 4, -12)]
    [InlineData("#2a50c0", 2, 25, "#c02838")]
    [InlineData("#2a50c0", 3, -50, "#c02838")]
    [InlineData("#808080", 1, 40, "#2a50c0")]
    [InlineData("#808080", 2, 8, "#2a50c0")]
    public void Strokes_go_on_below_darker_ones(string ink, int width, double angle, string cover = "#141414")
    {
        var (color, darker) = (Rgba32Color(ink), Rgba32Color(cover));
        using var image = Picture(color, width, angle, darker);
        var traced = Drawn.Trace(image, new() { Centerline = true, Palette = [Paper, color, darker] });
        Assert.Equal([color, darker], traced.Colors);
        var (below, above) = (traced.Strokes![0], Assert.Single(traced.Strokes[1]));
        Assert.All(Drawn.Along(above.Curve), at => Assert.Equal(Middle.X, at.X, 0.3));
        Assert.InRange(below.Count, 1, 2);
        var line = LineOf(angle);
        Assert.All(below.SelectMany(stroke => Drawn.Along(stroke.Curve)), at =>
            Assert.InRange(Drawn.Distance(line, at), 0, 0.6));
        double[] ends = [.. below.SelectMany(stroke => new[] { stroke.Curve.Start.X, stroke.Curve.Pieces[^1].End.X })
            .Order()];
        if (ends.Length == 4) Assert.InRange(ends[2] - ends[1], 0, width + 0.3);
    }

    /// <summary>A black line of one pixel is gray in two columns. It is neither of the other ink nor broken by
    /// it.</summary>
    [Theory]
    [InlineData("#aa6428", 3, 22)]
    [InlineData("#aa6428", 4, -60)]
    [InlineData("#2c8c46", 1, -19)]
    [InlineData("#c02838", 2, -35)]
    [InlineData("#2a50c0", 1, -25)]
    [InlineData("#2c8c46", 1, 7)]
    public void A_thin_line_between_two_columns_is_one_stroke(string ink, double width, double angle)
    {
        var color = Rgba32Color(ink);
        using var image = Drawn.Picture(120, 120, (x, y) => Math.Abs(x - 61) < 0.5 ? Ink
            : Drawn.Distance(LineOf(angle), new(x, y)) < width / 2 ? color : Paper);
        var traced = Drawn.Trace(image, new() { Centerline = true, Palette = [Paper, color, Ink] });
        Assert.Equal([color, Ink], traced.Colors);
        Assert.InRange(traced.Strokes![0].Count, 1, 2);
        Assert.All(Drawn.Along(Assert.Single(traced.Strokes[1]).Curve), at => Assert.Equal(61, at.X, 0.3));
    }

    /// <summary>Rectangles of lines have straight sides and sharp corners, also with short sides.</summary>
    [Theory]
    [InlineData(40, 30, 1, 0, 0.1)]
    [InlineData(20, 10, 1, 0, 0.1)]
    [InlineData(40, 30, 2, 0, 0.1)]
    [InlineData(60, 40, 3, 0, 0.1)]
    [InlineData(60, 40, 1, 15, 0.25)]
    [InlineData(60, 40, 1, 30, 0.25)]
    [InlineData(60, 40, 2, 15, 0.25)]
    [InlineData(60, 40, 4, 5, 0.25)]
    public void Strokes_of_a_rectangle_meet_in_its_corners(
        int width, int height, int line, double angle, double tolerance)
    {
        var (left, right) = (20 + (line % 2 / 2.0), 20 + (line % 2 / 2.0) + width);
        var (top, bottom) = (left, left + height);
        var (cos, sin) = (Math.Cos(angle * Math.PI / 180), Math.Sin(angle * Math.PI / 180));
        Point middle = new((left + right) / 2, (top + bottom) / 2);
        Point[] corners = [Turned(left, top, sin), Turned(right, top, sin), Turned(right, bottom, sin),
            Turned(left, bottom, sin)];
        using var image = Drawn.Picture(100, 80, (u, v) => Turned(u, v, -sin) is var (x, y)
            && Math.Abs(Math.Max(Math.Max(left - x, x - right), Math.Max(top - y, y - bottom))) <= line / 2.0
                ? Ink : Paper);
        var stroke = Assert.Single(Drawn.Trace(image, new() { Centerline = true }).Strokes![0]);
        Point[] along = [.. Drawn.Along(stroke.Curve)];
        Assert.All(corners, corner => Assert.InRange(along.Min(at => Point.Distance(at, corner)), 0, tolerance));
        Assert.All(along, at => Assert.InRange(corners.Zip([.. corners[1..], corners[0]])
            .Min(side => Drawn.Distance(side, at)), 0, tolerance));

        Point Turned(double x, double y, double sine) => middle + new Point(
            (cos * (x - middle.X)) - (sine * (y - middle.Y)), (sine * (x - middle.X)) + (cos * (y - middle.Y)));
    }

    /// <summary>No pixel of one ink becomes one of the other.</summary>
    [Theory]
    [MemberData(nameof(Crossings))]
    public void Areas_keep_their_ink(string ink, int width, double angle)
    {
        var color = Rgba32Color(ink);
        using var image = Picture(color, width, angle, Ink);
        using var drawn = Drawn.Pixels(Drawn.Trace(image, new() { Palette = [Paper, color, Ink] }));
        Assert.All(Coordinates(image.Width, image.Height).Where(at => image[at.X, at.Y] == color),
            at => Assert.InRange(drawn[at.X, at.Y].R + drawn[at.X, at.Y].G + drawn[at.X, at.Y].B, 120, 765));
    }

    private static Rgba32 Rgba32Color(string hex) => DotColor.Parse(hex, "ink");

    private static (Point From, Point To) LineOf(double angle)
    {
        var way = 90 * new Point(Math.Cos(angle * Math.PI / 180), Math.Sin(angle * Math.PI / 180));
        return (Middle - way, Middle + way);
    }

    private static Raster<Rgba32> Picture(Rgba32 color, double width, double angle, Rgba32 cover) =>
        Drawn.Picture(120, 120, (x, y) => Math.Abs(x - Middle.X) < width / 2 ? cover
            : Drawn.Distance(LineOf(angle), new(x, y)) < width / 2 ? color : Paper);
}
