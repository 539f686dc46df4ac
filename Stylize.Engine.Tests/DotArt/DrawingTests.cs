using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Drawing;
using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.DotArt.Tone;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;

namespace Stylize.Engine.Tests.DotArt;

public class DrawingTests
{
    [Theory]
    [InlineData(0, 2, "0")]
    [InlineData(1250, 2, "12.5")]
    [InlineData(-50, 2, "-.5")]
    [InlineData(7, 3, ".007")]
    [InlineData(100, 0, "100")]
    [InlineData(-1200, 2, "-12")]
    public void Numbers_are_as_short_as_can_be(long value, int decimals, string text)
    {
        using var target = new MemoryStream();
        using (var writer = new ByteWriter(target))
        {
            var point = false;
            writer.Number(value, decimals, ref point, true);
        }

        Assert.Equal(text, Encoding.ASCII.GetString(target.ToArray()));
    }

    [Theory]
    [InlineData(DotDistribution.Gradient, false)]
    [InlineData(DotDistribution.Tone, false)]
    [InlineData(DotDistribution.Gradient, true)]
    public void The_svg_holds_exactly_the_dots(DotDistribution distribution, bool plotter)
    {
        using var image = Pictures.Busy(200, 150);
        var options = new DotArtOptions { Distribution = distribution, PlotterOrder = plotter, DotCount = distribution == DotDistribution.Tone ? 600 : null };
        using var result = Dots.Run(image, options);
        var drawn = Parse(Svg(result)).OrderBy(d => Math.Round(d.X, 2)).ThenBy(d => Math.Round(d.Y, 2)).ToArray();
        var dots = result.Dots.ToArray().OrderBy(d => Math.Round(d.X, 2)).ThenBy(d => Math.Round(d.Y, 2)).ToArray();
        Assert.Equal(dots.Length, drawn.Length);
        for (var i = 0; i < dots.Length; i++)
        {
            Assert.Equal(dots[i].X, drawn[i].X, 1e-3);
            Assert.Equal(dots[i].Y, drawn[i].Y, 1e-3);
            Assert.Equal(dots[i].Radius, drawn[i].Radius, 1e-3);
        }
    }

    [Fact]
    public void The_svg_has_the_images_viewBox_a_title_and_a_description()
    {
        using var image = Pictures.Busy(120, 90);
        using var result = Dots.Run(image, new DotArtOptions { PaperColor = new Rgba32(255, 255, 204) }, name: "a <b> & \"c\" \u0001 \U0001F600.png");
        var root = XDocument.Parse(Svg(result)).Root!;
        XNamespace ns = "http://www.w3.org/2000/svg";
        Assert.Equal("0 0 120 90", root.Attribute("viewBox")!.Value);
        Assert.Equal("a <b> & \"c\"  \U0001F600", root.Element(ns + "title")!.Value);
        Assert.Contains("dots", root.Element(ns + "desc")!.Value);
        Assert.Equal("#ffc", root.Element(ns + "rect")!.Attribute("fill")!.Value);
    }

    [SkippableFact]
    public void Dots_take_few_bytes()
    {
        using var image = Stylize.Codecs.ImageCodecs.Default.DecodeRgba(ImageSource.File(SharedData.Path("kodak", "kodim05.png")));
        using var color = Dots.Run(image, new DotArtOptions(), 2);
        Assert.InRange(Svg(color).Length / (double)color.Dots.Length, 1, 24);
        using var black = Dots.Run(image, new DotArtOptions { Distribution = DotDistribution.Tone, DotCount = 5000, Color = new Rgba32(0, 0, 0) }, 2);
        Assert.InRange(Svg(black).Length / (double)black.Dots.Length, 1, 14);
    }

    [Theory]
    [InlineData(DotShape.Circle, 0.3f)]
    [InlineData(DotShape.Circle, 4.4f)]
    [InlineData(DotShape.Square, 4.4f)]
    [InlineData(DotShape.Diamond, 4.4f)]
    [InlineData(DotShape.Triangle, 4.4f)]
    public void Shapes_are_drawn_with_their_area_inside_their_circle(DotShape shape, float radius)
    {
        using var dots = new DotSet(1);
        dots.Add(new Dot(10.3f, 69.7f, radius, new Rgba32(0, 0, 0)));
        using var drawn = DotRasteriser.Draw(dots, 21, 140, shape, null, 2, 3, default);
        double ink = 0;
        for (var y = 0; y < 140; y++)
        {
            for (var x = 0; x < 21; x++)
            {
                ink += drawn[x, y].A / 255.0;
                if (drawn[x, y].A > 0)
                {
                    var nearest = Math.Sqrt(
                        Math.Pow(Math.Max(0, Math.Abs(x + 0.5 - 10.3) - 0.5), 2) + Math.Pow(Math.Max(0, Math.Abs(y + 0.5 - 69.7) - 0.5), 2));
                    Assert.True(nearest <= radius + 1e-3);
                }
            }
        }

        Assert.Equal(ShapeArea.Of(shape) * radius * radius, ink, 0.012 * ink + 0.01);
    }

    [Fact]
    public void Opacity_lets_the_paper_through()
    {
        using var dots = new DotSet(1);
        dots.Add(new Dot(8, 8, 6, new Rgba32(255, 0, 0, 128)));
        using var onWhite = DotRasteriser.Draw(dots, 16, 16, DotShape.Circle, new Rgba32(255, 255, 255), 1, 1, default);
        Assert.Equal(new Rgba32(255, 127, 127), onWhite[8, 8]);
        using var onNothing = DotRasteriser.Draw(dots, 16, 16, DotShape.Circle, null, 1, 1, default);
        Assert.Equal(new Rgba32(255, 0, 0, 128), onNothing[8, 8]);
        Assert.Equal(default, onNothing[0, 0]);
    }

    [Theory]
    [InlineData(0.95f)]
    [InlineData(0.99f)]
    [InlineData(0.8f)]
    public void Merged_colours_stay_within_the_similarity(float similarity)
    {
        var random = new Random(3);
        var dots = Enumerable.Range(0, 2000).Select(_ => new Dot(1, 1, 1, new Rgba32((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)))).ToArray();
        var before = dots.ToArray();
        DotColors.Apply(dots, new DotArtOptions { ColorSimilarity = similarity });
        Assert.All(before.Zip(dots), p =>
        {
            var apart = Math.Sqrt(Math.Pow(p.First.Color.R - p.Second.Color.R, 2) + Math.Pow(p.First.Color.G - p.Second.Color.G, 2) + Math.Pow(p.First.Color.B - p.Second.Color.B, 2));
            Assert.True(1 - (apart / 255 / Math.Sqrt(3)) >= similarity - 1e-6);
        });
        Assert.True(dots.Select(d => d.Color).Distinct().Count() < before.Select(d => d.Color).Distinct().Count());
    }

    [Fact]
    public void A_palette_gives_its_own_colours_only()
    {
        using var image = Pictures.Busy(150, 150);
        Rgba32[] palette = [new(0, 0, 0), new(200, 30, 60), new(40, 90, 220)];
        var dots = Dots.Of(image, new DotArtOptions { Palette = palette });
        Assert.All(dots, d => Assert.Contains(d.Color with { A = 255 }, palette));
    }

    private static string Svg(DotArtResult result)
    {
        using var file = new MemoryStream();
        result.Write(file);
        return Encoding.UTF8.GetString(file.ToArray());
    }

    /// <summary>Circles, and lines of no length with round ends, as an SVG reader sees them.</summary>
    private static IEnumerable<(double X, double Y, double Radius)> Parse(string svg)
    {
        foreach (var element in XDocument.Parse(svg).Descendants())
        {
            if (element.Name.LocalName == "circle")
            {
                yield return (Number(element, "cx"), Number(element, "cy"), Number(element, "r"));
            }
            else if (element.Name.LocalName == "path")
            {
                var width = Number(element.AncestorsAndSelf().First(e => e.Attribute("stroke-width") is not null), "stroke-width");
                double x = 0, y = 0;
                foreach (Match m in Regex.Matches(element.Attribute("d")!.Value, @"[Mm](-?\d*\.?\d+) ?(-?\d*\.?\d+)h0"))
                {
                    x += double.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture);
                    y += double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture);
                    yield return (x, y, width / 2);
                }
            }
        }
    }

    private static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);
}
