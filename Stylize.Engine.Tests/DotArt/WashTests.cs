using System.Globalization;
using System.Text;
using Stylize.Engine.DotArt.Washes;
using Stylize.Engine.Tests.Drawings;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests translucent discs with wet edges.</summary>
public sealed class WashTests
{
    private static DotArtOptions Watercolor => DotArtOptions.Presets["Watercolor"];

    [Fact]
    public void Discs_go_from_large_to_small_and_overlap()
    {
        using var image = Pictures.Landscape(300, 200);
        var dots = Dots.Of(image, Watercolor);
        Assert.True(dots.Take(20).Average(d => d.Radius) > 4 * dots.TakeLast(20).Average(d => d.Radius));
        Assert.True(Dots.DeepestOverlap(dots) > 5);
        Dots.AssertInside(dots, 300, 200);
        Assert.All(dots, d => Assert.InRange(d.Color.A, 70, 110));
        Assert.Equal(dots, Dots.Of(image, Watercolor, threads: 3));
        Assert.NotEqual(dots, Dots.Of(image, Watercolor with { Seed = 7 }));
    }

    [Fact]
    public void A_disc_has_a_dark_edge()
    {
        var style = new DotStyle(DotShape.Circle, 2)
        {
            Edge = new(4, WashStyle.Alpha(WashStyle.EdgeOpacity), WashStyle.Alpha(WashStyle.Opacity)),
        };
        var drawing = FixedDrawing.ForDots(
            80, 80, new(255, 255, 255), style, new Dot(40, 40, 30, new(0, 0, 0, WashStyle.Alpha(WashStyle.Opacity))));
        using var drawn = drawing.Pixels(80, 80);
        Assert.Equal(drawn[40, 40].R * (1 - WashStyle.EdgeOpacity), drawn[69, 40].R, 1.0);
    }

    [Fact]
    public void White_and_transparent_parts_stay_blank()
    {
        using var white = Pictures.Flat(120, 90, new Rgba32(255, 255, 255));
        using var clear = Pictures.Flat(120, 90, default);
        Assert.Empty(Dots.Of(white, Watercolor));
        Assert.Empty(Dots.Of(clear, Watercolor));
    }
}
