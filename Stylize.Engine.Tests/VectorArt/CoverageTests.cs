using System.Xml.Linq;
using Stylize.Engine.Drawings;
using Stylize.Engine.Tests.Drawings;
using Stylize.Engine.VectorArt.Drawing;

namespace Stylize.Engine.Tests.VectorArt;

/// <summary>Areas cover the picture: each point is in one area, and viewers show no gap.</summary>
public sealed class CoverageTests
{
    public static TheoryData<string> Hostile =>
        ["one pixel", "one color", "transparent", "checkerboard", "stripes", "noise", "one row"];

    /// <summary>Every point of a picture without transparency lies in exactly one flat area.</summary>
    [Theory]
    [MemberData(nameof(Hostile))]
    public void Flat_areas_cover_the_picture_without_gaps_and_overlaps(string name)
    {
        using var image = Picture(name);
        var options = new VectorArtOptions { Layers = AreaLayers.Flat, MinimumArea = 0 };
        var picture = Drawn.Trace(image, options);
        var shapes = AreaShape.ForPicture(picture, isStacked: false).Select(Drawn.Polygons).ToList();
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            double x = random.NextDouble() * image.Width, y = random.NextDouble() * image.Height;
            var count = shapes.Sum(rings => rings.Count(ring => Drawn.IsInside(ring, x, y)) % 2);

            // Curves of small areas may cross.
            Assert.True(name == "transparent" ? count == 0 : count == 1 || name is "noise",
                $"{count} areas at {x:0.00}, {y:0.00}");
        }
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Any_input_gives_a_readable_file_of_finite_numbers(string name)
    {
        using var image = Picture(name);
        foreach (var preset in VectorArtOptions.Presets.Values)
        {
            var svg = Drawn.Svg(image, preset);
            Assert.Equal("svg", XDocument.Parse(svg).Root!.Name.LocalName);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", svg, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_checkerboard_of_pixels_keeps_both_colors_without_a_minimum_area()
    {
        using var image = Picture("checkerboard");
        using var result =
            Drawn.Run(image, new VectorArtOptions { MinimumArea = 0, Smoothness = 0, Format = DrawingFormat.Png });
        using var drawn = result.Picture(image.Width, OperationContext.Quiet);
        Assert.InRange(drawn.Values().Average(pixel => pixel.R), 102, 153);
    }

    [Theory]
    [InlineData(AreaLayers.Stacked)]
    [InlineData(AreaLayers.Flat)]
    [Trait("Tier", "All")]
    public void A_viewer_shows_no_gap_between_areas(AreaLayers layers)
    {
        Assert.SkipWhen(Tool.Find("rsvg-convert") is null, "librsvg (rsvg-convert) is not installed");
        CheckGaps(layers, "rsvg-convert", (svg, png) => ["-z", "2", "-b", "#ff00ff", "-o", png, svg]);
    }

    [Fact<Inkscape>]
    public void Inkscape_shows_no_gap_between_areas()
    {
        foreach (var layers in Enum.GetValues<AreaLayers>())
        {
            CheckGaps(
                layers, Inkscape.Program, (svg, png) => [svg, "-w", "240", "-b", "#ff00ff", "-y", "1", "-o", png]);
        }
    }

    /// <summary>Draws areas of six colors on magenta at twice their size, and looks for magenta.</summary>
    private static void CheckGaps(AreaLayers layers, string viewer, Func<string, string, string[]> arguments)
    {
        using var image =
            Drawn.Picture(120, 90, (x, y) => ((int)(x + (0.4 * y)) / 17 % 3, (int)(y - (0.3 * x) + 60) / 13 % 2) switch
            {
                (0, 0) => Drawn.Black,
                (1, 0) => Drawn.Red,
                (2, 0) => Drawn.Blue,
                (0, 1) => Drawn.White,
                (1, 1) => new(20, 120, 60),
                _ => new(240, 200, 30),
            });
        var folder = Directory.CreateTempSubdirectory("stylize-");
        try
        {
            string svg = Path.Combine(folder.FullName, "a.svg"), png = Path.Combine(folder.FullName, "a.png");
            File.WriteAllText(svg, Drawn.Svg(image, new VectorArtOptions { Layers = layers }));
            Tool.Run(Tool.Find(viewer)!, arguments(svg, png));
            using var shown = ImageCodecs.Default.DecodeRgba(ImageSource.File(png));
            Assert.Equal((240, 180), (shown.Width, shown.Height));
            foreach (var (x, y) in Coordinates(shown.Width, shown.Height))
            {
                // No mixture of the colors has both more red and more blue than green by so much.
                var pixel = shown[x, y];
                Assert.True(Math.Min(pixel.R, pixel.B) - pixel.G < 90, $"{pixel} at {x}, {y}");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Raster<Rgba32> Picture(string name)
    {
        var (width, height) = name switch { "one pixel" => (1, 1), "one row" => (23, 1), _ => (24, 17) };
        var random = new Random(3);
        return Paint<Rgba32>(width, height, (x, y) => name switch
        {
            "transparent" => default,
            "checkerboard" => (x + y) % 2 == 0 ? Drawn.Black : Drawn.White,
            "stripes" or "one row" => x % 2 == 0 ? Drawn.Red : Drawn.White,
            "noise" => new((byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)),
            _ => Drawn.Red,
        });
    }
}
