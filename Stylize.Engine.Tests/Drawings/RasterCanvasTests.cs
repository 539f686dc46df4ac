using Stylize.Engine.Tests.VectorArt;

namespace Stylize.Engine.Tests.Drawings;

/// <summary>Pixels of drawings, against samples of the shapes.</summary>
public sealed class RasterCanvasTests
{
    private const int Side = 120;

    private static readonly Rgba32 Black = new(0, 0, 0), White = new(255, 255, 255), Cyan = new(0, 255, 255),
        Yellow = new(255, 255, 0);

    /// <summary>A star whose middle has the winding number 2, and a triangle in the opposite direction.</summary>
    private static readonly (double X, double Y)[][] Rings =
    [
        [(60, 4.3), (95.2, 115.1), (3.7, 46.2), (116.9, 46.8), (24.4, 114)],
        [(10.5, 10.25), (20.75, 100.5), (119, 110)],
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_fill_covers_the_share_of_each_pixel_that_is_inside(bool isEvenOdd)
    {
        using var drawn = Pixels(canvas => canvas.Fill(PathOf(Rings), Black, isEvenOdd));
        AssertCovered(drawn, 20, (x, y) =>
        {
            var winding = Winding(Rings[0], x, y) + Winding(Rings[1], x, y);
            return isEvenOdd ? winding % 2 != 0 : winding != 0;
        });
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(3)]
    [InlineData(17)]
    public void A_stroke_covers_what_is_near_its_line(double width)
    {
        (double X, double Y)[] line = [(20, 20.5), (100.25, 30), (30, 60), (90, 59), (90, 61), (60, 100.5)];
        using var drawn = Pixels(canvas => canvas.Stroke(PathOf([line], isClosed: false), width, Black));
        AssertCovered(drawn, 20, (x, y) => Enumerable.Range(1, line.Length - 1)
            .Any(i => Distance(line[i - 1], line[i], x, y) < width / 2));
    }

    [Fact]
    public void A_stroke_of_one_point_is_a_disc_and_one_that_turns_back_has_round_ends()
    {
        using var drawn = Pixels(canvas =>
        {
            canvas.Stroke(new DrawingPath().Move(30.2, 30.7), 21, Black);
            canvas.Stroke(new DrawingPath().Move(70, 80).Line(100, 80).Line(80, 80), 15, Black);
        });

        // The edges of the part that is drawn twice have twice the opacity.
        AssertCovered(
            drawn, 80, (x, y) => Drawn.Hypot(x - 30.2, y - 30.7) < 10.5 || Distance((70, 80), (100, 80), x, y) < 7.5);
    }

    [Fact]
    public void Curves_and_discs_are_followed()
    {
        using var filled = Pixels(canvas => canvas.Fill(FixedDrawing.Circle(60, 40), Black));
        AssertCovered(filled, 0, (x, y) => Drawn.Hypot(x - 60, y - 60) < 40);
        using var disc = Pixels(canvas => canvas.Dots([new(60, 60, 40, Black)], new(DotShape.Circle, 1)));
        AssertCovered(disc, 0, (x, y) => Drawn.Hypot(x - 60, y - 60) < 40);
    }

    [Fact]
    public void Layers_are_placed_clipped_and_multiplied()
    {
        var layer = new DrawingLayer { Placement = new(20.5, 10.25, 4), Clip = (20, 15.5), IsMultiplied = true };
        foreach (var paper in new[] { White, default(Rgba32?) })
        {
            var drawing = new FixedDrawing(new(Side, Side, false, paper), canvas =>
            {
                foreach (var ink in new[] { Cyan, Yellow })
                {
                    canvas.Layer(layer);
                    canvas.Dots([new(ink == Cyan ? 5 : 15, 4, 9, ink), new(ink == Cyan ? 5 : 15, 4, 2, ink)],
                        new(DotShape.Circle, 1));
                }
            });
            using var drawn = drawing.Pixels(Side, Side);
            Assert.Equal(new Rgba32(0, 255, 0), drawn[60, 30]);
            Assert.Equal((Cyan, Yellow), (drawn[25, 30], drawn[95, 30]));

            // The clip starts in the middle of column 20 and after a quarter of row 10.
            Assert.Equal(paper ?? default, drawn[19, 30]);
            Assert.Equal(paper ?? default, drawn[40, 9]);
            Assert.Equal(127.5, Ink(drawn[20, 30]), 1.0);
            Assert.Equal(191.25, Ink(drawn[40, 10]), 1.0);
        }

        static double Ink(Rgba32 pixel) => pixel.A == 255 ? 255 - pixel.R : pixel.A;
    }

    [Fact]
    public void Areas_side_by_side_leave_no_gap_on_any_number_of_threads()
    {
        var middle = new DrawingPath().Move(60.3, 0).Line(20.7, 119.9).Line(0, 120).Line(0, 0).Close();
        var rest = new DrawingPath().Move(60.3, 0).Line(120, 0).Line(120, 120).Line(0, 120).Line(20.7, 119.9).Close();
        var drawing = new FixedDrawing(new(Side, Side, false, null), canvas =>
        {
            canvas.Layer(new() { IsPartition = true });
            canvas.Fill(middle, Black);
            canvas.Layer(new() { IsPartition = true });
            canvas.Fill(rest, White);
        });
        using var one = drawing.Pixels(3 * Side, 3 * Side);
        using var four = drawing.Pixels(3 * Side, 3 * Side, threads: 4);
        Assert.All(one.Values(), pixel => Assert.Equal(255, pixel.A));
        Assert.Equal(one.Values(), four.Values());
    }

    private static Raster<Rgba32> Pixels(Action<IDrawingCanvas> draw) =>
        new FixedDrawing(new(Side, Side, false, null), canvas =>
        {
            canvas.Layer(new());
            draw(canvas);
        }).Pixels(Side, Side);

    private static DrawingPath PathOf((double X, double Y)[][] rings, bool isClosed = true)
    {
        var path = new DrawingPath();
        foreach (var ring in rings)
        {
            path.Move(ring[0].X, ring[0].Y);
            foreach (var (x, y) in ring[1..])
            {
                path.Line(x, y);
            }

            if (isClosed) path.Close();
        }

        return path;
    }

    /// <summary>Compares the opacity of each pixel with that of 16 x 16 samples.</summary>
    /// <param name="crossed">Number of pixels in which edges cross or are drawn twice, so that their shares are not
    /// exact.</param>
    private static void AssertCovered(Raster<Rgba32> drawn, int crossed, Func<double, double, bool> isInside)
    {
        const int Samples = 16;
        var differences = new List<double>();
        foreach (var (x, y) in Coordinates(drawn.Width, drawn.Height))
        {
            var inside = Coordinates(Samples, Samples)
                .Average(at => isInside(x + ((at.X + 0.5) / Samples), y + ((at.Y + 0.5) / Samples)) ? 1 : 0);
            differences.Add(Math.Abs(drawn[x, y].A - (255 * inside)));
        }

        Assert.InRange(differences.Count(difference => difference > 12), 0, crossed);
        Assert.InRange(differences.Average(), 0, 0.5);
    }

    private static int Winding((double X, double Y)[] ring, double x, double y)
    {
        var winding = 0;
        for (var i = 0; i < ring.Length; i++)
        {
            var (a, b) = (ring[i], ring[(i + 1) % ring.Length]);
            if (a.Y <= y != b.Y <= y && a.X + ((y - a.Y) * (b.X - a.X) / (b.Y - a.Y)) > x)
            {
                winding += a.Y < b.Y ? 1 : -1;
            }
        }

        return winding;
    }

    private static double Distance((double X, double Y) a, (double X, double Y) b, double x, double y)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y;
        var t = Math.Clamp((((x - a.X) * dx) + ((y - a.Y) * dy)) / ((dx * dx) + (dy * dy)), 0, 1);
        return Drawn.Hypot(x - a.X - (t * dx), y - a.Y - (t * dy));
    }
}
