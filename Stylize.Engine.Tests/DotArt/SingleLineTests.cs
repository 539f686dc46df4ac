using Stylize.Engine.DotArt.Ordering;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests the line through all dots: it passes every dot once, is short, and does not cross itself.</summary>
public sealed class SingleLineTests
{
    [Theory]
    [InlineData(2000, 1)]
    [InlineData(3000, 2)]
    public void The_line_is_within_six_percent_of_the_limit_and_does_not_cross_itself(int count, int seed)
    {
        var random = new Random(seed);
        var points = Enumerable.Range(0, count)
            .Select(_ => new Vector2(3 * random.NextSingle(), random.NextSingle())).ToArray();
        var line = Line(points);
        var length = line.Zip(line.Skip(1)).Sum(p => Vector2.Distance(p.First, p.Second));

        // Johnson and McGeoch (1997): 0.7124 * sqrt(n * area) in the limit.
        Assert.InRange(length, 0.5, 1.06 * 0.7124 * Math.Sqrt(count * 3.0));
        AssertNoCrossing(line);
    }

    public static TheoryData<int> Counts => [0, 1, 2, 3, 9];

    [Theory]
    [MemberData(nameof(Counts))]
    public void Few_points_are_ordered(int count)
    {
        var points = Enumerable.Range(0, count).Select(i => new Vector2(i * 7 % 5, i % 3)).ToArray();
        Line(points);
    }

    [Fact]
    public void The_line_passes_all_dots_and_is_drawn_in_every_format()
    {
        using var image = Pictures.Landscape(160, 120);
        var options = new DotArtOptions { SingleLine = true, DotCount = 700 };
        using var svg = Dots.Run(image, options);
        AssertNoCrossing([.. svg.Dots.ToArray().Select(d => new Vector2(d.X, d.Y))]);

        // Parts of the line that have one width are paths.
        Assert.Single(svg.LineStarts!);
        float[] widths = [.. svg.Dots.ToArray().Select(dot => dot.Radius)];
        Assert.InRange(widths.Distinct().Count(), 2, 10);
        Assert.Equal(1 + widths.Zip(widths.Skip(1)).Count(pair => pair.First != pair.Second),
            svg.Text().Split("<path").Length - 1);
        using var png = Dots.Run(image, options with { Format = DrawingFormat.Png, PngSize = 320 });
        Assert.Equal((320, 240), (png.Width, png.Height));
    }

    /// <summary>Three stripes in the colors of three pens.</summary>
    [Fact]
    public void A_png_has_a_line_of_each_pen_that_covers_the_dots_of_its_color()
    {
        Rgba32[] colors = [new(0, 0, 0), new(255, 69, 0), new(0, 0, 128)];
        using var image = Paint<Rgba32>(180, 60, (x, _) => colors[x / 60]);
        using var drawing = Dots.Run(image, new DotArtOptions
        {
            SingleLine = true,
            DotCount = 900,
            Tone = new() { LocalContrast = 0 },
            Format = DrawingFormat.Png,
            PngSize = 720,
            Plot = new() { Pens = [.. colors.Select(color => new Pen(0.3, color))] },
        });
        using var drawn = drawing.Picture(720, OperationContext.Quiet);
        for (var stripe = 0; stripe < 3; stripe++)
        {
            var own = Enumerable.Range(0, 240 * 240).Select(i => drawn[(240 * stripe) + (i % 240), i / 240]).ToArray();
            var counts = colors.Select(color => own.Count(pixel => pixel == color)).ToArray();
            Assert.True(counts[stripe] > 0.8 * counts.Sum(), string.Join(", ", counts));
        }

        Assert.Equal(3, drawing.LineStarts!.Select(start => drawing.Dots[start].Rgb).Distinct().Count());
        Assert.Equal(900, drawing.Dots.Length);
        Assert.Contains(drawing.Summary, fact => fact.Key == "LinePixels");
    }

    /// <summary>A line of one color covers the paper; it does not multiply with it.</summary>
    [Fact]
    public void A_white_line_is_visible_on_black_paper()
    {
        using var image = Pictures.Gray(60, 60, (_, _) => 60);
        using var drawing = Dots.Run(image, new DotArtOptions
        {
            SingleLine = true,
            DotCount = 200,
            Color = new Rgba32(255, 255, 255),
            PaperColor = new Rgba32(0, 0, 0),
            Format = DrawingFormat.Png,
            PngSize = 240,
        });
        using var drawn = drawing.Picture(240, OperationContext.Quiet);
        Assert.Contains(new Rgba32(255, 255, 255), PixelArt.SyntheticPhotograph.Pixels(drawn));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_line_covers_the_ink_of_its_photograph_also_in_color(bool inColor)
    {
        // A red of the same gray must not get more ink than gray.
        using var image = Paint<Rgba32>(300, 300, (x, _) =>
        {
            var gray = Math.Round(90 + (x * 0.4));
            var red = inColor ? gray + 40 : gray;
            var rest = (byte)Math.Round((gray - (0.2126 * red)) / 0.7874);
            return new((byte)red, rest, rest);
        });
        var options = new DotArtOptions { SingleLine = true, DotCount = 4000, Tone = new() { LocalContrast = 0 } };
        using var drawing = Dots.Run(
            image, options with { Format = DrawingFormat.Png, PngSize = 1200, PaperColor = new Rgba32(255, 255, 255) });
        using var drawn = drawing.Picture(1200, OperationContext.Quiet);
        Assert.Equal((90 + (0.4 * 149.5)) / 255, 1 - Dots.Coverage(drawn), 0.03);
    }

    /// <summary>Returns the points in line order, each once.</summary>
    private static Vector2[] Line(Vector2[] points)
    {
        const int Side = 1000;
        var dots = points.Select((point, i) => new Dot(Side * point.X, Side * point.Y, i, default)).ToArray();
        SingleLine.Order(dots, 5 * Side, 5 * Side, default);
        Assert.Equal(Enumerable.Range(0, points.Length), dots.Select(dot => (int)dot.Radius).Order());
        return [.. dots.Select(dot => points[(int)dot.Radius])];
    }

    /// <summary>Checks each pair of links in double precision.</summary>
    private static void AssertNoCrossing(Vector2[] line)
    {
        static double Side(Vector2 a, Vector2 b, Vector2 p) =>
            (((double)b.X - a.X) * ((double)p.Y - a.Y)) - (((double)b.Y - a.Y) * ((double)p.X - a.X));
        for (var i = 0; i < line.Length - 1; i++)
        {
            var (a, b) = (line[i], line[i + 1]);
            for (var j = i + 2; j < line.Length - 1; j++)
            {
                var (c, d) = (line[j], line[j + 1]);
                if (Math.Max(a.X, b.X) >= Math.Min(c.X, d.X) && Math.Max(c.X, d.X) >= Math.Min(a.X, b.X))
                {
                    Assert.False(Side(a, b, c) * Side(a, b, d) < 0 && Side(c, d, a) * Side(c, d, b) < 0,
                        $"links {i} and {j} cross");
                }
            }
        }
    }
}
