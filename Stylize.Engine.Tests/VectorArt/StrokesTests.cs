using Stylize.Engine.Drawings;
using Stylize.Engine.VectorArt.Boundaries;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.Tests.VectorArt;

/// <summary>Strokes: hatching and middle lines.</summary>
public sealed class StrokesTests
{
    /// <summary>Lines fill a gray disk at the angle, inside it, and cover as much of it as its lightness
    /// lacks.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    public void Hatching_covers_an_area_as_its_color_is_dark(float angle)
    {
        const double Radius = 60;
        var gray = new Rgba32(119, 119, 119);
        using var image = Drawn.Picture(160, 140, (x, y) => Drawn.Hypot(x - 80, y - 70) < Radius ? gray : Drawn.White);
        var hatched = AreaHatch.Apply(Drawn.Trace(image), 1, angle, hasOutlines: false);
        var shape = Assert.Single(AreaShape.ForPicture(hatched, isStacked: false));
        double total = 0;
        foreach (var (curve, width, _) in shape.Strokes)
        {
            var (from, to) = (curve.Start, Assert.Single(curve.Pieces).End);
            Assert.Equal(1, width);
            Assert.Equal(0,
                Math.Abs(Point.Cross(
                    to - from, new(Math.Cos(angle * Math.PI / 180), -Math.Sin(angle * Math.PI / 180)))), 0.01);
            Assert.InRange(
                Math.Max(Drawn.Hypot(from.X - 80, from.Y - 70), Drawn.Hypot(to.X - 80, to.Y - 70)), 0, Radius);
            total += Point.Distance(from, to) + 1;
        }

        // The lightness of this gray is 50; the length of the lines times their width is half of the disk.
        Assert.Equal(0.5 * Math.PI * Radius * Radius, total, 0.03 * Math.PI * Radius * Radius);
        Assert.Equal(shape.Strokes.Count + 1, AreaShape.ForPicture(
            AreaHatch.Apply(Drawn.Trace(image), 1, angle, hasOutlines: true), isStacked: false).Single().Strokes.Count);

        // Lines of this gray on half of the disk, drawn as pixels.
        var options =
            new VectorArtOptions { Hatch = AreaHatching.Lines, HatchAngle = angle, Format = DrawingFormat.Png };
        using var result = Drawn.Run(image, options);
        using var drawn = result.Picture(image.Width, OperationContext.Quiet);
        var dark = Coordinates(image.Width, image.Height).Sum(pixel => drawn[pixel.X, pixel.Y].A / 255.0);
        Assert.Equal(0.5 * Math.PI * Radius * Radius, dark, 0.1 * Math.PI * Radius * Radius);
    }

    /// <summary>Lines that cross are two straight strokes in their middle and as wide. A disk is a dot.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public void Strokes_continue_through_crossings(double width)
    {
        (Point From, Point To)[] lines = [(new(20, 20), new(120, 90)), (new(20, 95), new(125, 25))];
        using var image = Drawn.Picture(180, 110, (x, y) =>
            lines.Any(line => Drawn.Distance(line, new(x, y)) < width / 2) || Drawn.Hypot(x - 155, y - 60) < 8
                ? Drawn.Black : Drawn.White);
        var shape =
            Assert.Single(AreaShape.ForPicture(Drawn.Trace(image, new() { Centerline = true }), isStacked: true));
        Assert.Equal(3, shape.Strokes.Count);
        var dot = Assert.Single(shape.Strokes, stroke => stroke.Curve.Pieces.Count == 0);
        Assert.InRange(Point.Distance(dot.Curve.Start, new(155, 60)), 0, 0.8);
        Assert.InRange(dot.Width, 14.5, 17);
        foreach (var (curve, drawn, _) in shape.Strokes.Where(stroke => stroke != dot))
        {
            Assert.Single(curve.Pieces);
            Assert.Equal(width, drawn, 0.2);
            var line = lines.MinBy(line => Drawn.Distance(line, curve.Start));
            Assert.All(Drawn.Along(curve), point => Assert.InRange(Drawn.Distance(line, point), 0, 0.8));
            Assert.InRange(Point.Distance(curve.Start, curve.End) - Point.Distance(line.From, line.To), -3, 3);
        }
    }

    [Fact]
    public void The_middle_of_a_ring_is_a_circle()
    {
        using var image = Drawn.Picture(
            100, 100, (x, y) => Math.Abs(Drawn.Hypot(x - 50, y - 50) - 35) < 2 ? Drawn.Black : Drawn.White);
        var stroke = Assert.Single(Drawn.Trace(image, new() { Centerline = true }).Strokes!.SelectMany(all => all));
        Assert.True(stroke.IsClosed);
        Assert.InRange(stroke.Curve.Pieces.Count, 3, 8);
        Assert.All(
            Drawn.Along(stroke.Curve), point => Assert.Equal(35, Point.Distance(point, new(50, 50)), 0.3));
    }

    /// <summary>A pen draws a closed line, and the line that ends at it, once each.</summary>
    [Fact]
    public void Pens_draw_middle_lines()
    {
        using var image = Drawn.Picture(100, 100, (x, y) =>
            Math.Abs(Drawn.Hypot(x - 50, y - 50) - 35) < 2 || (Math.Abs(y - 50) < 2 && Math.Abs(x - 50) < 35)
                ? Drawn.Black : Drawn.White);
        var text = Drawn.Svg(image, new() { Centerline = true, Format = DrawingFormat.Hpgl });
        Assert.InRange(text.Split("PD").Length - 1, 2, 3);
    }
}
