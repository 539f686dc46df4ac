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
