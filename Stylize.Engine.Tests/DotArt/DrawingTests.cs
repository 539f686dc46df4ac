using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Tests.Drawings;

namespace Stylize.Engine.Tests.DotArt;

public class DrawingTests
{
    /// <summary>Half dots of a grid or screen end at the edge of the image, in the SVG and in the PNG.</summary>
    [Theory]
    [InlineData(DotPattern.Hexagonal, Separation.None, false)]
    [InlineData(DotPattern.Square, Separation.None, true)]
    [InlineData(DotPattern.Free, Separation.Cmyk, false)]
    public void The_margin_of_a_sheet_stays_blank_next_to_half_dots(
        DotPattern pattern, Separation separation, bool isTransparent)
    {
        using var image = Pictures.Flat(90, 60, new Rgba32(20, 30, 40));
        var options = new DotArtOptions
        {
            Pattern = pattern, DotCount = 60, PngSize = 300,
            Inks = new() { Separation = separation },
            PaperColor = isTransparent ? default(Rgba32) : new Rgba32(250, 240, 230),
            Plot = new() { Sheet = new() { PaperSize = new PaperSize(150, 100), Margin = new(30) } },
        };
        using var png = Dots.Drawn(image, options);
        var paper = options.PaperColor.Value;

        // The image is 60 mm wide and 40 mm high, with 2 pixels per mm.
        foreach (var (x, y) in Coordinates(png.Width, png.Height))
        {
            if (x < 90 || x >= 210 || y < 60 || y >= 140) Assert.Equal(paper, png[x, y]);
        }

        Assert.NotEqual(paper, png[150, 60]);
        using var svg = Dots.Run(image, options with { PngSize = null });
        var clip = Regex.Match(svg.Text(), "<clipPath id=\"([a-zA-Z][\\w-]*image)\"").Groups[1].Value;
        Assert.Contains($"clip-path=\"url(#{clip})\"", svg.Text());
    }

    [Theory]
    [InlineData(DotDistribution.Gradient, DotShape.Circle, false)]
    [InlineData(DotDistribution.Gradient, DotShape.Triangle, false)]
    [InlineData(DotDistribution.Tone, DotShape.Square, true)]
    [InlineData(DotDistribution.Gradient, DotShape.Diamond, true)]
    public void The_svg_holds_exactly_the_dots_in_drawing_order(
        DotDistribution distribution, DotShape shape, bool plotter)
    {
        using var image = Pictures.Busy(200, 150);
        var options = new DotArtOptions
        {
            Distribution = distribution,
            AllowOverlap = false,
            Shape = shape,
            PaperColor = default(Rgba32),
            PlotterOrder = plotter,
            OpacityVariation = 0.5f,
            DotCount = distribution == DotDistribution.Tone ? 600 : null,
        };
        using var result = Dots.Run(image, options);
        var drawn = SvgDots.Read(result.Text()).ToArray();
        var dots = result.Dots.ToArray();
        Assert.True(dots.Select(d => d.Color.A).Distinct().Count() > 5);
        Assert.True(dots.Select(d => d.Color with { A = 0 }).Distinct().Count() > 5);
        Assert.Equal(dots.Length, drawn.Length);

        // Coordinates are exact; dimensions of squares, diamonds and triangles are rounded down to 0.01 pixels.
        var rounding = shape == DotShape.Circle ? 1e-3 : 0.03;
        for (var i = 0; i < dots.Length; i++)
        {
            Assert.Equal(dots[i].X, drawn[i].X, 1e-3);
            Assert.Equal(dots[i].Y, drawn[i].Y, shape == DotShape.Triangle ? 0.011 : 1e-3);
            Assert.InRange(drawn[i].Radius, dots[i].Radius - rounding, dots[i].Radius + 1e-3);
            Assert.Equal(dots[i].Color, drawn[i].Color);
        }
    }

    [Theory]
    [InlineData(DotShape.Circle, 0.3f)]
    [InlineData(DotShape.Circle, 4.4f)]
    [InlineData(DotShape.Square, 4.4f)]
    [InlineData(DotShape.Diamond, 4.4f)]
    [InlineData(DotShape.Triangle, 4.4f)]
    public void Shapes_are_drawn_with_their_area_inside_their_circle(DotShape shape, float radius)
    {
        using var drawn = FixedDrawing.ForDots(
            21, 140, null, new(shape, 2), new Dot(10.3f, 69.7f, radius, new(0, 0, 0))).Pixels(21, 140);
        double ink = 0;
        foreach (var (x, y) in Coordinates(21, 140))
        {
            ink += drawn[x, y].A / 255.0;
            if (drawn[x, y].A > 0)
            {
                var across = Math.Max(0, Math.Abs(x + 0.5 - 10.3) - 0.5);
                var down = Math.Max(0, Math.Abs(y + 0.5 - 69.7) - 0.5);
                Assert.True(Math.Sqrt((across * across) + (down * down)) <= radius + 1e-3);
            }
        }

        Assert.Equal(ShapeArea.Unit(shape) * radius * radius, ink, 0.012 * ink + 0.01);
    }

    [Fact]
    public void Transparent_dots_show_the_paper()
    {
        var dot = new Dot(8, 8, 6, new Rgba32(255, 0, 0, 128));
        using var onWhite = FixedDrawing.ForDots(16, 16, new(255, 255, 255), new(DotShape.Circle, 1), dot)
            .Pixels(16, 16);
        Assert.Equal(new Rgba32(255, 127, 127), onWhite[8, 8]);
        using var onNothing = FixedDrawing.ForDots(16, 16, null, new(DotShape.Circle, 1), dot).Pixels(16, 16);
        Assert.Equal(new Rgba32(255, 0, 0, 128), onNothing[8, 8]);
        Assert.Equal(default, onNothing[0, 0]);
    }
}
