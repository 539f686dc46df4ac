using System.Xml.Linq;
using Stylize.Engine.DotArt.Ordering;

namespace Stylize.Engine.Tests.DotArt;

/// <summary>Tests hatching, engraving and flow: their tone, directions and distances, and their files for
/// pens.</summary>
public sealed class StrokeTests
{
    private static readonly Pen Black = new(0.5, new Rgba32(0, 0, 0));

    /// <summary>A sheet of 100x80 mm without margins, which an image of 200x160 pixels fills.</summary>
    private static readonly PlotOptions Sheet = new()
    {
        Pens = [Black], Sheet = new() { PaperSize = new PaperSize(100, 80), Margin = new(0) },
    };

    [Theory]
    [InlineData("Hatching", 0.25, 0.5, 0.8)]
    [InlineData("Engraving", 0.2, 0.5, 0.85)]
    [InlineData("Flow", 0.2, 0.5, 0.75)]
    public void A_pen_covers_the_share_of_the_paper_that_the_tone_requires(string preset, params double[] shares)
    {
        foreach (var share in shares)
        {
            using var image = Pictures.Flat(200, 160, Gray(share));
            var options = DotArtOptions.Presets[preset] with { Color = null, Plot = Sheet, PngSize = 400 };
            using var drawn = Dots.Drawn(image, options);
            Assert.InRange(Dots.Coverage(drawn), share - 0.09, share + 0.09);
        }
    }

    [Fact]
    public void Light_tones_have_lines_of_the_first_direction_and_dark_tones_of_all()
    {
        using var light = Pictures.Flat(200, 160, Gray(0.3));
        using var dark = Pictures.Flat(200, 160, Gray(0.9));
        var options = DotArtOptions.Presets["Hatching"] with { Lines = new() { HatchAngles = [30, 120] } };
        Assert.Equal([30], Angles(light, options));
        Assert.Equal([30, 120], Angles(dark, options));
    }

    [Fact]
    public void Each_ink_has_directions_of_its_own()
    {
        using var image = Pictures.Flat(200, 160, new Rgba32(90, 60, 150));
        var options = DotArtOptions.Presets["Hatching"] with
        {
            Color = null,
            Palette = [new(255, 0, 255), new(0, 255, 255)],
            Lines = new() { HatchAngles = [0] },
            Inks = new() { Separation = Separation.Inks, ScreenAngle = [20, 80] },
        };
        Assert.Equal([20, 80], Angles(image, options));
    }

    [Fact]
    public void Circles_are_concentric_and_evenly_spaced()
    {
        using var image = Pictures.Flat(200, 160, Gray(0.5));
        var options = DotArtOptions.Presets["Engraving"] with { Plot = Sheet with { Pens = null } };
        var lines = new LineOptions { EngravePattern = EngravePattern.Circles, LineWidth = new(0.4) };
        using var result = Dots.Run(image, options with { Lines = lines });

        // 3.2 widths of 0.4 mm at 2 pixels per millimeter.
        var at = Attention.Center(image);
        var center = new Dot(at.X, at.Y, 0, default);
        var radii = Lines(result).Select(line => line.Select(p => Dots.Between(p, center)).ToArray()).ToArray();
        Assert.All(radii, own => Assert.InRange(own.Max() - own.Min(), 0, 0.1));
        var rings = radii.Select(own => Math.Round((own[0] - 1.28) / 2.56, 1)).Distinct().Order().ToArray();
        Assert.Equal(Enumerable.Range(0, rings.Length).Select(i => (double)i), rings);
        Assert.True(rings.Length > 15);
    }

    [Theory]
    [InlineData("Hatching")]
    [InlineData("Engraving")]
    [InlineData("Flow")]
    public void A_pen_is_rarely_lifted_and_stays_on_the_image_in_every_file(string preset)
    {
        using var image = Pictures.Landscape(200, 160);
        var paper = new PaperOptions { Margin = new(5), PaperSize = new(148, 210) };
        var options = DotArtOptions.Presets[preset] with { Color = null, Plot = Sheet with { Sheet = paper } };
        using var svg = Dots.Run(image, options);
        var summary = svg.Summary.ToDictionary(p => p.Key, p => p.Value);
        var (drawn, traveled) = ((double)summary["DrawnMillimeters"]!, (double)summary["TravelMillimeters"]!);
        Assert.InRange(traveled / (drawn + traveled), 0, 0.2);
        var paths = XDocument.Parse(svg.Text()).Descendants().Where(e => e.Name.LocalName == "path").ToArray();
        Assert.NotEmpty(paths);
        foreach (var path in paths)
        {
            Assert.All(SvgPath.Points(path.Attribute("d")!.Value), point =>
            {
                Assert.InRange(point.X, 5, 205);
                Assert.InRange(point.Y, 4, 144);
            });
        }

        using var hpgl = Dots.Run(image, options with { Format = DrawingFormat.Hpgl });
        using var gcode = Dots.Run(image, options with { Format = DrawingFormat.Gcode });
        Assert.Equal(paths.Length, Regex.Count(hpgl.Text(), ";?PD"));
        Assert.Equal(paths.Length, Regex.Count(gcode.Text(), "^M3 S1000$", RegexOptions.Multiline));
    }

    [Theory]
    [InlineData("Hatching")]
    [InlineData("Engraving")]
    [InlineData("Flow")]
    public void The_strokes_do_not_depend_on_threads_or_on_the_size_of_the_photograph(string preset)
    {
        using var image = Pictures.Landscape(200, 160);
        var options = DotArtOptions.Presets[preset] with { Plot = Sheet with { Pens = null } };
        using var one = Dots.Run(image, options);
        using var four = Dots.Run(image, options, threads: 4);
        Assert.Equal(one.Text(), four.Text());
        using var large = Resampler.Resize(image, 600, 480, ResampleFilter.Lanczos3, 1, default);
        using var enlarged = Dots.Run(large, options);
        using var a = one.Picture(300, new());
        using var b = enlarged.Picture(300, new());
        Assert.Equal(Dots.Coverage(a), Dots.Coverage(b), 0.02);
    }

    [Fact]
    public void A_refill_splits_lines_where_the_pen_is_empty()
    {
        using var image = Pictures.Landscape(200, 160);
        var lines = new LineOptions { EngravePattern = EngravePattern.Spiral };
        var options = DotArtOptions.Presets["Engraving"] with { Color = null, Plot = Sheet, Lines = lines };
        using var whole = Dots.Run(image, options);
        using var parts = Dots.Run(image, options with { Plot = Sheet with { RefillLength = 1 } });
        var drawn = (double)whole.Summary.First(p => p.Key == "DrawnMillimeters").Value!;
        Assert.Equal(drawn, (double)parts.Summary.First(p => p.Key == "DrawnMillimeters").Value!, 1.0);
        var layers = (Array)parts.Summary.First(p => p.Key == "Layers").Value!;
        Assert.InRange(layers.Length, drawn / 1000, (drawn / 995) + 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(500)]
    public void Ordering_keeps_the_points_and_joins_ends_that_nearly_touch(int count)
    {
        var random = new Random(4);
        var strokes = new StrokeSet();
        var length = 0.0;
        for (var i = 0; i < count; i++)
        {
            float x = random.Next(1000), y = random.Next(1000);
            strokes.Add([new(x, y, 0.5f, default), new(x + 20, y, 0.5f, default)]);
            length += 20;
        }

        var ordered = StrokeOrder.Apply(strokes, 1000, 1000, joins: true, default);
        var points = Enumerable.Range(0, ordered.Count).SelectMany(i => ordered[i].ToArray()).ToArray();
        Assert.Equal(
            Enumerable.Range(0, count).SelectMany(i => strokes[i].ToArray()).OrderBy(p => p.X).ThenBy(p => p.Y),
            points.OrderBy(p => p.X).ThenBy(p => p.Y));

        // Random order travels about 500 per stroke.
        var travel = points.Chunk(2).Zip(points.Chunk(2).Skip(1))
            .Sum(pair => Dots.Between(pair.First[1], pair.Second[0]));
        Assert.InRange(travel, 0, 50 * count);
        for (var i = 1; i < ordered.Count; i++)
        {
            Assert.True(Dots.Between(ordered[i - 1][^1], ordered[i][0]) > 2.5);
        }
    }

    private static Rgba32 Gray(double coverage)
    {
        var value = (byte)Math.Round(255 * (1 - coverage));
        return new Rgba32(value, value, value);
    }

    private static IEnumerable<Dot[]> Lines(DotArtResult result)
    {
        var points = result.Dots.ToArray();
        var starts = result.LineStarts!;
        return starts.Select((first, i) => points[first..(i + 1 < starts.Count ? starts[i + 1] : points.Length)]);
    }

    /// <summary>Returns the angles of the lines in whole degrees from 0 to 179, counterclockwise from
    /// horizontal.</summary>
    private static int[] Angles(Raster<Rgba32> image, DotArtOptions options)
    {
        using var result = Dots.Run(image, options);
        return [.. Lines(result)
            .Select(line => (int)Math.Round(Math.Atan2(line[0].Y - line[^1].Y, line[^1].X - line[0].X) * 180 / Math.PI))
            .Select(angle => ((angle % 180) + 180) % 180).Distinct().Order()];
    }
}
