using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Ordering;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests the line through all dots: it passes every dot once, is short, and does not cross itself.</summary>
public sealed class SingleLineTests
{
    [Theory]
    [InlineData(2000, 1)]
    [InlineData(6000, 2)]
    public void The_line_is_within_six_percent_of_the_limit_and_does_not_cross_itself(int count, int seed)
    {
        var random = new Random(seed);
        var points = Enumerable.Range(0, count).Select(_ => new Vector2(3 * random.NextSingle(), random.NextSingle())).ToArray();
        var line = Line(points);
        var length = line.Zip(line.Skip(1)).Sum(p => Vector2.Distance(p.First, p.Second));

        // Johnson and McGeoch (1997): 0.7124 * sqrt(n * area) in the limit.
        Assert.InRange(length, 0.5, 1.06 * 0.7124 * Math.Sqrt(count * 3.0));
        AssertNoCrossing(line);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(9)]
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
        using var target = new MemoryStream();
        svg.Write(target);
        var text = System.Text.Encoding.UTF8.GetString(target.ToArray());
        Assert.Equal(2, text.Split("<path").Length);
        using var png = Dots.Run(image, options with { Format = DotFormat.Png, PngSize = 320 });
        Assert.Equal((320, 240), (png.Width, png.Height));
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
                    Assert.False(Side(a, b, c) * Side(a, b, d) < 0 && Side(c, d, a) * Side(c, d, b) < 0, $"links {i} and {j} cross");
                }
            }
        }
    }
}
