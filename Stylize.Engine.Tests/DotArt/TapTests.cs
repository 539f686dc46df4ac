namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests dots of one size: taps of a pen, and stipples.</summary>
public sealed class TapTests
{
    private static readonly Rgba32 Black = new(0, 0, 0);

    public static TheoryData<byte> Graies => [230, 128, 60, 25];

    /// <summary>Overlapping dots of one size cover the share of the paper that the tone needs, from light grays to
    /// nearly black.</summary>
    [Theory]
    [MemberData(nameof(Graies))]
    public void Dots_of_one_size_cover_the_paper_as_the_tone_needs(byte gray)
    {
        using var image = Pictures.Flat(200, 200, new Rgba32(gray, gray, gray));
        var dots = Dots.Of(image, new() { DotCount = 2000, AdaptiveSizing = false, Color = Black });
        Assert.Single(dots.Select(dot => dot.Radius).Distinct());
        Assert.Equal(1 - (gray / 255.0), Covered(dots, 200), 0.02);
    }

    [Theory]
    [InlineData(1, 60, 1)]
    [InlineData(0.5, 60, 1)]
    [InlineData(1, 20, 1)]
    [InlineData(1, 60, 2)]
    public void Taps_of_a_pen_cover_the_paper_as_the_tone_needs(double nib, double darkest, int pens)
    {
        const double Side = 74, Scale = Side / 200;
        using var image = Pictures.Gray(200, 200, (x, _) => darkest + (x * 0.8));
        using var result = Dots.Run(image, Options(Side, [.. Enumerable.Repeat(new Pen(nib, Black), pens)]));
        var dots = result.Dots.ToArray();
        Assert.All(dots, dot => Assert.Equal(nib / 2, Scale * dot.Radius, 1e-4));
        Assert.Equal(1 - ((darkest + 79.6) / 255), Covered(dots, 200), 0.02);
        Assert.Equal(dots.Length, result.Summary.Single(entry => entry.Key == "Taps").Value);
    }

    [Fact]
    public void A_picture_of_taps_has_the_same_dots()
    {
        using var image = Pictures.Landscape(200, 200);
        var options = Options(74, [new Pen(1, Black)]);
        using var plotted = Dots.Run(image, options);
        using var drawn = Dots.Run(image, options with { Format = DrawingFormat.Png });
        Assert.Equal(plotted.Dots.Length, drawn.Dots.Length);
        Assert.Equal(plotted.Dots[0].Radius, drawn.Dots[0].Radius, 1e-3);
    }

    /// <summary>Each pen draws its share of the ink, the wider one with fewer taps.</summary>
    [Fact]
    public void Pens_of_different_widths_share_the_taps()
    {
        using var image = Pictures.Flat(200, 200, new Rgba32(160, 100, 160));
        var options = Options(74, [new Pen(0.5, new Rgba32(255, 0, 0)), new Pen(1, new Rgba32(0, 0, 255))]) with
        {
            Inks = new() { Separation = Separation.Inks },
        };
        using var result = Dots.Run(image, options);
        var taps = result.Dots.ToArray().GroupBy(dot => dot.Rgb)
            .ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(1, taps[0xff0000] * 0.25 / taps[0x0000ff], 0.15);
        Assert.Equal(result.Dots.Length, result.Summary.Single(entry => entry.Key == "Taps").Value);
    }

    private static DotArtOptions Options(double side, IReadOnlyList<Pen> pens) => new()
    {
        Plot = new() { Pens = pens, Taps = true,
            Sheet = new() { PaperSize = new PaperSize(side, side), Margin = new(0) } },
    };

    /// <summary>Returns the share of an image that discs cover, away from its border.</summary>
    private static double Covered(Dot[] dots, int side)
    {
        const int Fine = 4, Border = 10;
        var covered = new bool[side * Fine, side * Fine];
        foreach (var dot in dots)
        {
            foreach (var (x, y) in Coordinates(
                Pixel(dot.X + dot.Radius) + 1, Pixel(dot.Y + dot.Radius) + 1,
                Pixel(dot.X - dot.Radius), Pixel(dot.Y - dot.Radius)))
            {
                var (dx, dy) = (((x + 0.5) / Fine) - dot.X, ((y + 0.5) / Fine) - dot.Y);
                covered[x, y] |= (dx * dx) + (dy * dy) <= dot.Radius * dot.Radius;
            }
        }

        const int First = Border * Fine;
        return Coordinates((side * Fine) - First, (side * Fine) - First, First, First)
            .Average(at => covered[at.X, at.Y] ? 1 : 0);

        int Pixel(double at) => Math.Clamp((int)(at * Fine), 0, (side * Fine) - 1);
    }
}
