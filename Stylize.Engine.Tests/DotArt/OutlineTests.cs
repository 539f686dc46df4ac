using System.Xml.Linq;
using Stylize.Engine.DotArt.Edges;
using Stylize.Engine.Tests.Drawings;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests outlines of areas, and draws files with a program that is not part of Stylize.</summary>
public sealed class OutlineTests : FolderTest
{
    /// <summary>Wide lines, which are drawn on a copy of few pixels.</summary>
    private static readonly DotArtOptions Outlines =
        DotArtOptions.Presets["Ink"] with { Lines = new() { Outlines = true, LineWidth = new(3) } };

    [Fact]
    public void The_outlines_of_a_ring_are_its_two_circles()
    {
        using var plane = Plane(80, 60, (x, y) => Math.Abs(Distance(x, y, 40, 30) - 18) - 6);
        var outlines = AreaOutlines.Trace(plane, 0, 4, 4, default).OrderBy(Area).ToArray();
        Assert.Equal(2, outlines.Length);
        Assert.All(
            outlines[0].Concat(outlines[1]), p => Assert.InRange(Math.Abs(Distance(p.X, p.Y, 40, 30) - 18), 5.9, 6.1));

        // The ring is on the right of both circles, so they turn in opposite directions.
        Assert.Equal(-Math.PI * 12 * 12, Area(outlines[0]), 0.03 * Math.PI * 12 * 12);
        Assert.Equal(Math.PI * 24 * 24, Area(outlines[1]), 0.02 * Math.PI * 24 * 24);
    }

    [Fact]
    public void Areas_at_the_border_are_closed_and_small_ones_are_left_out()
    {
        using var plane = Plane(40, 30, (x, y) => x < 10 ? -1 : Distance(x, y, 30, 15) - 1);
        var outline = Assert.Single(AreaOutlines.Trace(plane, 0, 4, 4, default));
        Assert.Equal(10 * 30, Math.Abs(Area(outline)), 20.0);
        Assert.All(outline, p => Assert.True(p.X is >= 0 and < 11 && p.Y is >= 0 and <= 30));
    }

    [Fact]
    public void A_drawing_is_one_path_of_closed_lines_in_the_color_of_the_ink()
    {
        using var image = Pictures.Gray(200, 150, (x, y) => Distance(x, y, 100, 75) < 50 ? 30 : 230);
        using var result = Dots.Run(image, Outlines with { Color = new Rgba32(0, 0, 128) });
        var path =
            Assert.Single(XDocument.Parse(result.Text()).Descendants(), element => element.Name.LocalName == "path");
        Assert.Equal(("#000080", "evenodd"), (path.Attribute("fill")!.Value, path.Attribute("fill-rule")!.Value));
        Assert.EndsWith("z", path.Attribute("d")!.Value);
        using var drawn = result.Picture(400, new() { MaxThreads = 2 });
        Assert.Equal((new Rgba32(0, 0, 128), new Rgba32(255, 255, 255)), (drawn[200, 150], drawn[10, 10]));
    }

    [Fact]
    public void A_spot_narrower_than_1_5_lines_vanishes_and_a_hole_of_that_size_stays()
    {
        // On a copy of 1000 pixels, a line is 3.97 pixels wide, and so on a photograph of that size. Discs of 3 and of
        // 12 pixels on white, and a white one of 5 pixels in a black square.
        using var image = Pictures.Gray(1000, 500, (x, y) =>
            Distance(x, y, 200, 250) < 1.5 || Distance(x, y, 350, 250) < 6
                || (x is > 700 and < 760 && y is > 220 and < 280
                    && Distance(x, y, 730, 250) > 2.5) ? 0 : 255);
        using var result = Dots.Run(image, DotArtOptions.Presets["Ink"]);
        var starts = result.LineStarts!.Select(first => result.Dots[first]).ToArray();
        Assert.DoesNotContain(starts, at => Distance(at.X, at.Y, 200, 250) < 20);
        Assert.Contains(starts, at => Distance(at.X, at.Y, 350, 250) < 20);
        Assert.Contains(starts, at => Distance(at.X, at.Y, 730, 250) < 10);
    }

    [Fact]
    public void Pens_and_cutters_follow_closed_lines()
    {
        using var image = Pictures.Busy(200, 150);
        using var result = Dots.Run(
            image, Outlines with { Color = null, Plot = new() { Pens = [new Pen(0.3, new Rgba32(0, 0, 0))] } });
        var starts = result.LineStarts!;
        Assert.NotEmpty(starts);
        for (var i = 0; i < starts.Count; i++)
        {
            Assert.Equal(
                result.Dots[starts[i]], result.Dots[(i + 1 < starts.Count ? starts[i + 1] : result.Dots.Length) - 1]);
        }

        Assert.Equal(starts.Count, result.Text().Split("<path").Length - 1);
    }

    [Theory<RsvgConvert>]
    [InlineData("Ink", true, false)]
    [InlineData("Ink", false, true)]
    [InlineData("Hatching", false, false)]
    [InlineData("Engraving", false, true)]
    [InlineData("Flow", false, false)]
    public void Librsvg_draws_the_same_picture(string preset, bool outlines, bool isForPens)
    {
        using var image = Pictures.Landscape(240, 160);
        var options = DotArtOptions.Presets[preset] with
        {
            Color = null,
            PaperColor = new Rgba32(255, 255, 255),
            Precision = 3,
            Lines = new() { Outlines = outlines, LineWidth = outlines ? null : new(0.6) },
            Plot = new()
            {
                Pens = isForPens ? [new Pen(0.6, new Rgba32(0, 0, 0))] : null,
                Sheet = new() { PaperSize = new PaperSize(150, 100), Margin = new(0) },
            },
        };
        using var result = Dots.Run(image, options);
        var (svg, png) = (_folder["a.svg"], _folder["a.png"]);
        File.WriteAllText(svg, result.Text());
        RsvgConvert.Run("--background-color=white", "-w", "900", "-h", "600", svg, "-o", png);
        using var foreign = ImageCodecs.Default.DecodeRgba(ImageSource.File(png));
        using var own = result.Picture(900, new() { MaxThreads = 2 });
        var squares = Coordinates(own.Width, own.Height)
            .Average(at => Math.Pow(own[at.X, at.Y].R - foreign[at.X, at.Y].R, 2));
        Assert.InRange(Math.Sqrt(squares) / 255, 0, 0.12);
    }

    private static Raster<float> Plane(int width, int height, Func<double, double, double> value) =>
        Paint<float>(width, height, (x, y) => (float)value(x + 0.5, y + 0.5));

    private static double Distance(double x, double y, double toX, double toY) =>
        Math.Sqrt(((x - toX) * (x - toX)) + ((y - toY) * (y - toY)));

    private static double Area(Vector2[] line) =>
        line.Zip(line.Skip(1).Append(line[0]))
            .Sum(side => ((side.First.X * side.Second.Y) - (side.Second.X * side.First.Y)) / 2.0);

    /// <summary>The program rsvg-convert of librsvg.</summary>
    private sealed class RsvgConvert : INeed
    {
        private const string Program = "rsvg-convert";

        public static string? Missing => Tool.Find(Program) is null ? $"{Program} is not installed." : null;

        public static void Run(params string[] arguments) => Assert.Equal(0, Tool.Run(Program, arguments).Code);
    }
}
